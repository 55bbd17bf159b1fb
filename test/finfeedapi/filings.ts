import assert from 'node:assert/strict';
import type { FilingEvent } from '../../core/event';
import type { Inbound } from '../../core/provider';
import { finFeedApi } from '../../nodes/FinFeedApi/finfeedapi.provider';
import { FilingsProtocol } from '../../nodes/FinFeedApi/filings';
import type { FilingsParams } from '../../nodes/FinFeedApi/params';
import { readText } from '../readText';

export const start = Date.parse('2026-01-02T15:00:00.000Z');

/** An account as a form holds it, validated. */
export function accountOf(form: Record<string, unknown> = {}) {
  return finFeedApi.account({ apiKey: 'test-key', ...form }, 'Main');
}

/** A node's form, validated. */
export function paramsOf(form: Record<string, unknown> = {}): FilingsParams {
  return finFeedApi.parse(form, accountOf());
}

/** A protocol that has said hello. */
export function opened(): FilingsProtocol {
  const account = accountOf();
  const protocol = finFeedApi.protocol(account, 'sec-filings', [paramsOf()]);
  assert.ok(protocol instanceof FilingsProtocol);
  protocol.open();
  return protocol;
}

/** What a frame says, without the sign that the connection is ready. */
export function read(protocol: FilingsProtocol, frame: unknown, now = start): Inbound[] {
  const text = typeof frame === 'string' ? frame : JSON.stringify(frame);
  return readText(protocol, text, now).filter(({ kind }) => kind !== 'ready');
}

/** A filing's frame as the provider sends it. */
export function frameOf(fields: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    type: 'fillings',
    is_historical: false,
    discovered_time: '2026-01-02T14:59:59.1234567Z',
    form: '8-K',
    description: 'SIM CORP 8-K current report.',
    filling_date: '2026-01-02',
    accepted_time: '2026-01-02T14:59:58Z',
    accession_no: '0000000001-26-000001',
    cik: 1,
    ...fields,
  };
}

export function filingOf(fields: Record<string, unknown> = {}): FilingEvent {
  const [item] = read(opened(), frameOf(fields));
  assert.ok(item?.kind === 'event' && item.event.type === 'filing', JSON.stringify(item));
  return item.event;
}
