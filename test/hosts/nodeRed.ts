/**
 * A real Node-RED with our tarball in a throwaway user folder. The tests talk to it as its editor does.
 *
 *   const red = await startNodeRed({ version: '5' });
 *   await red.deploy(flows);
 *   await red.waitFor(() => red.debug.length > 3, 'four quotes');
 *   await red.stop();
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Comms, type DebugMessage, type Status } from './comms';
import { freePort, hostEnvironment, HostProcess, lostItsPort, type Exit } from './hostProcess';
import { ensureHosts } from './project';
import { installTarball } from './tarball';
import { request, waitUntil } from './waiting';

export type { DebugMessage, Status } from './comms';

/** A node, tab or config node of a flow; credentials ride along as `credentials`. */
export interface FlowNode {
  id: string;
  type: string;
  [property: string]: unknown;
}

/** What Node-RED knows of one entry of a package's `node-red.nodes`. */
export interface NodeSet {
  id: string;
  name: string;
  types: string[];
  enabled: boolean;
  module: string;
  version?: string;
  err?: string;
}

export interface NodeRedOptions {
  version?: '5' | '4';
  /** The Node.js to run it with; default is the cached Node 24. */
  node?: string;
  /** A tarball other than the project's own. */
  tarball?: string;
  env?: Record<string, string>;
  /** Merged over the driver's settings.js; plain JSON. */
  settings?: Record<string, unknown>;
  /** The flow file that Node-RED finds when it starts. */
  flows?: FlowNode[];
  /** A folder that an earlier `stop({ keep: true })` left: flows, credentials and the package are still there. */
  userDir?: string;
}

const startMs = 60_000;
const stopMs = 20_000;
const starts = 3;

export async function startNodeRed(options: NodeRedOptions = {}): Promise<NodeRed> {
  const version = options.version ?? '5';
  const hosts = await ensureHosts('node', `node-red-${version}`);
  const node = options.node ?? hosts.node;
  const userDir = options.userDir ?? mkdtempSync(join(tmpdir(), `market-feeds-red-${version}-`));
  if (!options.userDir) await installTarball(userDir, 'node-red', node, options.tarball);
  if (options.flows) writeFileSync(join(userDir, 'flows.json'), JSON.stringify(options.flows));
  const script = version === '5' ? hosts.nodeRed5 : hosts.nodeRed4;
  const env = hostEnvironment(node, userDir, options.env ?? {});
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    writeFileSync(join(userDir, 'settings.js'), settingsFile(port, options.settings));
    const host = new HostProcess(`node-red-${version}`, node, [script, '--userDir', userDir], env, userDir);
    if (await isReady(host).catch(() => false)) {
      const url = `http://127.0.0.1:${port}`;
      return new NodeRed(url, userDir, host, await Comms.open(url));
    }
    const retry = attempt < starts && lostItsPort(host);
    await host.stop(0);
    if (!retry) throw new Error(`Node-RED ${version} did not start. ${host.logTail()}`);
  }
}

/** A running Node-RED. */
export class NodeRed {
  constructor(
    readonly url: string,
    readonly userDir: string,
    readonly host: HostProcess,
    private readonly comms: Comms,
  ) {}

  /** What debug nodes showed (`tosidebar: true`), in order, since the start or the last `clear`. */
  get debug(): readonly DebugMessage[] {
    return this.comms.debug;
  }

  /** Every status change of every node, in order; the socket repeats the present ones when it opens. */
  get statuses(): readonly Status[] {
    return this.comms.statuses;
  }

  /** The latest status of a node. */
  status(id: string): Status | undefined {
    return this.comms.statuses.findLast(status => status.id === id);
  }

  /** Forgets debug messages and statuses that came so far. */
  clear(): void {
    this.comms.clear();
  }

  /** All node sets that this Node-RED has found, ours among the core ones. */
  async nodes(): Promise<NodeSet[]> {
    return (await this.api('GET', '/nodes')) as NodeSet[];
  }

  /** Deploys a whole flow file; what does not differ keeps running with type `nodes` or `flows`. */
  async deploy(flows: FlowNode[], type: 'full' | 'nodes' | 'flows' = 'full'): Promise<void> {
    await this.api('POST', '/flows', { flows }, { 'Node-RED-Deployment-Type': type });
  }

  /** The flows as exported: without credentials. */
  async flows(): Promise<FlowNode[]> {
    return ((await this.api('GET', '/flows')) as { flows: FlowNode[] }).flows;
  }

  /** Presses the button of an inject node. */
  async inject(id: string): Promise<void> {
    await this.api('POST', `/inject/${id}`, {});
  }

  /** Any other call of the admin API. */
  async api(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<unknown> {
    const { ok, status, text } = await request(this.url + path, {
      method,
      headers: {
        Accept: 'application/json',
        'Content-Type': 'application/json',
        'Node-RED-API-Version': 'v2',
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!ok) throw new Error(`${method} ${path}: ${status} ${text.slice(0, 500)}`);
    return text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text;
  }

  /** Waits until `probe` gives something truthy and returns it; the error shows the end of the log. */
  waitFor<T>(probe: () => T | Promise<T>, what: string, ms?: number): Promise<NonNullable<T>> {
    return waitUntil(probe, what, ms, () => this.host.logTail());
  }

  log(): string {
    return this.host.log();
  }

  /** Resident memory in MiB. */
  rss(): number {
    return this.host.rss();
  }

  /** Stops Node-RED as a service manager does. `keep` leaves the user folder for a second start. */
  async stop({ keep = false } = {}): Promise<Exit> {
    this.comms.close();
    const exit = await this.host.stop(stopMs);
    if (!keep) rmSync(this.userDir, { recursive: true, force: true });
    return exit;
  }
}

async function isReady(host: HostProcess): Promise<boolean> {
  const running = (): boolean =>
    /Server now running/.test(host.log()) && /Started flows|missing (node )?types/.test(host.log());
  await waitUntil(
    () => host.hasExited || lostItsPort(host) || running(),
    'Node-RED',
    startMs,
    () => host.logTail(),
  );
  return !host.hasExited && running();
}

function settingsFile(port: number, extra: Record<string, unknown> = {}): string {
  const settings = {
    uiHost: '127.0.0.1',
    uiPort: port,
    flowFile: 'flows.json',
    credentialSecret: 'throwaway',
    telemetry: { enabled: false, updateNotification: false },
    editorTheme: { tours: false, projects: { enabled: false } },
    // The default of 1000 characters would cut events short.
    debugMaxLength: 1_000_000,
    logging: { console: { level: 'info', metrics: false, audit: false } },
    ...extra,
  };
  return `module.exports = ${JSON.stringify(settings, null, 2)};\n`;
}
