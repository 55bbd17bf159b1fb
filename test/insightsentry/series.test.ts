import assert from 'node:assert/strict';
import { barsOf, eventsOf, minuteFrame, minuteRow, paramsOf, read, start, subscribed } from './live';

const minute = 60_000;

/** Close, and whether closed (c) and backfill (b). */
function short(items: ReturnType<typeof read>): string[] {
  return barsOf(items).map(bar => `${bar.close}${bar.closed ? 'c' : ''}${bar.backfill ? 'b' : ''}`);
}

describe('bars', () => {
  it('begin with history: past bars closed, the last one running', () => {
    const protocol = subscribed([{ ...minuteRow, maxDp: 3 }]);
    const items = read(protocol, minuteFrame([-2, 5], [-1, 6], [0, 7]));
    assert.equal(items[0]?.kind, 'history');
    assert.deepEqual(short(items), ['5cb', '6cb', '7b']);
    const [first, , last] = barsOf(items);
    assert.deepEqual([first?.start, first?.end], ['2026-01-02T14:58:00.000Z', '2026-01-02T14:59:00.000Z']);
    assert.equal(last?.end, '2026-01-02T15:01:00.000Z', 'bar_end is the last second, not the end');
  });

  it('are put in order where the server has them otherwise', () => {
    const protocol = subscribed([{ ...minuteRow, maxDp: 3 }]);
    assert.deepEqual(short(read(protocol, minuteFrame([0, 7], [-1, 6], [-2, 5]))), ['5cb', '6cb', '7b']);
  });

  it('run until a later one comes, which closes them', () => {
    const protocol = subscribed([minuteRow]);
    read(protocol, minuteFrame([0, 7]));
    assert.deepEqual(short(read(protocol, minuteFrame([0, 8]))), ['8']);
    assert.deepEqual(short(read(protocol, minuteFrame([1, 9]))), ['8c', '9']);
    const [closed] = barsOf(read(protocol, minuteFrame([2, 1])));
    assert.equal(closed?.id, 'live NASDAQ:AAPL 1m 2026-01-02T15:01:00.000Z');
  });

  it('are closed by time where no later one comes, once, and not while the last trades are on their way', () => {
    const protocol = subscribed([minuteRow]);
    read(protocol, minuteFrame([0, 7]));
    assert.deepEqual(protocol.due(start + minute + 1000), []);
    const due = protocol.due(start + minute + 1500);
    assert.deepEqual(short(due), ['7c']);
    assert.deepEqual(protocol.due(start + 5 * minute), []);
    assert.deepEqual(
      short(read(protocol, minuteFrame([0, 8]), start + minute + 2000)),
      ['8c'],
      'a late trade',
    );
    assert.deepEqual(
      short(read(protocol, minuteFrame([3, 9]), start + 3 * minute)),
      ['9'],
      'not closed twice',
    );
  });

  it('are closed by the clock of the server, not by ours', () => {
    const protocol = subscribed([minuteRow]);
    read(protocol, minuteFrame([0, 7]));
    read(protocol, { server_time: start + 2 * minute }, start);
    assert.deepEqual(short(protocol.due(start)), ['7c']);
  });

  it('are not closed by a server time that is none', () => {
    for (const server_time of [1e300, -1, 0, 'soon', null, 1_790_000_000]) {
      const protocol = subscribed([minuteRow]);
      read(protocol, minuteFrame([0, 7]));
      const items = read(protocol, { server_time }, start);
      assert.deepEqual(items, [{ kind: 'heartbeat' }], `${server_time} shows life, and tells no time`);
      assert.deepEqual(protocol.due(start + 1000), []);
      assert.deepEqual(short(protocol.due(start + 2 * minute)), ['7c']);
    }
  });

  it('that come late are corrections, closed', () => {
    const protocol = subscribed([minuteRow]);
    read(protocol, minuteFrame([0, 7]));
    read(protocol, minuteFrame([1, 8]));
    assert.deepEqual(short(read(protocol, minuteFrame([0, 7.5]))), ['7.5c']);
    assert.deepEqual(short(read(protocol, minuteFrame([1, 9]))), ['9'], 'the running one still runs');
  });

  it('of a day end when the server says so; without a word they only end by the next', () => {
    const protocol = subscribed([{ ...minuteRow, barType: 'day' }]);
    const frame = { code: 'NASDAQ:AAPL', bar_type: '1D', series: [{ time: start / 1000, close: 5 }] };
    const [open] = barsOf(read(protocol, frame));
    assert.deepEqual([open?.end, open?.closed, open?.open], [null, false, null]);
    assert.deepEqual(protocol.due(start + 100 * 86_400_000), []);
    const [told] = barsOf(read(protocol, { ...frame, bar_end: start / 1000 + 3599 }));
    assert.equal(told?.end, '2026-01-02T16:00:00.000Z');
    assert.deepEqual(short(protocol.due(start + 61 * minute)), ['5c']);
  });

  it('do not end before they began, whatever bar_end says', () => {
    for (const bar_end of [0, -5, 1, start / 1000 - 60, 'x', null]) {
      const protocol = subscribed([minuteRow]);
      const [bar] = barsOf(read(protocol, { ...minuteFrame([0, 7]), bar_end }));
      assert.deepEqual([bar?.end, bar?.closed], ['2026-01-02T15:01:00.000Z', false], String(bar_end));
    }
  });

  it('of single ticks are complete when they come', () => {
    const protocol = subscribed([{ ...minuteRow, barType: 'tick' }]);
    const tick = (time: number) => ({ code: 'NASDAQ:AAPL', bar_type: '1T', series: [{ time, close: 5 }] });
    read(protocol, tick(1));
    const [bar] = barsOf(read(protocol, tick(1.25)));
    assert.deepEqual([bar?.closed, bar?.end, bar?.start], [true, null, '1970-01-01T00:00:01.250Z']);
  });

  it('belong to the series that the server names, however it writes the name', () => {
    const rows = ['minute', 'day', 'month'].map(barType => ({ ...minuteRow, barType }));
    const protocol = subscribed(rows, { dialect: 'newer' });
    const intervalOf = (bar_type: string): string | undefined => {
      const frame = { code: 'NASDAQ:AAPL', bar_type, series: [{ time: 1, close: 1 }] };
      return barsOf(read(protocol, frame))[0]?.interval;
    };
    assert.deepEqual(['1m', '1M', '1D', '1d'].map(intervalOf), ['1m', '1M', '1D', '1D']);
    assert.equal(intervalOf('1h'), undefined, 'a guess would put hours among minutes');
    const alone = subscribed([minuteRow]);
    const odd = { code: 'NASDAQ:AAPL', bar_type: 'minute-1', series: [{ time: 1, close: 1 }] };
    assert.equal(barsOf(read(alone, odd))[0]?.interval, '1m', 'the only series of that code');
  });

  it('do not mix with the quotes of the same symbol', () => {
    const protocol = subscribed([minuteRow, { code: 'NASDAQ:AAPL', type: 'quote' }]);
    assert.deepEqual(
      eventsOf(read(protocol, { code: 'NASDAQ:AAPL', bid: 1 })).map(({ type }) => type),
      ['quote'],
    );
    assert.deepEqual(
      eventsOf(read(protocol, minuteFrame([0, 1]))).map(({ type }) => type),
      ['bar'],
    );
  });

  it('come with their history again when more of it is asked for', () => {
    const protocol = subscribed([minuteRow]);
    read(protocol, minuteFrame([0, 7]));
    assert.equal(protocol.update([paramsOf([{ ...minuteRow, maxDp: 2 }])], 'k').length, 1);
    assert.deepEqual(short(read(protocol, minuteFrame([-1, 6], [0, 7]))), ['6cb', '7b']);
    assert.deepEqual(short(read(protocol, minuteFrame([1, 8]))), ['7c', '8']);
  });

  it('that are none are told as unknown, and harm nothing', () => {
    const protocol = subscribed([minuteRow]);
    for (const series of [[null], [5], ['x'], [{}], [{ time: 'x' }], [{ time: 1e300 }], [[]]]) {
      const items = read(protocol, { code: 'NASDAQ:AAPL', bar_type: '1m', series });
      assert.deepEqual(
        items.map(({ kind }) => kind),
        ['unknown'],
      );
    }
    assert.deepEqual(read(protocol, { code: 'NASDAQ:AAPL', bar_type: '1m', series: [] }), []);
    assert.deepEqual(short(read(protocol, minuteFrame([0, 7]))), ['7b']);
  });
});
