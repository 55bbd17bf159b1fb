import assert from 'node:assert/strict';
import type { MarketEvent } from '../../core/event';
import type { Inbound, Protocol, Wanted } from '../../core/provider';
import { benzinga } from '../../nodes/Benzinga/benzinga.provider';
import type { BenzingaParams } from '../../nodes/Benzinga/params';
import { readText } from '../readText';

export const start = Date.parse('2026-01-14T22:00:00.000Z');

/** An account as a form holds it, validated. */
export function accountOf(form: Record<string, unknown> = {}) {
  return benzinga.account({ apiKey: 'test-token', ...form }, 'Main');
}

/** A node's form, validated. */
export function paramsOf(form: Record<string, unknown> = {}): BenzingaParams {
  return benzinga.parse(form, accountOf());
}

/** The protocol of a connection that was dialled and opened for nodes with these forms; all have the same stream. */
export function opened(...forms: Record<string, unknown>[]): Protocol<BenzingaParams> {
  const wanted = forms.map(paramsOf);
  const protocol = benzinga.protocol(accountOf(), wanted[0]?.stream ?? 'news', wanted);
  protocol.open(wanted, 'test-token', 0);
  return protocol;
}

/** What a frame says. */
export function read(protocol: Protocol<BenzingaParams>, frame: unknown, now = start): Inbound[] {
  return readText(protocol, typeof frame === 'string' ? frame : JSON.stringify(frame), now);
}

/** The one event of a frame. */
export function eventOf(protocol: Protocol<BenzingaParams>, frame: unknown): MarketEvent {
  const [item, ...others] = read(protocol, frame);
  assert.ok(item?.kind === 'event' && others.length === 0, JSON.stringify(frame));
  return item.event;
}

/** A message of one of the six streams. */
export function message(content: unknown, data: object = {}, id = 'message-1'): object {
  const envelope = { action: 'created', id: 'record-1', timestamp: '2026-01-14T15:00:00Z' };
  return { id, api_version: 'websocket/v1', kind: 'any', data: { ...envelope, content, ...data } };
}

/** An article about tickers, in channels. */
export function article(tickers: readonly string[], channels: readonly string[] = []): object {
  return message({
    title: 'Simulated headline',
    securities: tickers.map(symbol => ({ symbol })),
    channels,
  });
}

/** Nodes named A, B, C … in the order in which they came. */
export function wantedOf(...forms: Record<string, unknown>[]): Wanted<BenzingaParams>[] {
  return forms.map((form, index) => ({
    id: index + 1,
    name: String.fromCharCode(65 + index),
    params: paramsOf(form),
    slot: undefined,
  }));
}

/** The query of the address that is dialled for nodes with these forms, as names and values. */
export function dialled(...forms: Record<string, unknown>[]): Record<string, string> {
  const wanted = forms.map(paramsOf);
  const { url } = benzinga.dial(
    accountOf(),
    wanted[0]?.stream ?? 'news',
    'wss://feed.test',
    'to ken',
    wanted,
  );
  return Object.fromEntries(new URL(url).searchParams);
}
