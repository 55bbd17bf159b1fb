/**
 * One transform in a process of its own: `node transforms.js <job> <events>`. Its results must be those that the
 * events, looked at one by one, call for.
 */
import assert from 'node:assert/strict';
import type { QuoteEvent } from '../core/event';
import { AlertOperator, parseAlerts } from '../transforms/alert/alert';
import { compileFilter, parseFilter } from '../transforms/filter/filter';
import { parseMessage, renderMessage } from '../transforms/message/message';
import { report } from './measure';

/** What a job took. */
export interface TransformResult {
  /** Processor time of one event, in µs. */
  eventUs: number;
  /** What the transform remembers of one symbol, in bytes. */
  symbolBytes: number;
  results: number;
}

const symbols = 10_000;
const startMs = Date.parse('2026-01-02T15:00:00.000Z');
/** Each symbol's price goes up and down between two values; the rules' levels lie between them. */
const [low, high, level] = [99, 101, 100];
const codeOf = (index: number): string => `NASDAQ:S${index}`;

function quoteOf(index: number, last: number): QuoteEvent {
  const time = new Date(startMs).toISOString();
  return {
    ...{ id: `q${index} ${last}`, recordId: null, type: 'quote', provider: 'insightsentry', stream: 'live' },
    ...{ action: 'created', symbol: codeOf(index), symbols: [codeOf(index)], time, receivedTime: time },
    ...{ backfill: false, bid: last - 0.01, ask: last + 0.01, mid: last, last, change: 1, changePercent: 1 },
    ...{ volume: 1000, bidSize: 1, askSize: 1, open: 99, high: 101, low: 98, previousClose: 99 },
    ...{ marketCap: null, currency: 'USD', delaySeconds: 0, marketStatus: 'OPEN', raw: {} },
  };
}

/** A step takes one event and gives the number of results. */
type Step = (event: QuoteEvent, now: number) => number;

/** Symbols that have a rule, spread over all. */
const ruled = (count: number): string[] =>
  Array.from({ length: count }, (_, at) => codeOf(Math.floor((at * symbols) / count)));

const jobs: Readonly<Record<string, (count: number) => Step>> = {
  /** As many groups as rules, each about one symbol. */
  filter: count => {
    const conditions = ruled(count).map(symbol => ({
      match: 'all',
      conditions: [
        { field: 'symbol', operator: 'in', value: symbol },
        { field: 'last', operator: 'gt', value: String(level) },
      ],
    }));
    const filter = compileFilter(parseFilter({ match: 'any', conditions }));
    return event => Number(filter.accepts(event));
  },
  alert: count => {
    const rules = ruled(count).map(symbols => ({ kind: 'crossesAbove', symbols, level }));
    const operator = new AlertOperator(parseAlerts({ rules }));
    return (event, now) => operator.take(event, now).length;
  },
  /** One rule for every symbol. */
  alertAll: () => {
    const operator = new AlertOperator(parseAlerts({ rules: [{ kind: 'crossesAbove', level }] }));
    return (event, now) => operator.take(event, now).length;
  },
  message: () => {
    const options = parseMessage({ target: 'slack' });
    return event => renderMessage(options, [event]).messages.length;
  },
};

/** How many results the whole run must give. */
function expected(job: string, count: number, rounds: number): number {
  const ups = Math.floor(rounds / 2);
  if (job === 'message') return rounds * symbols;
  return ups * (job === 'alertAll' ? symbols : count);
}

function main(job: string, count: number, rounds: number): void {
  const step = jobs[job]?.(count);
  assert.ok(step, `there is no job ${job}`);
  // Two of each: what is measured is the transform, not the making of events.
  const ring = [low, high].map(last => Array.from({ length: symbols }, (_, index) => quoteOf(index, last)));
  const warm = 2;
  let results = 0;
  let cpu = process.cpuUsage();
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  for (let round = 0; round < rounds + warm; round += 1) {
    if (round === warm) cpu = process.cpuUsage();
    for (const event of ring[round % 2] ?? []) {
      const gave = step(event, startMs + round * 1000);
      if (round >= warm) results += gave;
    }
  }
  const { user, system } = process.cpuUsage(cpu);
  globalThis.gc?.();
  assert.equal(results, expected(job, count, rounds), `results of ${job} with ${count} rules`);
  const symbolBytes = (process.memoryUsage().heapUsed - before) / symbols;
  // Keeps all of it from being collected too early.
  for (const event of ring.flat().slice(0, 1)) step(event, startMs);
  const result: TransformResult = { eventUs: (user + system) / (rounds * symbols), symbolBytes, results };
  report(result);
}

const [job = '', count = '0', rounds = '0'] = process.argv.slice(2);
main(job, Number(count), Number(rounds));
