import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StreamError } from '../../core/errors';
import type { Inbound } from '../../core/provider';
import { read, subscribed } from './quotes';

interface Fixture {
  source: string;
  params: Record<string, unknown>;
  frame: unknown;
  expected: unknown[];
}

/** Fixtures are no code: they stay beside the sources, wherever the tests were compiled to. */
const folder = join(process.cwd(), 'test', 'tradewatch', 'fixtures');

/** What is compared: JSON, and of an error what the engine decides by. */
function plain(item: Inbound): unknown {
  if (item.kind !== 'error') return JSON.parse(JSON.stringify(item)) as unknown;
  assert.ok(item.error instanceof StreamError);
  const { name, code, retry } = item.error;
  return { kind: 'error', error: { name, code, retry } };
}

describe('the frames of TradeWatch', () => {
  for (const file of readdirSync(folder)) {
    const fixture = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Fixture;
    it(`are read as meant: ${fixture.source} (${file})`, () => {
      assert.deepEqual(read(subscribed(fixture.params), fixture.frame).map(plain), fixture.expected);
    });
  }
});
