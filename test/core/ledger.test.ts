import assert from 'node:assert/strict';
import { Ledger } from '../../core/ledger';
import { barOf, newsOf, quoteOf } from './events';

const noon = Date.parse('2026-01-02T12:00:00.000Z');

/** A ledger, and how often it wanted to be written. */
function open(saved?: unknown, mostIds = 100, now = noon): { ledger: Ledger; writes: () => number } {
  let count = 0;
  const ledger = new Ledger({ of: 'canned live', saved, now, mostIds, changed: () => (count += 1) });
  return { ledger, writes: () => count };
}

/** The next life of a ledger, through JSON. */
const again = (ledger: Ledger, now = noon + 1000): Ledger =>
  open(JSON.parse(JSON.stringify(ledger.save())), 100, now).ledger;

describe('a ledger', () => {
  it('knows after a restart what was had before it, and when', () => {
    const { ledger } = open();
    ledger.asks(noon);
    ledger.note([newsOf('a', 1), quoteOf('A', 1), newsOf('b', 2)]);
    ledger.heard(noon + 500);
    const next = again(ledger);
    assert.deepEqual(
      ['a', 'b', 'c'].map(id => next.knows(id)),
      [true, true, false],
    );
    assert.deepEqual([next.since, next.heardAt, next.isReset], [noon, noon + 500, false]);
    assert.equal(open().ledger.heardAt, undefined, 'on the first start nothing was missed');
  });

  it('keeps as many ids as it may, the newest', () => {
    const { ledger } = open(undefined, 3);
    for (let id = 0; id < 10; id += 1) ledger.note([newsOf(`${id}`, id)]);
    assert.equal(ledger.save().ids.length, 3);
    assert.deepEqual(
      ['6', '7', '9'].map(id => ledger.knows(id)),
      [false, true, true],
    );
    const shorter = open(ledger.save(), 2).ledger;
    assert.deepEqual([shorter.knows('7'), shorter.knows('8'), shorter.knows('9')], [false, true, true]);
  });

  it('knows of each series which bar was the last, and with what values', () => {
    const { ledger } = open();
    ledger.note([barOf('A', 1, 5, true), barOf('A', 2, 6), barOf('B', 9)]);
    ledger.note([barOf('A', 1, 7, true)]);
    const next = again(ledger);
    assert.equal(next.lastBar('A 1m'), barOf('A', 2).start);
    assert.equal(next.lastBar('C 1m'), undefined);
    assert.deepEqual(
      [barOf('A', 1, 8), barOf('A', 2, 6), barOf('A', 2, 7), barOf('A', 3), barOf('C', 1)].map(bar =>
        next.hadBar(bar),
      ),
      [true, true, false, false, false],
    );
  });

  it('forgets the bars of series that the node follows no more', () => {
    const { ledger, writes } = open();
    ledger.note([barOf('A', 1), barOf('B', 2)]);
    const before = writes();
    ledger.follow(new Set(['A 1m', 'B 1m', 'C 1m']));
    assert.equal(writes(), before);
    ledger.follow(new Set(['B 1m']));
    assert.deepEqual(Object.keys(ledger.save().bars), ['B 1m']);
    assert.equal(writes(), before + 1);
  });

  it('knows when the node first asked, and says nothing of when it had nothing yet', () => {
    const silent = again(open().ledger, noon + 5000);
    assert.deepEqual([silent.since, silent.heardAt, silent.isReset], [undefined, undefined, false]);
    assert.equal(silent.asks(noon + 6000), noon + 6000);
    assert.equal(again(silent, noon + 9000).heardAt, undefined, 'nothing served it');
    silent.join();
    assert.equal(again(silent, noon + 9000).heardAt, noon + 6000, 'it may have been online as it was killed');
    silent.leave(noon + 7000);
    const asked = again(silent, noon + 9000);
    assert.deepEqual([asked.heardAt, asked.isReset], [undefined, false]);
    assert.equal(asked.asks(noon + 9000), noon + 6000);
    asked.join();
    assert.equal(again(asked, noon + 9500).heardAt, noon + 6000);
  });

  it('is written at once as a connection is to serve a node that was never online', () => {
    const urgent: (boolean | undefined)[] = [];
    const setup = {
      of: 'canned live',
      now: noon,
      mostIds: 9,
      changed: (isUrgent?: boolean) => urgent.push(isUrgent),
    };
    const ledger = new Ledger({ ...setup, saved: undefined });
    ledger.asks(noon);
    ledger.join();
    assert.deepEqual(urgent, [undefined, true]);
    ledger.heard(noon + 1000);
    ledger.join();
    assert.deepEqual(urgent, [undefined, true, undefined]);
  });

  it('reads what an earlier version kept of a node', () => {
    const kept = { of: 'canned live', since: noon, heardAt: noon + 500, leftAt: null, ids: ['x'], bars: {} };
    const { ledger } = open(kept, 100, noon + 1000);
    assert.deepEqual([ledger.asks(noon + 1000), ledger.heardAt, ledger.isReset], [noon, noon + 500, false]);
  });

  it('is written for what was had, and else no more than twice a minute', () => {
    const { ledger, writes } = open();
    ledger.note([quoteOf('A', 1)]);
    assert.equal(writes(), 0, 'a quote is never missed');
    for (let second = 0; second < 60; second += 1) ledger.heard(noon + second * 1000);
    assert.equal(writes(), 2);
    ledger.note([newsOf('a', 1)]);
    assert.equal(writes(), 3);
  });

  it('begins anew for another stream', () => {
    const { ledger } = open();
    ledger.note([newsOf('a', 1)]);
    const other = open({ ...ledger.save(), of: 'canned other' }, 100, noon + 5).ledger;
    assert.deepEqual(
      [other.knows('a'), other.since, other.heardAt, other.isReset],
      [false, undefined, undefined, false],
    );
  });

  it('never believes that something was heard later than now', () => {
    const { ledger } = open();
    ledger.asks(noon);
    ledger.heard(noon + 5_000_000);
    const next = again(ledger, noon - 1000);
    assert.deepEqual([next.since, next.heardAt], [noon - 1000, noon - 1000]);
  });

  it('that is damaged begins anew and says so, whatever it holds', () => {
    const good = open().ledger.save();
    const damaged = [null, 'text', 7, [], {}, { ...good, since: '1' }, { ...good, heardAt: NaN }];
    for (const saved of [...damaged, { ...good, ids: 'a' }, { ...good, bars: [] }, { ...good, of: 1 }]) {
      const { ledger } = open(saved);
      assert.deepEqual(
        [ledger.isReset, ledger.heardAt, ledger.since],
        [true, undefined, undefined],
        JSON.stringify(saved),
      );
    }
    const odd = open({
      ...good,
      ids: [1, 'x', null],
      bars: { A: 1, B: ['x'], __proto__: ['a', 'b'] },
    }).ledger;
    assert.deepEqual([odd.isReset, odd.save().ids], [false, ['x']]);
  });
});
