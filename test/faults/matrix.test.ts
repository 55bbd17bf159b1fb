/** The fault matrix: every family of faults on every provider, judged by the checker. `docs/faults.md` is its table. */
import assert from 'node:assert/strict';
import { drivers, type Driver } from './drivers';
import { families } from './families';
import type { Family } from './family';
import { Matrix, type Outcome } from './matrix';

/** Runs at the same time: most of a run is waiting. */
const atOnce = 8;

const matrix = new Matrix(drivers, families, atOnce);

function assertOutcome(
  { verdict, notices, closings, messages }: Outcome,
  family: Family,
  driver: Driver,
): void {
  const expected = family.expects(driver.id);
  const { lostUnsaid, duplicated, outOfOrder, invented, leftOver, lostInGap } = verdict;
  const faults = { lostUnsaid, duplicated, outOfOrder, invented, leftOver };
  const none = { lostUnsaid: [], duplicated: [], outOfOrder: [], invented: [], leftOver: [] };
  assert.deepEqual(faults, none, notices.join(' '));
  if (expected.notices instanceof RegExp) assert.match(notices.join(' '), expected.notices);
  else assert.equal(notices.join(' '), expected.notices.join(' '), messages.join('\n'));
  if (expected.complete) assert.deepEqual(closings, expected.complete);
  if (expected.says) assert.match(messages.join('\n'), expected.says);
  assert.equal(lostInGap.length > 0 ? 'said' : 'none', expected.loss, `lost: ${lostInGap.join(', ')}`);
}

describe('the fault matrix', function () {
  this.timeout(90_000);

  for (const family of families) {
    for (const driver of drivers) {
      const instead = family.instead?.[driver.id];
      it(`${driver.provider.title} survives ${instead?.what ?? family.what}`, async function () {
        const open = family.open?.[driver.id];
        try {
          assertOutcome(await matrix.outcome(driver, family), family, driver);
        } catch (thrown) {
          if (open === undefined) throw thrown;
          this.skip();
        }
      });
    }
  }

  after('the table', () => matrix.write());
});
