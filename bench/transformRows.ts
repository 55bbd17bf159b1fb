/** Transforms: what an event costs, and that it does not grow with rules that cannot concern it. */
import { runScript } from './processes';
import { runRounds, spreadOf, type Spread } from './rounds';
import type { Row, Setting } from './setting';
import { short, spreadText, type Line } from './table';
import type { TransformResult } from './transforms';

/** Rules beside the fewest: an event may cost this much more. */
const [fewest, ruleCounts] = [10, [100, 1000]];
const growthGoal = 4;

type Job = readonly [job: string, rules: number];

const nameOf = ([job, rules]: Job): string => `${job} ${rules}`;

async function measureJobs(setting: Setting, jobs: readonly Job[]): Promise<Map<string, TransformResult[]>> {
  const rounds = setting.quick ? 6 : 40;
  const runs = Object.fromEntries(
    jobs.map(job => [
      nameOf(job),
      () =>
        runScript<TransformResult>(setting.node, 'transforms', [...job.map(String), String(rounds)], {
          timeoutMs: 120_000,
          flags: ['--expose-gc'],
        }),
    ]),
  );
  const bounds = setting.quick ? { rounds: 1, more: 1 } : { rounds: 5, more: 4 };
  const done = await runRounds<TransformResult>(runs, bounds, [setting.feed.pid]);
  for (const { foreignCores } of done) setting.noteLoad(foreignCores);
  return new Map(
    jobs.map(job => [
      nameOf(job),
      done.map(({ results }) => results[nameOf(job)]).filter(one => one !== undefined),
    ]),
  );
}

const costs = (results: readonly TransformResult[] = []): Spread =>
  spreadOf(results.map(({ eventUs }) => eventUs));

/** Filter or alert: the cost with many rules over the cost with few. */
async function growth(setting: Setting, job: 'filter' | 'alert'): Promise<Line[]> {
  const jobs = [fewest, ...ruleCounts].map(rules => [job, rules] as const);
  const measured = await measureJobs(setting, jobs);
  const few = measured.get(nameOf([job, fewest])) ?? [];
  return ruleCounts.map((rules): Line => {
    const many = measured.get(nameOf([job, rules])) ?? [];
    const ratio = spreadOf(many.map(({ eventUs }, round) => eventUs / (few[round]?.eventUs ?? NaN)));
    return {
      row: `${job}, 10,000 symbols: cost of an event with ${short(rules)} rules / with ${fewest}`,
      measured: spreadText(ratio),
      goal: `≤ ${growthGoal}`,
      reached: ratio.median <= growthGoal,
      figures: `${short(costs(few).median)} µs with ${fewest}; ${short(costs(many).median)} µs with ${short(rules)}`,
    };
  });
}

/** What one event costs where each is of interest, and what is remembered of each symbol. */
async function each(setting: Setting): Promise<Line[]> {
  const jobs: readonly (readonly [...Job, title: string])[] = [
    ['alertAll', 1, 'alert, one rule for 10,000 symbols, every second event fires'],
    ['pace', 1, 'pace, every second quote of 10,000 symbols'],
    ['bars', 1, 'bars of ten quotes each, 10,000 symbols'],
    ['indicator', 1, 'indicator, RSI of 1,000 series'],
    ['message', 1, 'message to Slack, one for each event'],
  ];
  const measured = await measureJobs(
    setting,
    jobs.map(([job, rules]) => [job, rules]),
  );
  return jobs.map(([job, rules, title]): Line => {
    const results = measured.get(nameOf([job, rules])) ?? [];
    const bytes = spreadOf(results.map(({ symbolBytes }) => symbolBytes)).median;
    return {
      row: title,
      measured: `${spreadText(costs(results))} µs an event`,
      goal: '',
      reached: undefined,
      figures: bytes > 50 ? `${(bytes / 1000).toFixed(1)} kB remembered of a symbol` : '',
    };
  });
}

export const transformRows: Row[] = [
  { name: 'filter-rules', measure: setting => growth(setting, 'filter') },
  { name: 'alert-rules', measure: setting => growth(setting, 'alert') },
  { name: 'transforms', measure: each },
];
