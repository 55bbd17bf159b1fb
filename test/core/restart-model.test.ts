/**
 * Random lives of a node, and a model that knows only what was published, what arrived, and what was said: nothing comes
 * twice but what was noted after the last write before a crash; what the server still has arrives; what is lost lies in
 * a gap that was told and not called complete; a gap is told where one was, once, and is complete where the server still
 * had a record from before.
 */
import assert from 'node:assert/strict';
import type { FeedNotice } from '../../core/event';
import { fc } from '../property';
import { Run, steps, type Connect, type Life, type Step } from './lives';

const ofGaps = (notices: readonly FeedNotice[]): FeedNotice[] =>
  notices.filter(({ notice }) => /^gap/.test(notice));
const ms = (time: unknown): number => Date.parse(String(time));

/** Whether a gap was told that holds a time, and was not called complete. */
function isTold(notices: readonly FeedNotice[], at: number): boolean {
  return ofGaps(notices).some(({ notice, from, to }, index, all) => {
    if (notice !== 'gap' || ms(from) > at || ms(to) < at) return false;
    const end = all[index + 1];
    return end?.notice !== 'gap-closed' || end.complete !== true;
  });
}

/** The server re-sent a record on a connect that the node knew to have had before the gap began. */
const reachesBack = ({ resent, hadBefore }: Connect, from: number): boolean =>
  resent.some(({ id, at }) => at <= from && (hadBefore.get(id) ?? Infinity) <= from);

/** What was said of gaps in one life: each end belongs to the gap before, and is complete where it must be. */
function checkWords(list: readonly FeedNotice[], hadUntil: number, connects: readonly Connect[]): void {
  for (const [index, { notice, from, to, complete }] of list.entries()) {
    const last = list[index - 1];
    assert.ok(ms(from) >= hadUntil, 'begins where something may be missing');
    if (notice === 'gap') {
      if (last?.notice === 'gap') assert.equal(from, last.from, 'one that is cut anew begins where it did');
      if (last?.notice === 'gap-closed') assert.ok(ms(from) >= ms(last.to), 'begins after the last one');
      continue;
    }
    assert.deepEqual([last?.notice, last?.from, last?.to], ['gap', from, to], 'an end has its beginning');
    const connect = connects.find(({ at }) => at === ms(to));
    if (connect && reachesBack(connect, ms(from)))
      assert.equal(complete, true, `complete, until ${String(to)}`);
  }
}

/** A gap is told with each connect of a life, and with nothing else. */
function checkGaps(life: Life, before: Life | undefined, connects: readonly Connect[]): void {
  const list = ofGaps(life.notices);
  checkWords(list, life.hadUntil, connects);
  const own = connects.filter(one => one.life === life).map(({ at }) => at);
  // The first start has missed nothing.
  const due = before ? own : own.slice(1);
  const told = list.filter(({ notice }) => notice === 'gap');
  // One that is deployed again may not have had what came before its connection was cut: that is a gap of its own.
  const isOwn = ({ from, to }: FeedNotice): boolean =>
    life.isDeployed && connects.some(({ at }) => ms(from) + 1 < at && at <= ms(to)) && !due.includes(ms(to));
  if (told[0] && isOwn(told[0])) told.shift();
  assert.deepEqual(
    told.map(({ to }) => ms(to)),
    due,
    'gaps told, and connects',
  );
}

async function check(program: readonly Step[]): Promise<void> {
  const run = new Run();
  await run.start();
  for (const step of program) await run.step(step);
  await run.finish();
  const twice = run.had.filter((id, index) => run.had.indexOf(id) < index && !run.mayRepeat.has(id));
  assert.deepEqual(twice, [], 'came twice');
  const had = new Set(run.had);
  assert.deepEqual(
    run.inCache.filter(id => !had.has(id)),
    [],
    'the server has it, and it did not come',
  );
  const lost = run.published.filter(({ id, at }) => !had.has(id) && !isTold(run.notices, at));
  assert.deepEqual(lost, [], 'lost, and nobody said so');
  for (const [index, life] of run.lives.entries()) checkGaps(life, run.lives[index - 1], run.connects);
  assert.equal(ofGaps(run.notices).at(-1)?.notice, 'gap-closed', 'the last gap is over');
}

describe('the continuity of a node', function () {
  this.timeout(120_000);

  /** Programs that failed once. */
  const failed: Step[][] = [
    [['deploy', 6]],
    [
      ['drop', 6],
      ['stall', 0],
      ['tick', 300_000],
      ['deploy', 0],
    ],
  ];
  for (const [index, program] of failed.entries())
    it(`holds where it failed once: ${index + 1}`, () => check(program));

  it('holds over random lives', async () => {
    const numRuns = Number(process.env.MODEL_RUNS ?? 300);
    await fc.assert(fc.asyncProperty(steps, check), { numRuns });
  });
});
