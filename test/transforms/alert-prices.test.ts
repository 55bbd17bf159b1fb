import { strict as assert } from 'node:assert';
import { bar, firesAt, alertsOf, prices, quote } from './alert-cases';

const above = { kind: 'crossesAbove', level: 240 };
const below = { kind: 'crossesBelow', level: 240 };

describe('alerts on prices', () => {
  it('fire when a price crosses above or below a level, each time', () => {
    assert.deepEqual(firesAt(above, prices(239, 241, 242, 238, 243)), [241, 243]);
    assert.deepEqual(firesAt(below, prices(241, 239, 238, 242, 237)), [239, 237]);
  });

  it('never fire for the first value, on whichever side it is', () => {
    assert.deepEqual(firesAt(above, prices(241, 242)), []);
    assert.deepEqual(firesAt(below, prices(239, 238)), []);
  });

  it('take a value equal to the level for neither above nor below', () => {
    assert.deepEqual(firesAt(above, prices(240, 241)), []);
    assert.deepEqual(firesAt(above, prices(239, 240)), []);
    assert.deepEqual(firesAt(above, prices(239, 240, 241)), [241]);
    assert.deepEqual(firesAt(above, prices(239, 241, 240, 241)), [241], 'it was not below in between');
    assert.deepEqual(firesAt({ ...above, level: 0 }, prices(-1, 0, 1, -1, 2)), [1, 2]);
    assert.deepEqual(firesAt({ ...above, level: -5 }, prices(-6, -4)), [-4]);
  });

  it('fire when a price enters a range, whose ends belong to it, or leaves it', () => {
    const range = { low: 10, high: 20 };
    assert.deepEqual(firesAt({ kind: 'entersRange', ...range }, prices(5, 10, 15, 21, 20)), [10, 20]);
    assert.deepEqual(firesAt({ kind: 'entersRange', ...range }, prices(15, 16)), []);
    assert.deepEqual(firesAt({ kind: 'leavesRange', ...range }, prices(15, 20, 20.1, 15, 9)), [20.1, 9]);
    assert.deepEqual(firesAt({ kind: 'leavesRange', ...range }, prices(25, 26)), []);
  });

  it('name the level, or the nearer end of the range, as reference', () => {
    assert.equal(alertsOf(above, prices(239, 242))[0]?.reference, 240);
    assert.equal(alertsOf({ kind: 'leavesRange', low: 10, high: 20 }, prices(15, 9))[0]?.reference, 10);
    assert.equal(alertsOf({ kind: 'entersRange', low: 10, high: 20 }, prices(25, 19))[0]?.reference, 20);
  });

  it('fire for moves within a time, up, down or both, from the lowest and highest of the window', () => {
    const moves = { kind: 'movesBy', by: 5, withinMs: 3000 };
    assert.deepEqual(firesAt(moves, prices(100, 102, 105)), [105]);
    assert.deepEqual(firesAt(moves, prices(100, 98, 95)), [95]);
    assert.deepEqual(firesAt({ ...moves, direction: 'down' }, prices(100, 105)), []);
    assert.deepEqual(firesAt({ ...moves, direction: 'up' }, prices(100, 105)), [105]);
    assert.deepEqual(firesAt(moves, prices(100, 101, 102, 103, 104, 105)), [], 'too slow');
    assert.deepEqual(firesAt(moves, [quote(0, 100), quote(3, 105)]), [105], 'T old is within T');
    assert.deepEqual(
      firesAt(moves, [quote(0, 100), quote(3.001, 105)]),
      [],
      'a gap does not stretch the window',
    );
    assert.equal(alertsOf(moves, prices(100, 98, 104))[0]?.reference, 98);
  });

  it('fire for moves in percent of the price that they are from, also of a negative one', () => {
    const moves = { kind: 'movesByPercent', by: 5, withinMs: 60_000 };
    assert.deepEqual(firesAt(moves, prices(200, 209, 210)), [210]);
    assert.equal(alertsOf(moves, prices(200, 210))[0]?.changePercent, 5);
    assert.deepEqual(firesAt(moves, prices(-100, -96, -95)), [-95]);
    assert.deepEqual(
      firesAt({ ...moves, direction: 'up' }, prices(0, 100)),
      [],
      'from 0 there is no percent',
    );
    assert.deepEqual(firesAt({ ...moves, kind: 'movesBy', by: 0.2 }, prices(0.1, 0.3)), [0.3], 'rounding');
  });

  it('stay quiet while a move goes on, and fire for the next one', () => {
    const moves = { kind: 'movesBy', by: 5, withinMs: 2000 };
    assert.deepEqual(firesAt(moves, prices(100, 105, 106, 107, 107, 107, 112)), [105, 112]);
  });

  it('fire for the percent from the previous close and from the open', () => {
    const closed = (last: number, seconds: number) => quote(seconds, last, { previousClose: 100, open: 110 });
    const run = [closed(104, 0), closed(105, 1), closed(106, 2), closed(101, 3), closed(94, 4)];
    assert.deepEqual(firesAt({ kind: 'fromPreviousClose', by: 5 }, run), [105, 94]);
    assert.deepEqual(firesAt({ kind: 'fromOpen', by: 10, direction: 'down' }, run), [94]);
    assert.deepEqual(
      firesAt({ kind: 'fromPreviousClose', by: 5 }, [closed(106, 0)]),
      [106],
      'also the first',
    );
    const reckoned = quote(0, 106, { change: 6 });
    assert.deepEqual(firesAt({ kind: 'fromPreviousClose', by: 5 }, [reckoned]), [106], 'from the change');
    assert.deepEqual(firesAt({ kind: 'fromPreviousClose', by: 5 }, [quote(0, 106)]), [], 'not known');
  });

  it('fire for a new high or low only where prices are known since T ago', () => {
    const high = { kind: 'newHigh', withinMs: 3000 };
    assert.deepEqual(firesAt(high, prices(1, 2, 3)), [], 'too early');
    assert.deepEqual(
      firesAt(high, prices(5, 3, 4, 4.5, 4.9, 5)),
      [4.9],
      '5 is out of the window, and told once',
    );
    assert.deepEqual(firesAt(high, prices(5, 4, 4, 5, 5)), [], 'equal is not new');
    assert.deepEqual(firesAt({ kind: 'newLow', withinMs: 2000 }, prices(5, 6, 6, 5.5, 5.9, 5)), [5.5, 5]);
    assert.deepEqual(firesAt(high, [quote(0, 5), quote(100, 9)]), [], 'nothing was known within T');
  });

  it('fire when the volume of a bar is many times the average of those before', () => {
    const spike = { kind: 'volumeSpike', times: 3, bars: 2 };
    const bars = [bar(0), bar(1), bar(2, { volume: 299 }), bar(3, { volume: 600 })];
    assert.deepEqual(firesAt(spike, bars), [600]);
    assert.equal(alertsOf(spike, bars)[0]?.reference, 199.5);
    assert.deepEqual(firesAt(spike, [bar(0), bar(1, { volume: 900 })]), [], 'one bar is not two');
  });

  it('fire once for a bar, while it runs, and again for the next', () => {
    const spike = { kind: 'volumeSpike', times: 3, withinMs: 600_000 };
    const running = (minute: number, volume: number) => bar(minute, { closed: false, volume });
    const before = [bar(0), bar(1), bar(2)];
    assert.deepEqual(firesAt(spike, [...before, running(3, 200), running(3, 300), running(3, 400)]), [300]);
    assert.deepEqual(
      firesAt(spike, [...before, bar(3, { volume: 300 }), bar(4, { volume: 600 })]),
      [300, 600],
    );
    assert.deepEqual(firesAt(spike, [bar(0), bar(1), bar(3, { volume: 900 })]), [], 'two make no average');
    assert.deepEqual(firesAt(spike, [...before, bar(30, { volume: 900 })]), [], 'older than T');
    const zeros = [0, 1, 2].map(minute => bar(minute, { volume: 0 }));
    assert.deepEqual(firesAt(spike, [...zeros, bar(3)]), [], 'an average of 0 has no multiples');
    assert.deepEqual(firesAt(spike, [...before, bar(3, { volume: -900 })]), [], 'no volume is negative');
  });

  it('fire when the spread is wider than an amount or a percent of mid', () => {
    const spread = (bid: number, ask: number, seconds = 0) => quote(seconds, null, { bid, ask });
    assert.deepEqual(firesAt({ kind: 'spreadWider', by: 0.5 }, [spread(10, 10.5), spread(10, 11, 1)]), [1]);
    const percent = { kind: 'spreadWider', by: 5, unit: 'percent' };
    assert.deepEqual(firesAt(percent, [spread(100, 104), spread(95, 105, 1)]), [10]);
    assert.deepEqual(
      firesAt(percent, [spread(-1, 1), spread(105, 95, 1)]),
      [],
      'no mid, and a crossed market',
    );
  });

  it('look at the price that was chosen; without a choice at last, mid, or the close of bars', () => {
    const both = (bid: number, last: number | null, seconds: number) =>
      quote(seconds, last, { bid, mid: bid + 1 });
    const run = [both(239, 300, 0), both(240.5, null, 1)];
    assert.deepEqual(firesAt({ ...above, price: 'bid' }, run), [240.5]);
    assert.deepEqual(firesAt({ ...above, price: 'mid', level: 241 }, run), [241.5]);
    assert.deepEqual(firesAt(below, [both(300, 241, 0), both(200, null, 1)]), [201]);
    const closes = [bar(0, { close: 239 }), bar(1, { close: 241 })];
    assert.deepEqual(firesAt(above, closes), [241]);
    assert.deepEqual(firesAt({ ...above, price: 'close' }, closes), [241]);
    assert.deepEqual(firesAt({ ...above, price: 'last' }, closes), []);
    assert.deepEqual(firesAt({ ...above, price: 'close' }, prices(239, 241)), []);
  });

  it('compare each symbol, provider and length of bars with its like', () => {
    assert.deepEqual(firesAt(above, [quote(0, 239), quote(1, 241, { symbol: 'MSFT' })]), []);
    assert.deepEqual(firesAt(above, [quote(0, 239), quote(1, 241, { provider: 'other' })]), []);
    assert.deepEqual(firesAt(above, [bar(0, { close: 239 }), bar(1, { close: 241, interval: '5m' })]), []);
  });
});
