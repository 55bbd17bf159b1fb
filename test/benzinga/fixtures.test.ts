import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StreamError } from '../../core/errors';
import type { Inbound } from '../../core/provider';
import { opened, read } from './feed';

interface Fixture {
  source: string;
  /** The form of the only node on the connection. */
  form: Record<string, unknown>;
  frame: unknown;
  expected: { kind: string; event?: { raw?: unknown } }[];
}

/** Fixtures are no code: they stay beside the sources, wherever the tests were compiled to. */
const folder = join(process.cwd(), 'test', 'benzinga', 'fixtures');

/** What is compared: JSON, and of an error what the engine decides by. `raw` is the whole frame. */
function plain(item: Inbound): unknown {
  if (item.kind !== 'error') return JSON.parse(JSON.stringify(item)) as unknown;
  assert.ok(item.error instanceof StreamError);
  const { name, code, retry } = item.error;
  return { kind: 'error', error: { name, code, retry } };
}

describe('the frames that Benzinga documents', () => {
  for (const file of readdirSync(folder)) {
    const fixture = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Fixture;
    it(`are read as meant: ${fixture.source} (${file})`, () => {
      const items = read(opened(fixture.form), fixture.frame);
      const expected = fixture.expected.map(item =>
        item.event ? { ...item, event: { ...item.event, raw: fixture.frame } } : item,
      );
      assert.deepEqual(items.map(plain), expected);
      for (const item of items) {
        if (item.kind === 'event') assert.equal(Object.keys(item.event).at(-1), 'raw');
      }
    });
  }
});
