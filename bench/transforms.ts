/**
 * One transform in a process of its own: `node transforms.js <job> <events>`. Its results must be those that the
 * events, looked at one by one, call for.
 */
import assert from 'node:assert/strict';
import type { BarEvent, MarketEvent, QuoteEvent } from '../core/event';
import { AlertOperator, parseAlerts } from '../transforms/alert/alert';
import { BarsOperator, parseBars } from '../transforms/bars/bars';
import { compileFilter, parseFilter } from '../transforms/filter/filter';
import { IndicatorOperator, parseIndicators } from '../transforms/indicator/indicator';
import { parseMessage, renderMessage } from '../transforms/message/message';
import { PaceOperator, parsePace } from '../transforms/pace/pace';
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
/** Rounds that make a bar. */
const barSteps = 10;
/** Rounds that are not measured. */
const warm = 2;
/** Indicators remember fewer series. */
const countOf = (job: string): number => (job === 'indicator' ? 1000 : symbols);
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

function barOf(index: number, close: number): BarEvent {
  const { bid: _bid, ask: _ask, mid: _mid, last: _last, ...quote } = quoteOf(index, close);
  const start = quote.receivedTime;
  return { ...quote, type: 'bar', interval: '1s', start, end: null, open: 100, close, closed: true };
}

/** A step takes one event and gives the number of results. */
type Step = (event: MarketEvent, now: number) => number;

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
  /** Every second event of each symbol. */
  pace: () => {
    const operator = new PaceOperator(parsePace({ mode: 'sample', sampleBy: 'count', each: 2 }));
    return (event, now) => operator.take({ payload: event }, now).length;
  },
  /** Quotes of a second each, to bars of ten. */
  bars: () => {
    const operator = new BarsOperator(
      parseBars({ from: 'quotes', barType: 'second', barInterval: barSteps }),
    );
    return (event, now) => operator.take(event, now).length;
  },
  indicator: () => {
    const operator = new IndicatorOperator(parseIndicators({ indicators: [{ kind: 'rsi', length: 14 }] }));
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
  if (job === 'message' || job === 'indicator') return rounds * countOf(job);
  if (job === 'pace') return ups * symbols;
  if (job === 'bars') return Math.floor((rounds + warm - 1) / barSteps) * symbols;
  return ups * (job === 'alertAll' ? symbols : count);
}

function main(job: string, count: number, rounds: number): void {
  const step = jobs[job]?.(count);
  assert.ok(step, `there is no job ${job}`);
  // Two of each: what is measured is the transform, not the making of events.
  const eventOf = job === 'indicator' ? barOf : quoteOf;
  const ring = [low, high].map(price =>
    Array.from({ length: countOf(job) }, (_, index) => eventOf(index, price)),
  );
  let results = 0;
  let cpu = process.cpuUsage();
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  for (let round = 0; round < rounds + warm; round += 1) {
    if (round === warm) cpu = process.cpuUsage();
    const now = startMs + round * 1000;
    const time = new Date(now).toISOString();
    for (const event of ring[round % 2] ?? []) {
      event.time = event.receivedTime = time;
      if (event.type === 'bar') event.start = event.id = time;
      const gave = step(event, now);
      if (round >= warm) results += gave;
    }
  }
  const { user, system } = process.cpuUsage(cpu);
  globalThis.gc?.();
  assert.equal(results, expected(job, count, rounds), `results of ${job} with ${count} rules`);
  const symbolBytes = (process.memoryUsage().heapUsed - before) / countOf(job);
  // Keeps all of it from being collected too early.
  for (const event of ring.flat().slice(0, 1)) step(event, startMs);
  const result: TransformResult = {
    eventUs: (user + system) / (rounds * countOf(job)),
    symbolBytes,
    results,
  };
  report(result);
}

const [job = '', count = '0', rounds = '0'] = process.argv.slice(2);
main(job, Number(count), Number(rounds));
