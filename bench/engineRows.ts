/** The engine, from socket to sink, beside bare `ws` + JSON.parse and other clients, on the same frames. */
import type { Measured } from './measure';
import { chunkFrames, expected, nothing, type Order, type QuotePayload } from './payloads';
import { checkSeen, runScript } from './processes';
import { ratioLine } from './ratios';
import { boundsOf, runRounds } from './rounds';
import type { Row, Setting } from './setting';
import type { Line } from './table';

const symbols = 100;
const runTimeoutMs = 60_000;

/** Frames of a run: about a second and a half, or half a second. */
const fullFrames: Record<QuotePayload, number> = { tick: 1_500_000, quote1: 800_000, quote50: 36_000 };
const quickFrames: Record<QuotePayload, number> = { tick: 400_000, quote1: 250_000, quote50: 12_000 };

interface Case {
  name: string;
  payload: QuotePayload;
  wanted: number;
  goal: number;
  /** The clients that ours is measured beside, and by how much it should be faster. */
  peers: Partial<Record<'reconnecting' | 'ccxt', number | undefined>>;
}

const everyone = { reconnecting: undefined, ccxt: 1.1 };

const cases: Case[] = [
  { name: 'tick', payload: 'tick', wanted: symbols, goal: 0.75, peers: everyone },
  { name: 'quote1', payload: 'quote1', wanted: symbols, goal: 0.8, peers: everyone },
  { name: 'quote50', payload: 'quote50', wanted: symbols, goal: 0.85, peers: everyone },
  { name: 'tick-1-in-100', payload: 'tick', wanted: 1, goal: 1.5, peers: {} },
  { name: 'quote1-1-in-100', payload: 'quote1', wanted: 1, goal: 1.5, peers: {} },
];

/** One run of a consumer. Throws a WrongRun unless it saw exactly what was sent. */
async function consume(setting: Setting, kind: string, order: Order, wanted: number): Promise<Measured> {
  const { node, feed, peers } = setting;
  const folder = kind === 'ccxt' ? peers.ccxt : kind === 'reconnecting' ? peers.reconnecting : undefined;
  const args = [kind, feed.url(order), String(wanted), String(order.frames), folder ?? ''];
  const measured = await runScript<Measured>(node, 'consumer', args, { timeoutMs: runTimeoutMs });
  const sent = kind === 'raw' ? nothing : expected(order, wanted);
  checkSeen(`${kind} on ${order.payload}`, measured, { frames: order.frames, ...sent });
  return measured;
}

async function measure({ payload, wanted, goal, peers }: Case, setting: Setting): Promise<Line[]> {
  const chunk = chunkFrames(payload);
  const frames = Math.round((setting.quick ? quickFrames : fullFrames)[payload] / chunk) * chunk;
  const order: Order = { payload, symbols, frames, rate: 0 };
  // A quick run meets the others on one payload only.
  const others = setting.quick && payload !== 'quote1' ? {} : peers;
  const missing = Object.keys(others).filter(kind => setting.peers[kind as 'ccxt'] === undefined);
  const present = Object.keys(others).filter(kind => !missing.includes(kind));
  const kinds = ['engine', 'parse', ...present, ...(setting.quick || wanted < symbols ? [] : ['raw'])];
  const runs = Object.fromEntries(kinds.map(kind => [kind, () => consume(setting, kind, order, wanted)]));
  const bounds = boundsOf(setting.quick);
  const rounds = await runRounds(runs, bounds, [setting.feed.pid]);
  for (const { foreignCores } of rounds) setting.noteLoad(foreignCores);
  const title = wanted < symbols ? `${payload}, 1 symbol in ${symbols / wanted} wanted` : payload;
  const lines = [ratioLine(rounds, `${title}: engine / ws + JSON.parse`, 'engine', 'parse', goal)];
  for (const kind of present) {
    const beside = peers[kind as 'ccxt'];
    const label = kind === 'ccxt' ? 'ccxt base client' : 'reconnecting-websocket';
    lines.push(ratioLine(rounds, `${title}: engine / ${label}`, 'engine', kind, beside));
  }
  if (kinds.includes('raw')) {
    lines.push(ratioLine(rounds, `${title}: engine / ws without parsing`, 'engine', 'raw'));
  }
  for (const kind of missing) {
    lines.push({
      row: `${title}: ${kind}`,
      measured: 'not installed',
      goal: '',
      reached: undefined,
      figures: '',
    });
  }
  return lines;
}

export const engineRows: Row[] = cases.map(one => ({
  name: one.name,
  measure: setting => measure(one, setting),
}));
