import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { fc } from '../property';
import { ConnectionError } from '../../core/errors';
import { createRedact, redactError, redactValue } from '../../core/redact';
import { World } from './canned';
import { quoteItem } from './events';

const secret = 'canary+/Key "42"=';
const spellings = [
  secret,
  encodeURIComponent(secret),
  Buffer.from(secret).toString('base64'),
  Buffer.from(secret).toString('base64url'),
  JSON.stringify(secret).slice(1, -1),
  JSON.stringify(JSON.stringify(secret)).slice(3, -3),
  new URLSearchParams({ token: secret }).toString(),
];

function assertNoSecret(what: string, value: unknown): void {
  const text = `${inspect(value, { depth: 20, showHidden: true })} ${JSON.stringify(value)}`;
  for (const spelling of spellings) assert.ok(!text.includes(spelling), `${what} holds ${spelling}: ${text}`);
  assert.ok(!text.includes('canary'), `${what}: ${text}`);
}

describe('taking the key out of a text', () => {
  it('finds it plain, in a URL, in base64 and in JSON', () => {
    const redact = createRedact([secret]);
    for (const spelling of spellings) assertNoSecret(spelling, redact(`before ${spelling} after`));
    assert.equal(redact('nothing to hide'), 'nothing to hide');
  });

  it('takes any key out of an address, also one that it does not know', () => {
    const redact = createRedact([]);
    assert.equal(redact('wss://h/x?token=abc&b=1'), 'wss://h/x?token=***&b=1');
    assert.equal(redact('wss://h/x?a=1&api_key=abc'), 'wss://h/x?a=1&api_key=***');
    assert.equal(redact('"wss://h/x?apikey=abc"'), '"wss://h/x?apikey=***"');
  });

  it('does not blot out ordinary words for a key that is hardly one', () => {
    assert.equal(createRedact(['a', '', 'the'])('the cat'), 'the cat');
  });

  it('survives any key and any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 4 }), fc.string({ unit: 'binary' }), (key, text) => {
        const redact = createRedact([key, '\ud800\ud800\ud800\ud800']);
        if (!'***'.includes(key)) assert.ok(!redact(`${text}${key}`).endsWith(key) || key.startsWith('*'));
      }),
    );
  });

  it('goes to the bottom of an error, its stack and its causes', () => {
    const deep = new Error(`at wss://h?token=${secret}`);
    const error = new ConnectionError(`no ${secret}`, { cause: new Error(secret, { cause: deep }) });
    assertNoSecret('the error', redactError(error, createRedact([secret])));
  });

  it('goes through values of any shape, and gives objects without a prototype in disguise', () => {
    const value = JSON.parse(
      `{"__proto__":{"polluted":1},"a":[{"b":"x ${'canary-key'}"}],"canary-key":1}`,
    ) as unknown;
    const clean = redactValue(value, createRedact(['canary-key']));
    assert.deepEqual(clean, { a: [{ b: 'x ***' }], '***': 1 });
    assert.equal((clean as { polluted?: unknown }).polluted, undefined);
    let deep: unknown = 1;
    for (let depth = 0; depth < 50_000; depth += 1) deep = [deep];
    redactValue(deep, createRedact(['canary-key']));
  });
});

describe('everything that leaves the engine', () => {
  it('is free of the key, even where the server repeats it in every way it can', async () => {
    const world = new World();
    const { sink, subscription, socket } = await world.online({ account: { apiKey: secret } });
    const echo = spellings.join(' ');
    const details = { details: { deep: [{ echo }] }, echo };
    await socket.frame(
      [{ kind: 'notice', notice: 'provider-message', message: echo, details }],
      [{ kind: 'symbol-refused', symbol: echo, message: echo, details }],
      [{ kind: 'unknown', why: echo }],
      [quoteItem('A', 1)],
      [{ kind: 'heartbeat', serverTime: 1 }],
      [{ kind: 'error', type: 'LimitError', message: echo }],
    );
    await world.clock.advance(2000);
    await world.socket.end({ error: new Error(`Invalid URL: wss://h/?token=${secret}`) });
    await world.clock.advance(2000);
    await world.socket.end({ code: 1008, reason: echo });
    await world.clock.advance(4000);
    await world.socket.open();
    await world.socket.frame('explode');
    await world.clock.advance(8000);
    await world.socket.refuse(401, { 'retry-after': echo, location: echo });
    assert.equal(subscription.state.name, 'failed');
    assert.ok(
      world.net.sockets.length === 5 && sink.notices.length > 8,
      'the test must have gone all the way',
    );
    assertNoSecret('a notice', sink.notices);
    assertNoSecret('a state', sink.states);
    assertNoSecret('an event', sink.received);
    assertNoSecret('the statistics', world.engine.connections());
    for (const state of sink.states) if ('cause' in state) assertNoSecret('a stack', state.cause.stack);
  });

  it('is free of the words of an object that wants to be a prototype', async () => {
    const world = new World();
    const { sink, socket } = await world.online();
    await socket.frame(
      '[{"kind":"notice","notice":"provider-message","message":"m","details":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}}]',
    );
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
    assert.ok(Reflect.getPrototypeOf(sink.notices.at(-1) ?? []) === Object.prototype);
  });

  it('leaves the word practice alone: the practice feed has no secret', async () => {
    const world = new World();
    const { sink, socket } = await world.online({ account: { practice: true, apiKey: 'practice' } });
    await socket.frame([
      { kind: 'notice', notice: 'provider-message', message: 'Unknown to the practice feed.' },
    ]);
    assert.equal(sink.notices.at(-1)?.message, 'Unknown to the practice feed.');
  });
});
