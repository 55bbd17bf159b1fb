/** A checker that finds nothing is worth nothing: each kind of mistake is planted into journals and must be found. */
import assert from 'node:assert/strict';
import { check, type Verdict } from './checker';
import type { PublishedEvent, Run, SentFrame, SinkEntry } from './journals';

const start = Date.parse('2026-01-02T15:00:00.000Z');
const iso = (ms: number): string => new Date(start + ms).toISOString();
const id = (number: number): string => `0000000001-26-00000${number}|7`;
const filing = (number: number): object => ({
  type: 'fillings',
  accession_no: `0000000001-26-00000${number}`,
  cik: 7,
});

/** Three filings, one each second from the first on, of which each was sent and came. */
function perfect(): { published: PublishedEvent[]; sent: SentFrame[]; sink: SinkEntry[] } {
  const numbers = [1, 2, 3];
  return {
    published: numbers.map(n => ({ time: start + n * 1000, kind: 'record', symbol: '7', id: id(n) })),
    sent: numbers.map(n => sentAt(n, n * 1000)),
    sink: [state('online', 0), ...numbers.map(n => came(n, n * 1000 + 5))],
  };
}

const sentAt = (number: number, ms: number): SentFrame => ({
  connection: 1,
  time: start + ms,
  frame: JSON.stringify(filing(number)),
});
const state = (name: string, ms: number): SinkEntry => ({
  ...{ at: start + ms, hostAt: start + ms },
  ...{ kind: 'state', state: name },
});
const came = (number: number, ms: number, backfill = false): SinkEntry => ({
  ...{ at: start + ms, hostAt: start + ms, kind: 'event' },
  event: { type: 'filing', symbol: null, backfill, raw: filing(number) },
});
const notice = (kind: string, ms: number, details: object = {}, errorMs = 0): SinkEntry => ({
  ...{ at: start + ms, hostAt: start + ms + errorMs, kind: 'notice' },
  notice: { notice: kind, ...details },
});
const gap = (from: number, to: number): SinkEntry => notice('gap', to + 5, { from: iso(from), to: iso(to) });
const closed = (from: number, to: number, complete: unknown): SinkEntry =>
  notice('gap-closed', to + 9, { from: iso(from), to: iso(to), complete });

const judge = (run: Partial<Run>): Verdict =>
  check({ ...perfect(), flightMs: 0, mergesPrices: false, healedAt: undefined, left: {}, ...run });

/** The lists that are not empty. */
function findings(run: Partial<Run>): Record<string, readonly string[]> {
  const lists = Object.entries(judge(run)).filter(([, value]) => Array.isArray(value) && value.length > 0);
  return Object.fromEntries(lists);
}

/** The perfect sink without what `isOut` names, and with `more` in the order of time. */
function sinkWith(isOut: (entry: SinkEntry) => boolean, ...more: SinkEntry[]): SinkEntry[] {
  return [...perfect().sink.filter(entry => !isOut(entry)), ...more].sort((one, other) => one.at - other.at);
}
const isSecond = ({ at }: SinkEntry): boolean => at === start + 2005;
const none = (): boolean => false;

describe('the checker of runs with faults', () => {
  it('finds nothing where all came once and in order', () => {
    assert.deepEqual(findings({}), {});
    const { published, delivered } = judge({});
    assert.deepEqual([published, delivered], [3, 3]);
  });

  it('finds what was lost and nothing says so', () => {
    assert.deepEqual(findings({ sink: sinkWith(isSecond) }), { lostUnsaid: [id(2)] });
  });

  it('finds what was lost inside a gap that was told, and only there', () => {
    assert.deepEqual(findings({ sink: sinkWith(isSecond, gap(1500, 2500)) }), { lostInGap: [id(2)] });
    assert.deepEqual(findings({ sink: sinkWith(isSecond, gap(2001, 2500)) }), { lostUnsaid: [id(2)] });
    assert.deepEqual(findings({ sink: sinkWith(isSecond, gap(2001, 2500)), flightMs: 10 }), {
      lostInGap: [id(2)],
    });
  });

  it('counts a loss as unsaid where a notice says that the gap is complete', () => {
    const told = [gap(1500, 2500), closed(1500, 2500, true)];
    assert.deepEqual(findings({ sink: sinkWith(isSecond, ...told) }), { lostUnsaid: [id(2)] });
    const unknown = [gap(1500, 2500), closed(1500, 2500, 'unknown')];
    assert.deepEqual(findings({ sink: sinkWith(isSecond, ...unknown) }), { lostInGap: [id(2)] });
  });

  it('reads the times of a gap by the clock of a host that is wrong', () => {
    const hour = 3_600_000;
    const wrong = notice('gap', 2600, { from: iso(1500 + hour), to: iso(2500 + hour) }, hour);
    assert.deepEqual(findings({ sink: sinkWith(isSecond, wrong) }), { lostInGap: [id(2)] });
  });

  it('takes as many as were said to be dropped, and no more', () => {
    const dropped = notice('dropped', 2500, { count: 1 });
    assert.deepEqual(findings({ sink: sinkWith(isSecond, dropped) }), { lostInGap: [id(2)] });
    const isLate = ({ at }: SinkEntry): boolean => at > start + 1500;
    assert.deepEqual(findings({ sink: sinkWith(isLate, dropped) }), {
      lostInGap: [id(2)],
      lostUnsaid: [id(3)],
    });
  });

  it('knows a connection that never came back from one that did', () => {
    const isLate = ({ at }: SinkEntry): boolean => at > start + 1500;
    const gone = notice('disconnected', 1700);
    assert.deepEqual(findings({ sink: sinkWith(isLate, gone) }), { lostInGap: [id(2), id(3)] });
    const back = notice('connected', 1800);
    assert.deepEqual(findings({ sink: sinkWith(isLate, gone, back) }), { lostUnsaid: [id(2), id(3)] });
  });

  it('finds a record that came twice, also where it was sent twice', () => {
    assert.deepEqual(findings({ sink: sinkWith(none, came(2, 2009)) }), {
      duplicated: [id(2)],
    });
    const sent = [...perfect().sent, sentAt(2, 4000)];
    assert.deepEqual(findings({ sent, sink: sinkWith(none, came(2, 4005, true)) }), { duplicated: [id(2)] });
  });

  it('finds what came after something that was sent later', () => {
    assert.deepEqual(findings({ sink: sinkWith(isSecond, came(2, 3009)) }), { outOfOrder: [id(2)] });
    // Sent again on another connection, it comes in the order in which it was sent then.
    const sent = [...perfect().sent, sentAt(2, 4000)];
    assert.deepEqual(findings({ sent, sink: sinkWith(isSecond, came(2, 4005, true)) }), {});
  });

  it('finds what was never sent, and what lies before the subscription', () => {
    assert.deepEqual(findings({ sink: sinkWith(none, came(9, 3500)) }), { invented: [id(9)] });
    const published: PublishedEvent[] = [
      { time: start - 1000, kind: 'record', symbol: '7', id: id(8) },
      ...perfect().published,
    ];
    const sent = [sentAt(8, 500), ...perfect().sent];
    assert.deepEqual(findings({ published, sent, sink: sinkWith(none, came(8, 600, true)) }), {
      invented: [id(8)],
    });
  });

  it('tells how long it took to recover, by the first live event', () => {
    const again = came(3, 3005, true);
    const sink = sinkWith(none, came(4, 4200));
    const published: PublishedEvent = { time: start + 4100, kind: 'record', symbol: '7', id: id(4) };
    const run = {
      published: [...perfect().published, published],
      sent: [...perfect().sent, sentAt(4, 4100)],
      sink: sink.map(entry => (entry.at === again.at ? again : entry)),
      healedAt: start + 3000,
    };
    assert.equal(judge(run).recoveryMs, 1200);
    assert.equal(judge({ healedAt: start + 9000 }).recoveryMs, undefined);
    // A price that was there before the fault, and is again after it.
    const earlier: PublishedEvent = { ...published, time: start + 500 };
    const twice = { ...run, published: [earlier, ...run.published], sink: [came(4, 510), ...run.sink] };
    assert.equal(judge(twice).recoveryMs, 1200);
  });

  it('names what was left over', () => {
    assert.deepEqual(findings({ left: { sockets: 0, timers: 2 } }), { leftOver: ['2 timers'] });
  });
});

describe('the checker of prices', () => {
  const quote = (price: number): object => ({
    symbol: 'EURUSD',
    timestamp: '1',
    ask: `${price}`,
    bid: `${price}`,
  });
  const price = (number: number): PublishedEvent => ({
    ...{ time: start + number * 1000, kind: 'quote', symbol: 'EURUSD' },
    id: `EURUSD ${number} ${number}`,
  });
  const sentQuote = (number: number, ms = number * 1000): SentFrame => ({
    ...{ connection: 1, time: start + ms },
    frame: JSON.stringify(quote(number)),
  });
  const cameQuote = (number: number, ms = number * 1000 + 5): SinkEntry => ({
    ...{ at: start + ms, hostAt: start + ms, kind: 'event' },
    event: { type: 'quote', symbol: 'EURUSD', backfill: false, raw: quote(number) },
  });
  const published = [1, 2, 3].map(price);
  const sent = [1, 2, 3].map(number => sentQuote(number));

  it('takes a quote as often as it was sent, and not once more', () => {
    const sink = [state('online', 0), ...[1, 2, 3].map(number => cameQuote(number)), cameQuote(3, 4000)];
    assert.deepEqual(findings({ published, sent: [...sent, sentQuote(3, 3990)], sink }), {});
    assert.deepEqual(findings({ published, sent, sink }), { duplicated: ['EURUSD 3 3'] });
  });

  it('finds a price that is missing, unless a slow subscriber got a later one', () => {
    const sink = [state('online', 0), cameQuote(1), cameQuote(3)];
    assert.deepEqual(findings({ published, sent, sink }), { lostUnsaid: ['EURUSD 2 2'] });
    assert.deepEqual(findings({ published, sent, sink, mergesPrices: true }), {});
    assert.deepEqual(findings({ published, sent, sink: sink.slice(0, 2), mergesPrices: true }), {
      lostUnsaid: ['EURUSD 2 2', 'EURUSD 3 3'],
    });
  });

  it('finds a bar whose last state is missing, comes twice or comes late', () => {
    const bars = (time: number, close: number): object => ({
      ...{ code: 'NASDAQ:AAPL', bar_type: '1s' },
      series: [{ time, open: 1, high: 1, low: 1, close, volume: 1 }],
    });
    const barAt = (time: number, close: number): PublishedEvent => ({
      ...{ time: start + close * 100, kind: 'bar', symbol: 'NASDAQ:AAPL' },
      ...{ id: `NASDAQ:AAPL 1s ${time}`, close },
    });
    const states = [
      [1, 10],
      [1, 11],
      [2, 12],
    ] as const;
    const all = {
      published: states.map(([time, close]) => barAt(time, close)),
      sent: states.map(([time, close], index) => ({
        ...{ connection: 1, time: start + index },
        frame: JSON.stringify(bars(time, close)),
      })),
    };
    const cameBar = (time: number, close: number, ms: number): SinkEntry => ({
      ...{ at: start + ms, hostAt: start + ms, kind: 'event' },
      event: {
        ...{ type: 'bar', symbol: 'NASDAQ:AAPL', interval: '1s', backfill: false, closed: false },
        raw: { time, open: 1, high: 1, low: 1, close, volume: 1 },
      },
    });
    const online = state('online', 0);
    const judged = (...sink: SinkEntry[]) => findings({ ...all, sink: [online, ...sink] });
    assert.deepEqual(judged(cameBar(1, 11, 1), cameBar(2, 12, 2)), {}, 'a state in between is not missed');
    assert.deepEqual(judged(cameBar(1, 10, 1), cameBar(2, 12, 2)), { lostUnsaid: ['NASDAQ:AAPL 1s 1'] });
    const twice = judged(cameBar(1, 11, 1), cameBar(2, 12, 2), cameBar(2, 12, 3));
    assert.deepEqual(Object.keys(twice), ['duplicated']);
    assert.deepEqual(judged(cameBar(2, 12, 1), cameBar(1, 11, 2)), { outOfOrder: ['NASDAQ:AAPL 1s 1'] });
  });
});
