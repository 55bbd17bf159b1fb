/** Node-RED's own chain, `websocket in` → `json` → `switch` → sink, beside our source → sink, one symbol in ten wanted. */
import { Bench, clearFlow, runChain, sentSymbols, type Chain, type ChainRun } from './nodeRed';
import { runRounds, spreadOf, type Round } from './rounds';
import type { Row, Setting } from './setting';
import { short, spreadText, type Line } from './table';

const costRate = 20_000;
const costGoal = 0.4;
const latencyRate = 50_000;
const latencyGoalMs = 5;
/**
 * What has a goal here is a matter of single milliseconds: where others took more than this of a core meanwhile, it is
 * measured again, at most so often, and the quietest run counts.
 */
const [quietCores, mostTries] = [0.05, 3];
const fullRates = [1000, 10_000, costRate, latencyRate, 0];
const quickCells: [Chain, number][] = [
  ['core', costRate],
  ['ours', costRate],
  ['ours', latencyRate],
  ['message', latencyRate],
];
const titles: Readonly<Record<Chain, string>> = {
  core: 'websocket in → json → switch',
  ours: 'our source',
  message: 'our source with a filter → message',
};

const nameOf = (chain: Chain, rate: number): string => `${chain} ${rate}`;
const rateText = (rate: number): string => (rate === 0 ? 'flood' : `${rate / 1000}k/s`);

function runsOf(rounds: readonly Round<ChainRun>[], chain: Chain, rate: number): ChainRun[] {
  return rounds.flatMap(({ results }) => results[nameOf(chain, rate)] ?? []);
}

const medianOf = (runs: readonly ChainRun[], read: (run: ChainRun) => number): number =>
  spreadOf(runs.map(read)).median;

/** Milliseconds, or seconds where there are many. */
function time(ms: number): string {
  if (Number.isNaN(ms)) return 'none came';
  return ms >= 1000 ? `${(ms / 1000).toFixed(1)} s` : `${ms.toFixed(ms < 10 ? 2 : 0)} ms`;
}

function cell(runs: readonly ChainRun[], chain: Chain, rate: number): Line {
  const part = medianOf(runs, ({ messages, wanted }) => messages / wanted);
  const perSecond = medianOf(runs, ({ measured, wallMs }) => (wallMs > 0 ? (measured / wallMs) * 1000 : 0));
  const p99 = medianOf(runs, run => run.p99);
  const cost = medianOf(runs, run => run.microseconds);
  const isGoal = chain !== 'core' && rate === latencyRate;
  const everything = runs.every(({ messages, wanted }) => messages === wanted);
  return {
    row: `Node-RED, ${rateText(rate)}: ${titles[chain]}`,
    measured: `p50 ${time(medianOf(runs, run => run.p50))}, p99 ${time(p99)}`,
    goal: isGoal ? `all, p99 < ${latencyGoalMs} ms` : '',
    reached: isGoal ? everything && p99 < latencyGoalMs : undefined,
    figures: [
      `${everything ? '100' : (Math.floor(part * 1000) / 10).toFixed(1)} % of the wanted delivered, `,
      `${short(perSecond)} wanted/s, `,
      Number.isNaN(cost) ? '' : `${short(cost)} µs per received message, `,
      `${medianOf(runs, run => run.rssMb).toFixed(0)} MB`,
    ].join(''),
  };
}

function costLine(rounds: readonly Round<ChainRun>[]): Line {
  const ratios = rounds.map(({ results }) => {
    const [ours, core] = (['ours', 'core'] as const).map(
      chain => results[nameOf(chain, costRate)]?.microseconds,
    );
    return (ours ?? NaN) / (core ?? NaN);
  });
  const spread = spreadOf(ratios);
  return {
    row: `Node-RED, ${rateText(costRate)}: processor time, our source / core chain`,
    measured: spreadText(spread),
    goal: `≤ ${costGoal}`,
    reached: spread.median <= costGoal,
    figures: '',
  };
}

async function measure(setting: Setting): Promise<Line[]> {
  const bench = await Bench.install(setting.node);
  const seconds = setting.quick ? 3 : 5;
  const cells: [Chain, number][] = setting.quick
    ? quickCells
    : fullRates.flatMap((rate): [Chain, number][] => [
        ['core', rate],
        ['ours', rate],
        ...(rate === latencyRate ? [['message', rate] satisfies [Chain, number]] : []),
      ]);
  const shared = setting.quick ? await bench.start() : undefined;
  const run = async (chain: Chain, rate: number): Promise<ChainRun> => {
    // A chain that collapsed leaves a queue behind: each measurement gets a Node-RED of its own.
    const red = shared ?? (await bench.start());
    let result: ChainRun;
    try {
      result = await runChain(red, setting.feed, chain, rate, seconds);
    } finally {
      if (shared) await clearFlow(shared);
      else await red.host.stop(0);
    }
    // How much a flood was is known in the end.
    return rate > 0 ? result : { ...result, wanted: (await setting.feed.sentInTheEnd()) / sentSymbols };
  };
  const quietest = async (chain: Chain, rate: number): Promise<ChainRun> => {
    let best = await run(chain, rate);
    const tries = rate === costRate || rate === latencyRate ? mostTries : 1;
    for (let tried = 1; tried < tries && best.foreignCores > quietCores; tried += 1) {
      const next = await run(chain, rate);
      if (next.foreignCores < best.foreignCores) best = next;
    }
    return best;
  };
  const runs = Object.fromEntries(
    cells.map(([chain, rate]) => [nameOf(chain, rate), () => quietest(chain, rate)]),
  );
  const bounds = setting.quick ? { rounds: 1, more: 0 } : { rounds: 5, more: 0 };
  const rounds = await runRounds(runs, bounds, [setting.feed.pid]).finally(() =>
    shared?.stop({ keep: true }),
  );
  for (const { results } of rounds) {
    for (const { foreignCores } of Object.values(results)) setting.noteLoad(foreignCores);
  }
  return [...cells.map(([chain, rate]) => cell(runsOf(rounds, chain, rate), chain, rate)), costLine(rounds)];
}

export const nodeRedRows: Row[] = [{ name: 'node-red', measure }];
