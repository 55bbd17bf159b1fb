/** What must not grow: the cost of a message with the subscribers, memory with a slow sink; and what things weigh. */
import type { Measured } from './measure';
import type { MemoryResult } from './memory';
import { expected, type Order } from './payloads';
import { runScript, WrongRun } from './processes';
import { runRounds, spreadOf } from './rounds';
import type { Row, Setting } from './setting';
import type { SlowResult } from './slow';
import { short, spreadText, type Line } from './table';

const routedSymbols = 10_000;
const [fewSubscribers, manySubscribers] = [10, 1000];
const routingGoal = 1.3;

async function route(setting: Setting, subscribers: number): Promise<Measured> {
  const frames = setting.quick ? 400_000 : 1_200_000;
  const order: Order = { payload: 'tick', symbols: routedSymbols, frames, rate: 0 };
  const args = [setting.feed.url(order), String(routedSymbols), String(subscribers), String(frames)];
  const measured = await runScript<Measured>(setting.node, 'routing', args, { timeoutMs: 90_000 });
  const { events, checksum } = expected(order, routedSymbols);
  if (measured.frames !== frames || measured.events !== events || measured.checksum !== checksum) {
    throw new WrongRun(`${subscribers} subscribers saw ${measured.events} events of ${events}.`);
  }
  return measured;
}

async function routing(setting: Setting): Promise<Line[]> {
  const runs = { few: () => route(setting, fewSubscribers), many: () => route(setting, manySubscribers) };
  const bounds = setting.quick ? { rounds: 1, more: 1 } : { rounds: 5, more: 4 };
  const rounds = await runRounds<Measured>(runs, bounds, [setting.feed.pid]);
  for (const { foreignCores } of rounds) setting.noteLoad(foreignCores);
  const cost = (measured: Measured | undefined): number =>
    measured ? (measured.cpuMs / measured.measured) * 1000 : NaN;
  const spread = spreadOf(rounds.map(({ results }) => cost(results.many) / cost(results.few)));
  const figures = (['few', 'many'] as const).map(
    name => `${short(spreadOf(rounds.map(({ results }) => cost(results[name]))).median)} µs`,
  );
  return [
    {
      row: `routing, 10,000 symbols: cost with 1,000 subscribers / with 10`,
      measured: spreadText(spread),
      goal: `≤ ${routingGoal}`,
      reached: spread.median <= routingGoal,
      figures: figures.join(' with 10; ').concat(' with 1,000'),
    },
  ];
}

const slowSymbols = 100;
const flatMb = 20;
/** More than is sent in any time that the row may take. */
const endlessFrames = 1_000_000_000;

async function slowConsumer(setting: Setting): Promise<Line[]> {
  const durationMs = setting.quick ? 5000 : 60_000;
  const order: Order = { payload: 'quote1', symbols: slowSymbols, frames: endlessFrames, rate: 0 };
  const args = [setting.feed.url(order), String(durationMs), String(slowSymbols)];
  const slow = await runScript<SlowResult>(setting.node, 'slow', args, { timeoutMs: durationMs + 30_000 });
  if (slow.miscounts > 0)
    throw new WrongRun(`The slow consumer's counters were off ${slow.miscounts} times.`);
  if (slow.received !== slow.frames)
    throw new WrongRun(`Of ${slow.frames} frames ${slow.received} were received.`);
  if (slow.taken !== slow.delivered)
    throw new WrongRun(`${slow.delivered} delivered, but ${slow.taken} taken.`);
  if (slow.longestQueue > slow.bound)
    throw new WrongRun(`The queue held ${slow.longestQueue} of ${slow.bound}.`);
  const third = Math.floor(slow.rssMb.length / 3);
  const first = spreadOf(slow.rssMb.slice(0, third)).median;
  const last = spreadOf(slow.rssMb.slice(-third)).median;
  return [
    {
      row: `slow consumer under a flood, ${Math.round(slow.seconds)} s: growth of memory`,
      measured: `${(last - first).toFixed(1)} MB (${first.toFixed(0)} → ${last.toFixed(0)})`,
      // The heap needs ten seconds or so to find its size.
      goal: setting.quick ? '' : `≤ ${flatMb} MB`,
      reached: setting.quick ? undefined : last - first <= flatMb,
      figures:
        `${short(slow.frames / slow.seconds)}/s in; queue ≤ ${slow.longestQueue} of ${slow.bound}; ` +
        `${slow.received} received = ${slow.delivered} delivered + ${slow.merged} merged + ` +
        `${slow.dropped} dropped + ${slow.queued} queued`,
    },
  ];
}

async function memory(setting: Setting): Promise<Line[]> {
  const counts = { connections: 200, symbols: 10_000, nodes: 1000, bars: 30_000 };
  const order: Order = { payload: 'quote1', symbols: 1, frames: 1, rate: 1000 };
  const args = [setting.feed.url(order, 'hold'), ...Object.values(counts).map(String)];
  const result = await runScript<MemoryResult>(setting.node, 'memory', args, {
    timeoutMs: 60_000,
    flags: ['--expose-gc'],
  });
  const line = (row: string, bytes: number, count: number): Line => ({
    row: `memory per ${row}`,
    measured: `${(bytes / 1000).toFixed(1)} kB`,
    goal: '',
    reached: undefined,
    figures: `over ${count}`,
  });
  return [
    line('connection, with one symbol', result.bytesPerConnection, counts.connections),
    line('symbol of a subscription, with its latest quote', result.bytesPerSymbol, counts.symbols),
    line('node with a symbol of its own', result.bytesPerNode, counts.nodes),
    line('remembered bar', result.bytesPerBar, counts.bars),
  ];
}

export const scaleRows: Row[] = [
  { name: 'routing', measure: routing },
  { name: 'slow-consumer', measure: slowConsumer },
  { name: 'memory', measure: memory },
];
