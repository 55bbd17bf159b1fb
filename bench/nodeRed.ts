/** A real Node-RED with the package from its tarball and the bench's sink: runs one chain at one rate. */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startNodeRed, type FlowNode, type NodeRed } from '../test/hosts/nodeRed';
import { root } from '../test/hosts/project';
import { installTarball } from '../test/hosts/tarball';
import { LoadMeter } from './load';
import { expected, symbolsOf, type Order } from './payloads';
import { WrongRun, type Feed } from './processes';
import type { SinkReport } from './sinkReport';

/** `message`: a source of all symbols with a filter for one, and the message node behind it. */
export type Chain = 'core' | 'ours' | 'message';

export const sentSymbols = 10;
const wanted = symbolsOf(1)[0] as string;
const onlyWanted = {
  match: 'all',
  conditions: [{ field: 'symbol', operator: 'in', value: wanted }],
  timeZone: '',
};
/** What the feed waits before it starts, and as much again for a slow start of the flow. */
const beforeMs = 1000;
/** How long a chain may go on after the last message was sent. */
const graceMs = 1500;
const warmUp = 0.2;

export interface ChainRun extends SinkReport {
  /** Wanted messages that were sent. */
  wanted: number;
  /** Processor time of Node-RED for each received message, in µs; NaN where too few came to tell. */
  microseconds: number;
  foreignCores: number;
}

const tab: FlowNode = { id: 'tab', type: 'tab', label: 'bench' };

function node(id: string, type: string, to: string, more: Record<string, unknown>): FlowNode {
  return { id, type, z: 'tab', x: 0, y: 0, wires: [[to], []], ...more };
}

/** The flow of a chain, with a sink that leaves `skip` messages out. */
function flowOf(chain: Chain, url: string, skip: number): FlowNode[] {
  const ends: FlowNode[] = [
    tab,
    { id: 'sink', type: 'bench-sink', z: 'tab', x: 0, y: 0, wires: [], warmUp: skip },
  ];
  const account = { id: 'account', type: 'insightsentry-account', name: 'bench', server: url };
  const source = (to: string, code: string, more = {}): FlowNode[] => [
    ...ends,
    // A key of its own: on the last chain's connection, which lingers, everything was sent already.
    { ...account, credentials: { apiKey: `bench-key-${chain}` } },
    node('source', 'insightsentry-live', to, {
      account: 'account',
      subscriptions: [{ code, type: 'quote' }],
      ...more,
    }),
  ];
  if (chain === 'ours') return source('sink', wanted);
  if (chain === 'message') {
    const message = node('message', 'market-message', 'sink', { target: 'text', mode: 'one' });
    return [...source('message', symbolsOf(sentSymbols).join(' '), { filter: onlyWanted }), message];
  }
  const rules = [{ t: 'eq', v: wanted, vt: 'str' }];
  return [
    ...ends,
    { id: 'client', type: 'websocket-client', path: url, wholemsg: 'false', hb: '0' },
    node('source', 'websocket in', 'json', { client: 'client', wires: [['json']] }),
    node('json', 'json', 'switch', { property: 'payload', action: 'obj', wires: [['switch']] }),
    node('switch', 'switch', 'sink', {
      property: 'payload.code',
      propertyType: 'msg',
      rules,
      checkall: 'true',
      outputs: 1,
      wires: [['sink']],
    }),
  ];
}

/** The one Node-RED user folder of a bench, with everything installed. */
export class Bench {
  private constructor(
    private readonly userDir: string,
    private readonly nodeJs: string,
  ) {}

  static async install(nodeJs: string): Promise<Bench> {
    const userDir = mkdtempSync(join(tmpdir(), 'market-feeds-bench-'));
    process.once('exit', () => rmSync(userDir, { recursive: true, force: true }));
    await installTarball(userDir, 'node-red', nodeJs);
    const nodes = join(userDir, 'nodes');
    mkdirSync(nodes);
    copyFileSync(join(__dirname, 'nodes', 'bench-sink.js'), join(nodes, 'bench-sink.js'));
    copyFileSync(join(root, 'bench', 'nodes', 'bench-sink.html'), join(nodes, 'bench-sink.html'));
    return new Bench(userDir, nodeJs);
  }

  /** An idle Node-RED: the flow that the last one left would connect at once. */
  start(): Promise<NodeRed> {
    return startNodeRed({ userDir: this.userDir, node: this.nodeJs, flows: [tab] });
  }
}

/** Runs a chain for `seconds` at `rate` messages a second (0: a flood) in a Node-RED that is idle. */
export async function runChain(
  red: NodeRed,
  feed: Feed,
  chain: Chain,
  rate: number,
  seconds: number,
): Promise<ChainRun> {
  const frames = rate === 0 ? 100_000_000 : rate * seconds;
  const order: Order = { payload: 'quote1', symbols: sentSymbols, frames, rate };
  const wantedFrames = frames / sentSymbols;
  const skip = rate === 0 ? 2000 : wantedFrames * warmUp;
  feed.sent = undefined;
  const load = new LoadMeter([feed.pid, red.host.pid]);
  await red.deploy(flowOf(chain, feed.url(order, 'hold'), skip));
  await sleep(beforeMs + seconds * 1000);
  let report = await ask(red);
  const until = performance.now() + (rate === 0 ? 0 : graceMs);
  while (report.messages < wantedFrames && performance.now() < until) {
    await sleep(100);
    report = await ask(red);
  }
  const foreignCores = load.foreignCores();
  check(report, order, wantedFrames);
  const microseconds = report.measured > 100 ? (report.cpuMs * 1000) / (report.measured * sentSymbols) : NaN;
  return { ...report, wanted: wantedFrames, microseconds, foreignCores };
}

/** Takes the chain's flow away, so that the next starts in an idle Node-RED. */
export async function clearFlow(red: NodeRed): Promise<void> {
  await red.deploy([tab]);
}

const nothing: SinkReport = {
  messages: 0,
  checksum: 0,
  p50: NaN,
  p99: NaN,
  worst: NaN,
  measured: 0,
  cpuMs: 0,
  wallMs: 0,
  rssMb: NaN,
};

/** The sink's report. A Node-RED that is busy with its queue answers late, or never. */
async function ask(red: NodeRed): Promise<SinkReport> {
  const report = await red.api('GET', '/bench-sink').catch(() => undefined);
  if (red.host.hasExited) throw new WrongRun(`Node-RED ended. ${red.host.logTail()}`);
  return report === undefined ? nothing : { ...nothing, ...withoutNulls(report as SinkReport) };
}

/** JSON has no NaN: it writes null. */
function withoutNulls(report: SinkReport): Partial<SinkReport> {
  return Object.fromEntries(Object.entries(report).filter(([, value]) => value !== null));
}

function check(report: SinkReport, order: Order, wantedFrames: number): void {
  if (report.messages > wantedFrames) {
    throw new WrongRun(`${report.messages} messages came where ${wantedFrames} were wanted.`);
  }
  const { checksum } = expected({ ...order, frames: report.messages * sentSymbols }, 1);
  if (report.checksum !== checksum) throw new WrongRun('The prices that came are not those that were sent.');
}
