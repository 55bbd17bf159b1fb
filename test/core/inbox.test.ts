import assert from 'node:assert/strict';
import { parseTogether } from '../../core/inbox';
import { parseJson } from '../../core/read';
import { frameOf, settle } from '../fakes';
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

  it('are read in order, whatever stands between them', async () => {
    const world = new World();
    const { sink, socket } = await world.online();
    await socket.frame(
      [quoteItem('A', 1)],
      'no JSON',
      [quoteItem('A', 2)],
      '',
      `{"big":"${'x'.repeat(9000)}"}`,
      [quoteItem('A', 3)],
    );
    assert.deepEqual(lasts(sink), [1, 2, 3]);
    const [connection] = world.engine.connections();
    assert.deepEqual([connection?.frames, connection?.unknown], [7, 3]);
  });

  it('are received up to the one that ends the connection, and no further', async () => {
    const world = new World();
    const { sink, socket } = await world.online();
    await socket.frame(
      [quoteItem('A', 1)],
      [{ kind: 'error', type: 'AuthError', message: 'The key was withdrawn.' }],
      [quoteItem('A', 2)],
    );
    assert.deepEqual(lasts(sink), [1]);
    assert.equal(sink.path.at(-1), 'failed');
  });

  it('are received where the line breaks in the same moment', async () => {
    const world = new World();
    const { sink, socket } = await world.online();
    for (const last of [1, 2]) socket.handlers.received(frameOf(JSON.stringify([quoteItem('A', last)])));
    await socket.end({ code: 1006, reason: '' });
    assert.deepEqual(lasts(sink), [1, 2]);
    assert.equal(sink.path.at(-1), 'waiting');
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
});
