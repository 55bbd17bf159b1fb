/** The fault matrix: every family of faults on every provider, judged by the checker. `docs/faults.md` is its table. */
import assert from 'node:assert/strict';
import { watchResources } from '../wire/rig';
import { drivers, type ProviderId } from './drivers';
import { families } from './families';
import type { Family } from './family';
import { Matrix, type Outcome } from './matrix';

/** Runs at the same time: most of a run is waiting. */
const atOnce = 8;

function assertSurvived({ verdict, notices, closings, messages, state }: Outcome, expects: Expects): void {
  const { lostUnsaid, duplicated, outOfOrder, invented, leftOver, lostInGap } = verdict;
  const mistakes = { lostUnsaid, duplicated, outOfOrder, invented, leftOver };
  const none = { lostUnsaid: [], duplicated: [], outOfOrder: [], invented: [], leftOver: [] };
  assert.deepEqual(mistakes, none, notices.join(' '));
  const told = notices.join(' ');
  if (expects.notices instanceof RegExp) assert.match(told, expects.notices);
  else assert.equal(told, expects.notices.join(' '), messages.join('\n'));
  if (expects.complete) assert.deepEqual(closings, expects.complete);
  if (expects.says) assert.match(messages.join('\n'), expects.says);
  assert.equal(lostInGap.length > 0 ? 'said' : 'none', expects.loss, `lost: ${lostInGap.join(', ')}`);
  assert.equal(state, 'online');
}

type Expects = ReturnType<Family['expects']>;

const what = (id: ProviderId, { what: usual, instead }: Family): string => instead?.[id]?.what ?? usual;

describe('the fault matrix', function () {
  this.timeout(90_000);
  const matrix = new Matrix(drivers, families, atOnce);
  let assertFreed: Awaited<ReturnType<typeof watchResources>>;

  before(async () => (assertFreed = await watchResources()));
  after(() => matrix.end());

  for (const family of families) {
    for (const driver of drivers) {
      const { id } = driver;
      const play = (): Promise<void> =>
        matrix.judge(driver, family, outcome => assertSurvived(outcome, family.expects(id)));
      if (family.open?.[id] === undefined) it(`${driver.provider.title} survives ${what(id, family)}`, play);
      else {
        it(`${driver.provider.title} does not survive yet ${what(id, family)}`, () =>
          assert.rejects(
            play,
            assert.AssertionError,
            'It does by now: take it off the list of what is open.',
          ));
      }
    }
  }

  it('leaves nothing of all this in the process', async () => {
    await matrix.end();
    await assertFreed('after all runs');
  });
});
