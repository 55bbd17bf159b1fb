import assert from 'node:assert/strict';
import { fc } from '../property';
import { readText } from '../readText';
import { filingOf, frameOf, opened, read, start } from './filings';

const goodFrames = [
  frameOf(),
  frameOf({ is_historical: true, cik: '7' }),
  [frameOf(), frameOf({ cik: 2 })],
  { type: 'heartbeat' },
  { type: 'reconnect', within_seconds: 10, before_time: '2026-01-14T21:10:09.7035429Z' },
  { type: 'error', message: 'Something else' },
].map(frame => JSON.stringify(frame));

/** Values that break careless readers. */
const nasty = fc.constantFrom(
  ...['null', 'true', '1e999', '-1e999', '""', '"\\ud800"', '[]', '{}', '[[]]', '-0', '1e308', '[null]'],
  ...['{"__proto__":{"polluted":1}}', '"constructor"', '{"toString":1}', '{"length":-1}', '"__proto__"'],
);

/** A good frame with one value replaced by a nasty one. */
const mutated = fc.tuple(fc.constantFrom(...goodFrames), fc.nat(30), nasty).map(([frame, at, value]) => {
  const places = [...frame.matchAll(/(?<=[:[,])("[^"]*"|-?[\d.]+|true|false|\{[^{}]*\})/g)];
  const place = places[at % Math.max(1, places.length)];
  return place
    ? `${frame.slice(0, place.index)}${value}${frame.slice(place.index + place[0].length)}`
    : frame;
});
const truncated = fc
  .tuple(fc.constantFrom(...goodFrames), fc.nat(300))
  .map(([frame, length]) => frame.slice(0, length));
const garbage = fc.oneof(fc.string({ unit: 'binary' }), fc.json(), mutated, truncated);

describe('frames that FinFeedAPI would never send', () => {
  it('never throw, and the same ones always say the same', () => {
    fc.assert(
      fc.property(fc.array(garbage, { minLength: 1, maxLength: 8 }), frames => {
        const [one, other] = [opened(), opened()];
        const heard = (protocol: typeof one): unknown =>
          JSON.stringify(
            frames.map((frame, index) => [
              readText(protocol, frame, start + index),
              protocol.due(start + index * 1999),
            ]),
          );
        assert.equal(heard(one), heard(other));
      }),
      { numRuns: 1000 },
    );
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
  });

  it('give fields of their own kinds, whatever they hold', () => {
    const names = Object.keys(frameOf()).filter(name => name !== 'type');
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.jsonValue(), (name, value) => {
        const { raw, ...event } = filingOf({ [name]: value });
        for (const [field, held] of Object.entries(event)) {
          if (field === 'symbols') assert.deepEqual(held, []);
          else if (field === 'backfill') assert.equal(typeof held, 'boolean');
          else assert.ok(held === null || typeof held === 'string', `${field} ${JSON.stringify(held)}`);
        }
        assert.deepEqual(raw, JSON.parse(JSON.stringify(frameOf({ [name]: value }))));
      }),
    );
  });

  it('may be nested ten thousand deep, or have a million items', () => {
    const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
    const protocol = opened();
    readText(protocol, deep, start);
    for (const field of [
      'type',
      'form',
      'cik',
      'accession_no',
      'message',
      'discovered_time',
      'within_seconds',
    ])
      for (const type of ['fillings', 'error', 'reconnect'])
        readText(protocol, `{"type":"${type}","${field}":${deep}}`, start);
    assert.equal(read(protocol, `[${'5,'.repeat(1e6)}5]`).length, 1e6 + 1);
    assert.equal(read(protocol, frameOf({ description: 'x'.repeat(1e6) })).length, 1);
  });
});
