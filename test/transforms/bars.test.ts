/** Bars: late events, volume, gaps, smaller bars, and what they remember. */
import { strict as assert } from 'node:assert';
import type { Form } from '../../core/provider';
import { BarsOperator, parseBars } from '../../transforms/bars/bars';
import { mostFlats } from '../../transforms/bars/bar-series';
import { reviewBars } from '../../transforms/bars/bars-page';
import { newsOf } from '../core/events';
import { barsOf, iso, minuteBar, operatorOf, quote, restarted, short, start } from './bars-cases';

const minute = 60_000;
const shorts = (form: Form, events: Parameters<typeof barsOf>[1], untilMs?: number): string[] =>
  barsOf(form, events, untilMs).map(short);
const prices = (price: number): object => ({
  open: price,
  high: price,
  low: price,
  close: price,
  volume: 10,
});

describe('bars', () => {
  it('have every field of a bar', () => {
    const [bar] = barsOf({ barInterval: 5 }, [quote(1, 2, { backfill: true }), quote(6 * minute, 3)]);
    assert.deepEqual(bar, {
      ...{
        id: 'live A 5m 2026-01-02T15:00:00.000Z',
        recordId: null,
        type: 'bar',
        provider: 'canned',
        stream: 'live',
      },
      ...{ action: 'created', symbol: 'A', symbols: ['A'], time: iso(start + 5 * minute) },
      ...{ receivedTime: bar?.receivedTime, backfill: true, interval: '5m', start: iso(start) },
      ...{
        end: iso(start + 5 * minute),
        open: 2,
        high: 2,
        low: 2,
        close: 2,
        volume: null,
        closed: true,
        raw: null,
      },
    });
    const intervals = [{ barType: 'second', barInterval: 15 }, { barType: 'hour' }, { barType: 'day' }];
    assert.deepEqual(
      intervals.map(form => barsOf(form, [quote(1, 2)], 3 * 86_400_000)[0]?.interval),
      ['15s', '1h', '1D'],
    );
  });

  it('close with the first event of a later one, else by time after the grace', () => {
    const operator = operatorOf({});
    operator.take(quote(59_000, 1), start + 59_000);
    assert.equal(operator.dueAt, start + minute + 2000);
    assert.deepEqual(operator.due(start + minute + 1999), []);
    assert.deepEqual(operator.due(start + minute + 2000).map(short), ['15:00 1 1 1 1 vnull']);
    operator.take(quote(2 * minute, 2), start + 2 * minute);
    assert.deepEqual(operator.take(quote(3 * minute, 3), start + 3 * minute).map(short), [
      '15:02 2 2 2 2 vnull',
    ]);
  });

  it('go by the time of a delayed feed', () => {
    const delayed = { receivedTime: iso(start + 15 * minute + 59_000) };
    const operator = operatorOf({});
    operator.take(quote(59_000, 1, delayed), start + 15 * minute + 59_000);
    assert.equal(operator.dueAt, start + 16 * minute + 2000);
  });

  it('come again, updated, with what is late by no more than the grace', () => {
    const late = (at: number): object => ({ receivedTime: iso(start + at) });
    const events = [
      quote(1000, 2),
      quote(60_500, 3),
      quote(59_000, 1, late(61_000)),
      quote(58_000, 1.5, late(61_001)),
      quote(57_000, 9, late(62_500)),
    ];
    const operator = operatorOf({});
    const bars = events.flatMap(event => operator.take(event, Date.parse(event.receivedTime)));
    assert.deepEqual(bars.map(short), ['15:00 2 2 2 2 vnull', '15:00 2 2 1 1 vnull updated']);
    assert.equal(bars[0]?.id, bars[1]?.id);
    assert.equal(operator.counts.late, 1);
  });

  it('are corrected by what a source sends after an outage, flat ones too', () => {
    const form = { from: 'bars', barInterval: 5 };
    const outage = [3, 4, 5, 6, 7, 8, 9, 10, 11].map(at => {
      const received = iso(start + 12 * minute);
      return minuteBar(at, { ...prices(at), backfill: true, receivedTime: received });
    });
    const events = [...[0, 1, 2].map(at => minuteBar(at, prices(at))), ...outage];
    for (const at of [12, 13, 14]) events.push(minuteBar(at, prices(at)));
    for (const fill of [false, true]) {
      const last = new Map(barsOf({ ...form, fill }, events).map(bar => [bar.start, bar]));
      assert.deepEqual(
        [...last.values()].map(bar => short(bar).replace(' updated', '')),
        ['15:00 0 4 0 4 v50', '15:05 5 9 5 9 v50', '15:10 10 14 10 14 v50'],
      );
      assert.deepEqual(
        [...last.values()].map(({ backfill }) => backfill),
        [false, true, false],
      );
    }
    const operator = operatorOf({ ...form, fill: true });
    for (const event of events) operator.take(event, Date.parse(event.receivedTime));
    assert.equal(operator.counts.late, 0);
    const actions = barsOf({ ...form, fill: true }, events).map(({ start: at, action }) => [
      at.slice(14, 16),
      action,
    ]);
    assert.deepEqual(actions.slice(0, 3), [
      ['00', 'created'],
      ['05', 'created'],
      ['00', 'updated'],
    ]);
    assert.ok(
      actions.filter(([at]) => at === '05').every(([, action], index) => index === 0 || action === 'updated'),
    );
  });

  it('take no late backfill of what live events have passed', () => {
    const past = minuteBar(0, { ...prices(9), backfill: true, receivedTime: iso(start + 20 * minute) });
    const operator = operatorOf({ from: 'bars', barInterval: 5 });
    for (const at of [0, 1, 2, 3, 4, 10, 11])
      operator.take(minuteBar(at, prices(at)), start + (at + 1) * minute);
    operator.take(past, start + 20 * minute);
    assert.equal(operator.counts.late, 1);
  });

  it('hold the differences of the volume of the day, never negative', () => {
    const volumes = [1000, 1010, null, 1030, 20, 25, -7, NaN, 26].map(volume => volume as number);
    const quotes = volumes.map((volume, index) => quote(index * 1000, index, { volume }));
    const late = quote(500, 50, { volume: 1005, receivedTime: iso(start + 9000) });
    assert.deepEqual(shorts({}, [...quotes, late, quote(10_000, 1, { volume: 30 })], 2 * minute), [
      `15:00 0 50 0 1 v${30 + 6 + 4}`,
    ]);
  });

  it('take last, and mid of a symbol that has never told a last', () => {
    const both = [quote(0, null, { mid: 5 }), quote(1, 7, { mid: 6 }), quote(2, null, { mid: 9 })];
    assert.deepEqual(shorts({}, both, 2 * minute), ['15:00 5 7 5 7 vnull']);
    assert.deepEqual(shorts({ price: 'mid' }, both, 2 * minute), ['15:00 5 9 5 9 vnull']);
  });

  it('time a bid by its arrival where the quote has the time of its last trade', () => {
    const still = quote(0, 1, { bid: 3, receivedTime: iso(start + 5 * minute) });
    assert.deepEqual(shorts({ price: 'bid' }, [still], 10 * minute), ['15:05 3 3 3 3 vnull']);
    assert.deepEqual(shorts({ price: 'last' }, [still], 10 * minute), ['15:00 1 1 1 1 vnull']);
  });

  it('fill gaps with flat bars as their time passes, at most a thousand in a row', () => {
    const traded = [quote(0, 1, { volume: 5 }), quote(3 * minute, 2, { volume: 6 })];
    assert.deepEqual(shorts({ fill: true }, traded, 3 * minute), [
      ...['15:00 1 1 1 1 v0', '15:01 1 1 1 1 v0', '15:02 1 1 1 1 v0'],
    ]);
    assert.deepEqual(shorts({}, traded, 3 * minute), ['15:00 1 1 1 1 v0']);
    assert.equal(barsOf({ fill: true }, [quote(0, 1)], 10_000 * minute).length, mostFlats + 1);
    const overNight = {
      fill: true,
      session: '09:30 to 16:00',
      timeZone: 'America/New_York',
      barType: 'hour',
    };
    const close = quote(5.6 * 60 * minute, 1);
    assert.deepEqual(
      barsOf(overNight, [close], 25 * 60 * minute).map(bar => bar.start.slice(5, 16)),
      ['01-02T20:30', '01-03T14:30'],
      'the night has none',
    );
  });

  it('leave while they run, not too often, and once more when they are closed', () => {
    const quotes = [0, 100, 200, 1500, 2000].map((ms, index) => quote(ms, index));
    assert.deepEqual(shorts({ running: true }, quotes, 2 * minute), [
      '15:00 0 0 0 0 vnull running',
      '15:00 0 2 0 2 vnull running updated',
      '15:00 0 3 0 3 vnull running updated',
      '15:00 0 4 0 4 vnull running updated',
      '15:00 0 4 0 4 vnull updated',
    ]);
  });

  it('count a smaller bar once, however often it comes while it runs', () => {
    const running = (close: number, volume: number, at: number): ReturnType<typeof minuteBar> =>
      minuteBar(0, { closed: false, close, high: close, low: 1, volume, receivedTime: iso(start + at) });
    const five = { from: 'bars', barInterval: 5 };
    const minutes = [1, 2, 3, 4].map(one =>
      minuteBar(one, { open: 3, high: 9, low: 1, close: 3, volume: 10 }),
    );
    const first = [
      running(2, 5, 10_000),
      running(3, 7, 20_000),
      minuteBar(0, { open: 1, high: 4, low: 1, close: 3, volume: 8 }),
    ];
    assert.deepEqual(
      shorts(five, [...first, ...minutes]),
      ['15:00 1 9 1 3 v48'],
      'with its last minute, at once',
    );
    const corrected = minuteBar(4, { open: 3, high: 9, low: 1, close: 6, volume: 11, action: 'updated' });
    assert.deepEqual(shorts(five, [...first, ...minutes, corrected]), [
      ...['15:00 1 9 1 3 v48', '15:00 1 9 1 6 v49 updated'],
    ]);
  });

  it('ignore, and count, what says nothing for them', () => {
    const operator = operatorOf({ from: 'bars', barInterval: 5 });
    const others = [
      quote(0, 1),
      newsOf('n', 1),
      minuteBar(0, { symbol: null }),
      minuteBar(0, { close: null, open: NaN }),
      minuteBar(0, { interval: '1h', end: iso(start + 60 * minute) }),
    ];
    for (const event of others) operator.take(event, start + minute);
    assert.deepEqual([operator.counts.ignored, operator.dueAt], [others.length, undefined]);
    operator.take(minuteBar(0), start + minute);
    operator.take(minuteBar(0, { interval: '30s' }), start + minute);
    assert.equal(operator.counts.ignored, others.length + 1, 'another interval of the same symbol');
  });

  it('give the running ones when told to flush, and go on', () => {
    const operator = operatorOf({});
    for (const symbol of ['A', 'B']) operator.take(quote(0, 1, { symbol }), start);
    assert.deepEqual(operator.flush(start + 1).map(short), [
      ...['15:00 1 1 1 1 vnull running', '15:00 1 1 1 1 vnull running'],
    ]);
    assert.deepEqual(operator.due(start + 2 * minute).map(short), [
      ...['15:00 1 1 1 1 vnull updated', '15:00 1 1 1 1 vnull updated'],
    ]);
  });

  it('forget a symbol or all when told to, and the quietest where there are too many', () => {
    const operator = new BarsOperator(parseBars({}), 2);
    ['NASDAQ:A', 'B', 'C'].forEach((symbol, index) =>
      operator.take(quote(index, 1, { symbol }), start + index),
    );
    assert.equal(operator.counts.dropped, 1);
    operator.reset('b');
    assert.deepEqual(
      operator.flush(start + 9).map(({ symbol }) => symbol),
      ['C'],
    );
    operator.reset();
    assert.deepEqual([operator.dueAt, operator.flush(start + 9), operator.counts.taken], [undefined, [], 0]);
  });

  it('go on after a restart, unless other bars are asked for', () => {
    const operator = operatorOf({});
    operator.take(quote(0, 1, { volume: 10 }), start);
    const next = restarted(operator, {});
    next.take(quote(1000, 3, { volume: 15 }), start + 1000);
    assert.deepEqual(next.due(start + 5 * minute).map(short), ['15:00 1 3 1 3 v5']);
    assert.equal(restarted(operator, { barInterval: 5 }).dueAt, undefined);
  });

  it('leave out what of a saved bar is damaged', () => {
    const operator = operatorOf({});
    operator.take(quote(0, 1), start);
    const saved = JSON.parse(JSON.stringify(operator.save())) as { series: { open: object }[] };
    for (const odd of [{ parts: [null] }, { parts: [{ at: 0, open: 'x' }] }, { sum: { open: 1 } }]) {
      const next = operatorOf({});
      for (const series of saved.series) Object.assign(series.open, odd);
      next.restore(saved);
      next.take(quote(1000, 2), start + 1000);
      assert.equal(next.due(start + 5 * minute).length, 1);
    }
  });

  it('are said as a sentence', () => {
    const said: [form: Form, sentence: RegExp][] = [
      [
        {},
        /^Bars of 1 min for each symbol, of the last price of quotes, or mid where there is none, on the clock\. Only closed bars leave\. What comes up to 2 s late changes its bar; what comes later is dropped, and counted\.$/,
      ],
      [
        { barInterval: 7, graceMs: 0 },
        /from midnight \(UTC\)\. .* What comes late is dropped, and counted\.$/,
      ],
      [{ barInterval: '${N}' }, /^Bars of \$\{N\} minutes for each symbol/],
      [
        { session: '18:00 to 17:00', timeZone: 'America/Chicago' },
        /, from 18:00 to 17:00 \(America\/Chicago\)\./,
      ],
      [{ timeZone: '${ZONE}', barType: 'day' }, /from midnight \(\$\{ZONE\}\)/],
    ];
    for (const [form, sentence] of said) assert.match(reviewBars(form).sentence, sentence);
  });
});
