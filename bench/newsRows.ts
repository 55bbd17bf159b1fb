/** News: an engine that reads each article beside bare `ws` + JSON.parse, and one that gets the same ones again. */
import type { Measured } from './measure';
import { chunkFrames, expected, nothing, ringFrames, type Order } from './payloads';
import { checkSeen, runScript, WrongRun, type FeedMode } from './processes';
import { ratioLine } from './ratios';
import { boundsOf, runRounds, spreadOf } from './rounds';
import type { Row, Setting } from './setting';
import { short, type Line } from './table';

const symbols = 100;
const runTimeoutMs = 60_000;
/** Frames of a run: about two seconds, or half a second. */
const [fullFrames, quickFrames] = [240_000, 60_000];
const [parseGoal, dropGoal] = [0.9, 4];
/** The part of the duplicates that must have been known by their heads: a few come before the gate opens. */
const droppedPart = 0.95;

/** One run of a consumer. Throws a WrongRun unless it saw exactly what was sent; of articles sent again, each once. */
async function consume(setting: Setting, kind: string, order: Order, mode?: FeedMode): Promise<Measured> {
  const { node, feed } = setting;
  const args = [kind, feed.url(order, mode), '0', String(order.frames)];
  const measured = await runScript<Measured>(node, 'consumer', args, { timeoutMs: runTimeoutMs });
  const others = mode === 'again' ? ringFrames(order) : order.frames;
  const sent = kind === 'raw' ? nothing : expected({ ...order, frames: others }, symbols);
  const who = `${kind} on news${mode ? ` ${mode}` : ''}`;
  checkSeen(who, measured, { frames: order.frames, ...sent });
  if (kind === 'newsEngine') checkCounters(who, measured, order.frames - others);
  return measured;
}

/** Each frame was an event, a repeat, or known by its head; of many duplicates nearly all are the latter. */
function checkCounters(who: string, { skipped, gateMissed, repeats }: Measured, duplicates: number): void {
  if (skipped + repeats === duplicates && gateMissed === 0 && skipped >= duplicates * droppedPart) return;
  throw new WrongRun(
    `${who}: of ${duplicates} duplicates ${skipped} were dropped and ${repeats} parsed; ${gateMissed} heads missed.`,
  );
}

async function measure(setting: Setting): Promise<Line[]> {
  const chunk = chunkFrames('news');
  const frames = Math.round((setting.quick ? quickFrames : fullFrames) / chunk) * chunk;
  const order: Order = { payload: 'news', symbols, frames, rate: 0 };
  const runs = {
    engine: () => consume(setting, 'newsEngine', order),
    parse: () => consume(setting, 'newsParse', order),
    dropping: () => consume(setting, 'newsEngine', order, 'again'),
    ...(!setting.quick && { raw: () => consume(setting, 'raw', order) }),
  };
  const bounds = boundsOf(setting.quick);
  const rounds = await runRounds<Measured>(runs, bounds, [setting.feed.pid]);
  for (const { foreignCores } of rounds) setting.noteLoad(foreignCores);
  const skipped = spreadOf(rounds.map(({ results }) => results.dropping?.skipped ?? NaN)).median;
  const dropped = ratioLine(
    rounds,
    'news duplicates: dropped before parse / full path',
    'dropping',
    'engine',
    dropGoal,
  );
  return [
    ratioLine(rounds, 'news: engine / ws + JSON.parse', 'engine', 'parse', parseGoal),
    ...(setting.quick ? [] : [ratioLine(rounds, 'news: engine / ws without parsing', 'engine', 'raw')]),
    { ...dropped, figures: `${dropped.figures}; ${short(skipped)} of ${short(frames)} frames not parsed` },
  ];
}

export const newsRows: Row[] = [{ name: 'news', measure }];
