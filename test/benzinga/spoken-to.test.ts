import assert from 'node:assert/strict';
import type { Protocol } from '../../core/provider';
import { benzinga } from '../../nodes/Benzinga/benzinga.provider';
import type { BenzingaParams } from '../../nodes/Benzinga/params';
import { accountOf, paramsOf } from './feed';

/** Sockets one after the other, each of which lived for so many ms; gives what was said first on each, and was told. */
function lives(...ms: readonly number[]): { said: string[][]; told: unknown[] } {
  const wanted = [paramsOf({ stream: 'news' })];
  let before: Protocol<BenzingaParams> | undefined;
  let now = 0;
  const said: string[][] = [];
  const told: unknown[] = [];
  for (const life of ms) {
    const protocol = benzinga.protocol(accountOf(), 'news', wanted, before);
    said.push(protocol.open(wanted, 'test-token', now));
    now += life;
    told.push(...(protocol.ended?.(now, false) ?? []));
    before = protocol;
  }
  return { said, told };
}

describe('a server that may not bear to be spoken to', () => {
  it('is believed not to after two quick ends, and asked for nothing more', () => {
    const { said, told } = lives(100, 100, 100);
    assert.deepEqual(said, [['replay'], ['replay'], []]);
    assert.equal(told.length, 1);
  });

  it('bears it for good once a socket has outlived our text: a line that flaps is something else', () => {
    const { said, told } = lives(60_000, 100, 100, 100, 100);
    assert.deepEqual(said, Array(5).fill(['replay']));
    assert.deepEqual(told, []);
  });
});
