import assert from 'node:assert/strict';
import { Inbox, parseTogether } from '../../core/inbox';
import { parseJson } from '../../core/read';
import { FakeClock, frameOf, settle } from '../fakes';
import { fc } from '../property';
import { Recorder, World } from './canned';
import { quoteItem } from './events';

const lasts = ({ received }: Recorder): unknown[] =>
  received.map(event => (event.type === 'quote' ? event.last : event.type));

describe('frames that come together', () => {
  /** What servers send, whole and broken: of the broken ones none holds several values. */
  const whole = fc.json();
  const broken = fc.oneof(
    fc.constantFrom(
      '',
      ' ',
      'pong',
      '{',
      '}',
      '[',
      ']',
      '"',
      '{"a":[{',
      '}]}',
      '\u0000',
      '1.',
      'NaN',
      '\ufeff{}',
    ),
    whole.map(text => text.slice(0, -1)),
    whole.map(text => text.slice(1)),
  );

  it('say the same as each of them alone', () => {
    fc.assert(
      fc.property(fc.array(whole, { minLength: 1 }), texts => {
        assert.deepEqual(parseTogether(texts), texts.map(parseJson));
      }),
    );
  });

  it('are not taken for others where any of them is broken', () => {
    const isOne = (text: string): boolean => {
      const list = parseJson(`[${text}]`);
      return !Array.isArray(list) || list.length < 2;
    };
    fc.assert(
      fc.property(fc.array(fc.oneof(whole, broken.filter(isOne)), { minLength: 1 }), texts => {
        const alone = texts.map(parseJson);
        const together = parseTogether(texts);
        if (alone.includes(undefined)) assert.equal(together, undefined);
        else assert.deepEqual(together, alone);
      }),
      { numRuns: 2000 },
    );
  });

  const large = `{"large":"${'x'.repeat(90_000)}"}`;
  for (const [what, between] of Object.entries({
    nothing: [],
    'what is no JSON': ['no JSON', ''],
    'a large one': [large],
  })) {
    it(`are read in order with ${what} between them`, async () => {
      const world = new World();
      const { sink, socket } = await world.online();
      const prices = Array.from({ length: 20 }, (_, place) => place + 1);
      const quotes = prices.map(price => [quoteItem('A', price)]);
      await socket.frame(...quotes.slice(0, 10), ...between, ...quotes.slice(10));
      assert.deepEqual(lasts(sink), prices);
      const [connection] = world.engine.connections();
      assert.deepEqual([connection?.frames, connection?.unknown], [21 + between.length, between.length]);
    });
  }

  it('are received up to the one that ends the connection, and no further', async () => {
    const end = [{ kind: 'error', type: 'AuthError', message: 'The key was withdrawn.' }];
    for (const behind of [1, 20]) {
      const world = new World();
      const { sink, socket } = await world.online();
      const quotes = Array.from({ length: behind }, () => [quoteItem('A', 2)]);
      await socket.frame([quoteItem('A', 1)], end, ...quotes);
      assert.deepEqual(lasts(sink), [1]);
      assert.equal(sink.path.at(-1), 'failed');
    }
  });

  it('are received where the line breaks in the same moment', async () => {
    const world = new World();
    const { sink, socket } = await world.online();
    for (const last of [1, 2]) socket.handlers.received(frameOf(JSON.stringify([quoteItem('A', last)])));
    await socket.end({ code: 1006, reason: '' });
    assert.deepEqual(lasts(sink), [1, 2]);
    assert.equal(sink.path.at(-1), 'waiting');
  });

  it('tell the reason of an end that comes in the same moment, and leave nothing behind', async () => {
    const world = new World();
    const { sink, socket } = await world.online();
    const said = [{ kind: 'error', type: 'AuthError', message: 'The key was withdrawn.' }];
    socket.handlers.received(frameOf(JSON.stringify(said)));
    await socket.end({ code: 1006, reason: '' });
    const state = sink.states.at(-1);
    assert.equal(state?.name === 'failed' && state.cause.message, 'The key was withdrawn.');
    assert.equal(world.clock.pending, 0, 'nobody waits for the socket to close');
  });

  it('reach nobody who stops while they are read', async () => {
    const world = new World();
    const stopped = new Recorder();
    const { subscription, socket } = await world.online({ sink: stopped });
    const other = await world.subscribe();
    stopped.notice = () => subscription.stop();
    const word = { kind: 'notice', notice: 'provider-message', message: 'Hear, hear.' };
    await socket.frame([quoteItem('A', 1)], [word], [quoteItem('A', 2)]);
    assert.deepEqual([lasts(stopped), lasts(other.sink)], [[1], [1, 2]]);
  });

  it('are delivered as far as they were read before a bug in a provider', async () => {
    const world = new World();
    const { sink, socket } = await world.online();
    await socket.frame([quoteItem('A', 1)], 'explode', [quoteItem('A', 2)]);
    assert.deepEqual(lasts(sink), [1]);
    assert.equal(sink.path.at(-1), 'waiting');
    await settle();
    assert.equal(world.net.open, 0);
  });

  it('are received before one whose head nobody can bear', () => {
    const told: unknown[] = [];
    const hooks = {
      skips: (frame: { toString(): string }) => {
        if (frame.toString() === 'unbearable') throw new Error('a bug in a provider');
        return false;
      },
      received: (json: unknown) => void told.push(json),
      drained: () => void told.push('drained'),
    };
    const inbox = new Inbox(new FakeClock(), hooks, thrown => void told.push(String(thrown)));
    for (const text of ['1', '2', 'unbearable']) inbox.take(frameOf(text));
    assert.deepEqual(told, [1, 2, 'drained', 'Error: a bug in a provider']);
  });
});
