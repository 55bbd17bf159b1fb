import assert from 'node:assert/strict';
import { fc } from '../property';
import { Delivery, queueLimit, type Deliver, type DeliveryPolicy } from '../../core/delivery';
import type { MarketEvent } from '../../core/event';
import { FakeClock, settle } from '../fakes';
import { barOf, quoteOf } from './events';

const latest: DeliveryPolicy = { mode: 'latest', everyMs: 60_000, batchSize: 100 };
const batch: DeliveryPolicy = { mode: 'batch', everyMs: 10_000, batchSize: 3 };
const every: DeliveryPolicy = { mode: 'every', everyMs: 1000, batchSize: 100 };

/** A delivery and what left it, batch by batch. */
function set(policy: DeliveryPolicy, deliver?: Deliver) {
  const clock = new FakeClock();
  const batches: MarketEvent[][] = [];
  const drops: number[] = [];
  const take: Deliver = events => {
    batches.push(events);
    return deliver?.(events);
  };
  const delivery = new Delivery(clock, policy, take, count => drops.push(count));
  const push = (...events: MarketEvent[]): void => {
    for (const event of events) delivery.push(`${event.type} ${event.symbol}`, event);
    delivery.flush();
  };
  return {
    clock,
    delivery,
    batches,
    drops,
    push,
    ids: () => batches.map(events => events.map(({ id }) => id)),
  };
}

/** A sink whose batches are taken by hand. */
function slowSink() {
  const waiting: (() => void)[] = [];
  const deliver: Deliver = () => new Promise(resolve => waiting.push(resolve));
  return { deliver, take: () => waiting.shift()?.() };
}

describe('delivery of every event', () => {
  it('gives each at once, in order', () => {
    const { push, ids } = set(every);
    push(quoteOf('A', 1), quoteOf('A', 2));
    push(quoteOf('B', 1));
    assert.deepEqual(ids(), [['A 1', 'A 2'], ['B 1']]);
  });

  it('waits for a slow sink, and then gives all that came meanwhile', async () => {
    const { deliver, take } = slowSink();
    const { push, ids } = set(every, deliver);
    for (const last of [1, 2, 3]) push(quoteOf('A', last));
    assert.deepEqual(ids(), [['A 1']]);
    take();
    await settle();
    assert.deepEqual(ids(), [['A 1'], ['A 2', 'A 3']]);
  });

  it('goes on after a sink that rejected', async () => {
    let calls = 0;
    const { push, batches } = set(every, async () => {
      calls += 1;
      if (calls === 1) throw new Error('no');
    });
    push(quoteOf('A', 1));
    await settle();
    push(quoteOf('A', 2));
    assert.equal(batches.length, 2);
  });

  it('merges the quotes of a flood before it drops anything, keeps the order, and all that is no quote', async () => {
    const { deliver, take } = slowSink();
    const { delivery, push, batches, drops } = set(every, deliver);
    push(quoteOf('A', 0));
    for (let index = 1; index <= 3 * queueLimit; index += 1) {
      push(index % 100 === 0 ? barOf('A', index, index, true) : quoteOf(`S${index % 7}`, index));
    }
    assert.deepEqual(drops, []);
    assert.ok(delivery.queued <= queueLimit);
    take();
    await settle();
    const events = batches[1] ?? [];
    assert.equal(events.filter(({ type }) => type === 'bar').length, (3 * queueLimit) / 100);
    const order = events.map(event =>
      event.type === 'quote' ? event.last : event.type === 'bar' && event.close,
    );
    assert.deepEqual(
      order,
      [...order].sort((one, other) => Number(one) - Number(other)),
    );
  });

  it('drops the oldest when nothing can be merged, and says how many', () => {
    const { deliver } = slowSink();
    const { delivery, push, drops } = set(every, deliver);
    for (let minute = 0; minute <= queueLimit + 1; minute += 1) push(barOf('A', minute, 1, true));
    assert.deepEqual(drops, [1001]);
    assert.equal(delivery.count.dropped, 1001);
    assert.equal(delivery.queued, queueLimit * 0.9);
  });

  it('has room for the history that was asked for', () => {
    const { delivery, batches, drops } = set(every);
    delivery.limit = queueLimit + 30_000;
    for (let minute = 0; minute < 30_000; minute += 1)
      delivery.push('A', { ...barOf('A', minute, 1, true), backfill: true });
    delivery.flush();
    assert.deepEqual(drops, []);
    assert.equal(batches[0]?.length, 30_000);
  });
});

describe('delivery of the latest per symbol', () => {
  it('gathers for a second first, then gives one batch in each interval', async () => {
    const { clock, push, ids } = set(latest);
    push(quoteOf('A', 1), quoteOf('B', 1));
    await clock.advance(999);
    push(quoteOf('A', 2));
    assert.deepEqual(ids(), []);
    await clock.advance(1);
    assert.deepEqual(ids(), [['A 2', 'B 1']]);
    for (let last = 3; last < 100; last += 1) {
      push(quoteOf('A', last));
      await clock.advance(500);
    }
    assert.deepEqual(ids(), [['A 2', 'B 1']]);
    await clock.advance(60_000);
    assert.deepEqual(ids().slice(1), [['A 99']]);
  });

  it('merges running bars and lets every closed one leave', async () => {
    const { clock, delivery, push, ids } = set(latest);
    const start = (minute: number) => barOf('A', minute).id;
    push(barOf('A', 1, 1), barOf('A', 1, 2), barOf('A', 1, 3, true));
    push(barOf('A', 2, 1), barOf('A', 2, 2, true), barOf('A', 3, 1), barOf('A', 3, 2));
    await clock.advance(1000);
    assert.deepEqual(ids(), [[start(1), start(2), start(3)]]);
    assert.deepEqual(delivery.count, { received: 7, delivered: 3, merged: 4, dropped: 0 });
  });

  it('does not start the next batch before the sink is done', async () => {
    const { deliver, take } = slowSink();
    const { clock, push, ids } = set(latest, deliver);
    push(quoteOf('A', 1));
    await clock.advance(1000);
    push(quoteOf('A', 2));
    await clock.advance(300_000);
    assert.deepEqual(ids(), [['A 1']]);
    take();
    await clock.advance(1000);
    assert.deepEqual(ids(), [['A 1'], ['A 2']]);
  });

  it('keeps its pace where somebody sets the clock back', async () => {
    const { clock, push, ids } = set(latest);
    push(quoteOf('A', 1));
    await clock.advance(1000);
    clock.set(-86_400_000);
    push(quoteOf('A', 2));
    await clock.advance(61_000);
    assert.deepEqual(ids(), [['A 1'], ['A 2']]);
  });
});

describe('delivery in batches', () => {
  it('gives a batch when it is full, never a larger one', async () => {
    const { clock, push, ids } = set(batch);
    push(...[1, 2, 3, 4, 5, 6, 7].map(last => quoteOf('A', last)));
    assert.deepEqual(ids(), [
      ['A 1', 'A 2', 'A 3'],
      ['A 4', 'A 5', 'A 6'],
    ]);
    await clock.advance(10_000);
    assert.deepEqual(ids().slice(2), [['A 7']]);
  });

  it('gives an unfinished batch when its time is over', async () => {
    const { clock, push, ids } = set(batch);
    push(quoteOf('A', 1));
    await clock.advance(9999);
    assert.deepEqual(ids(), []);
    await clock.advance(1);
    assert.deepEqual(ids(), [['A 1']]);
  });

  it('cuts a long queue into batches, however small', () => {
    const { delivery, batches } = set({ ...batch, batchSize: 1 });
    for (let minute = 0; minute < 9000; minute += 1) delivery.push('A', barOf('A', minute, 1, true));
    delivery.flush();
    assert.equal(batches.length, 9000);
  });
});

describe('the counters of a delivery', () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('quote' as const), symbol: fc.constantFrom('A', 'B'), value: fc.nat(5) }),
    fc.record({ do: fc.constant('bar' as const), minute: fc.nat(6), value: fc.nat(3), closed: fc.boolean() }),
    fc.record({ do: fc.constant('flood' as const), symbol: fc.string({ minLength: 1, maxLength: 2 }) }),
    fc.record({ do: fc.constant('wait' as const), ms: fc.nat(20_000) }),
    fc.record({ do: fc.constant('take' as const) }),
  );
  const policies = fc.constantFrom(every, latest, batch);

  it('always add up, and no closed bar is lost', async () => {
    await fc.assert(
      fc.asyncProperty(
        policies,
        fc.boolean(),
        fc.array(step, { maxLength: 60 }),
        async (policy, isSlow, steps) => {
          const sink = slowSink();
          const { clock, delivery, batches, push } = set(policy, isSlow ? sink.deliver : undefined);
          delivery.limit = 50;
          const closed = new Set<string>();
          for (const one of steps) {
            if (one.do === 'quote') push(quoteOf(one.symbol, one.value));
            else if (one.do === 'bar') {
              if (one.closed) closed.add(barOf('A', one.minute).id);
              push(barOf('A', one.minute, one.value, one.closed));
            } else if (one.do === 'flood') {
              for (let last = 0; last < 60; last += 1) push(quoteOf(one.symbol, last));
            } else if (one.do === 'wait') await clock.advance(one.ms);
            else sink.take();
            await settle();
            const { received, delivered, merged, dropped } = delivery.count;
            assert.equal(received, delivered + merged + dropped + delivery.queued);
            assert.ok(delivery.queued <= delivery.limit);
          }
          for (let rest = 0; rest < 100; rest += 1) {
            sink.take();
            await clock.advance(60_000);
          }
          const out = new Set(
            batches.flat().flatMap(event => (event.type === 'bar' && event.closed ? [event.id] : [])),
          );
          if (delivery.count.dropped === 0) assert.deepEqual(out, closed);
          delivery.stop();
          assert.equal(clock.pending, 0);
        },
      ),
      { numRuns: 60 },
    );
  });
});
