/**
 * A real n8n with our tarball in a throwaway user folder, its owner set up and signed in. One at a time is enough for
 * a small machine: it takes 10 s to start and 750 MB.
 *
 *   const n8n = await startN8n();
 *   const credential = await n8n.createCredential('Practice', 'insightSentryApi', { practice: true });
 *   const workflow = await n8n.createWorkflow({ name, nodes, connections });
 *   await n8n.activate(workflow.id);
 *   const [run] = await n8n.waitForExecutions(workflow.id, 1);
 *   await n8n.stop();
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, hostEnvironment, HostProcess, lostItsPort, type Exit } from './hostProcess';
import { ManualRun } from './n8nManualRun';
import {
  N8nRest,
  parseFlatted,
  type Credential,
  type Execution,
  type ExecutionSummary,
  type Item,
  type NodeType,
  type Workflow,
} from './n8nRest';
import { ensureHosts } from './project';
import { installTarball } from './tarball';
import { request, waitUntil } from './waiting';

export type {
  Credential,
  Execution,
  ExecutionSummary,
  Item,
  NodeType,
  Workflow,
  WorkflowNode,
} from './n8nRest';

export interface N8nOptions {
  /** A tarball other than the project's own. */
  tarball?: string;
  env?: Record<string, string>;
  /** A folder that an earlier `stop({ keep: true })` left: database, credentials and the package are still there. */
  userFolder?: string;
}

const readyMs = 120_000;
const stopMs = 40_000;
const activationMs = 60_000;
const starts = 3;

export const owner = {
  email: 'owner@example.com',
  firstName: 'Test',
  lastName: 'Owner',
  password: 'Passw0rd!x',
};

interface PublicationStatus {
  status: string;
  triggers: { errorMessage?: string }[];
}

export async function startN8n(options: N8nOptions = {}): Promise<N8n> {
  const hosts = await ensureHosts('node', 'n8n');
  const userFolder = options.userFolder ?? mkdtempSync(join(tmpdir(), 'market-feeds-n8n-'));
  if (!options.userFolder) {
    await installTarball(join(userFolder, '.n8n', 'nodes'), 'n8n', hosts.node, options.tarball);
  }
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const env = { ...settings(userFolder, port, await freePort()), ...options.env };
    const environment = hostEnvironment(hosts.node, userFolder, env);
    const host = new HostProcess('n8n', hosts.node, [hosts.n8n, 'start'], environment, userFolder);
    const rest = new N8nRest(`http://127.0.0.1:${port}`);
    if (await isReady(host, rest.url).catch(() => false)) {
      if (!options.userFolder) await rest.call('POST', '/rest/owner/setup', owner);
      await rest.call('POST', '/rest/login', { emailOrLdapLoginId: owner.email, password: owner.password });
      return new N8n(rest, userFolder, host);
    }
    const retry = attempt < starts && lostItsPort(host);
    await host.stop(0);
    if (!retry) throw new Error(`n8n did not start. ${host.logTail()}`);
  }
}

/** A running n8n. */
export class N8n {
  readonly url: string;

  constructor(
    readonly rest: N8nRest,
    readonly userFolder: string,
    readonly host: HostProcess,
  ) {
    this.url = rest.url;
  }

  /** The descriptions of all node types that are loaded; ours are named `<package>.<name>`. */
  async nodeTypes(): Promise<NodeType[]> {
    return this.rest.call('GET', '/types/nodes.json');
  }

  async createCredential(name: string, type: string, data: Record<string, unknown>): Promise<Credential> {
    const { id } = await this.rest.call<Credential>('POST', '/rest/credentials', { name, type, data });
    return { id, name, type };
  }

  /** What the credential form's test says for these values. */
  async testCredential(
    credential: Credential,
    data: Record<string, unknown>,
  ): Promise<{ status: 'OK' | 'Error'; message: string }> {
    return this.rest.call(
      'POST',
      '/rest/credentials/test',
      { credentials: { ...credential, data } },
      { timeoutMs: activationMs },
    );
  }

  async createWorkflow(workflow: Workflow): Promise<{ id: string; versionId: string }> {
    const settings = { executionOrder: 'v1', saveDataSuccessExecution: 'all', saveManualExecutions: true };
    return this.rest.call('POST', '/rest/workflows', {
      ...workflow,
      active: false,
      settings: { ...settings, ...workflow.settings },
    });
  }

  /** Publishes the workflow's latest version. Rejects with n8n's own words when the trigger does. */
  async activate(workflowId: string): Promise<void> {
    const { versionId } = await this.rest.call<{ versionId: string }>('GET', `/rest/workflows/${workflowId}`);
    await this.rest.call(
      'POST',
      `/rest/workflows/${workflowId}/activate`,
      { versionId },
      { timeoutMs: activationMs },
    );
  }

  async deactivate(workflowId: string): Promise<void> {
    await this.rest.call('POST', `/rest/workflows/${workflowId}/deactivate`, {}, { timeoutMs: activationMs });
  }

  /** Why a workflow is not activated: n8n tries a few times in the background, then shows the reason beside it. */
  async activationFailure(workflowId: string): Promise<string> {
    await this.activate(workflowId);
    const failed = await this.waitFor(
      async () => {
        const path = `/rest/workflows/${workflowId}/publication-status`;
        const state = await this.rest.call<PublicationStatus>('GET', path);
        return state.status === 'failed' ? state.triggers[0]?.errorMessage : undefined;
      },
      'the failure',
      activationMs,
    );
    await this.deactivate(workflowId);
    return failed;
  }

  /** The latest executions, newest first. */
  async executions(workflowId: string, limit = 50): Promise<ExecutionSummary[]> {
    const filter = encodeURIComponent(JSON.stringify({ workflowId }));
    const path = `/rest/executions?filter=${filter}&limit=${limit}`;
    return (await this.rest.call<{ results: ExecutionSummary[] }>('GET', path)).results;
  }

  /** One execution with what its nodes gave. */
  async execution(id: string): Promise<Execution> {
    const { data, ...summary } = await this.rest.call<ExecutionSummary & { data: string }>(
      'GET',
      `/rest/executions/${id}`,
    );
    const { resultData } = parseFlatted(data) as { resultData: Pick<Execution, 'runData' | 'error'> };
    return { ...summary, runData: resultData.runData, ...(resultData.error && { error: resultData.error }) };
  }

  /** The items that a node gave at an output, over all its runs in an execution. */
  async items(executionId: string, node: string, output = 0): Promise<Item[]> {
    const { runData } = await this.execution(executionId);
    return (runData[node] ?? []).flatMap(run => run.data?.main[output] ?? []);
  }

  /** Waits until at least `count` executions of a workflow have ended; newest first. */
  async waitForExecutions(workflowId: string, count: number, ms = 20_000): Promise<ExecutionSummary[]> {
    const ended = async (): Promise<ExecutionSummary[] | undefined> => {
      const all = (await this.executions(workflowId)).filter(({ stoppedAt }) => stoppedAt !== null);
      return all.length >= count ? all : undefined;
    };
    return this.waitFor(ended, `${count} ended executions`, ms);
  }

  /** A test step from the editor: `triggerToStartFrom` names the trigger node. */
  async run(workflowId: string, trigger: string): Promise<ManualRun> {
    return ManualRun.start(this.rest, workflowId, trigger);
  }

  /** Waits until `probe` gives something truthy and returns it; the error shows the end of the log. */
  waitFor<T>(probe: () => T | Promise<T>, what: string, ms?: number): Promise<NonNullable<T>> {
    return waitUntil(probe, what, ms, () => this.host.logTail());
  }

  log(): string {
    return this.host.log();
  }

  /** Resident memory in MiB of the main process. */
  rss(): number {
    return this.host.rss();
  }

  /** Stops n8n as a service manager does. `keep` leaves the user folder for a second start. */
  async stop({ keep = false } = {}): Promise<Exit> {
    const exit = await this.host.stop(stopMs);
    if (!keep) rmSync(this.userFolder, { recursive: true, force: true, maxRetries: 3 });
    return exit;
  }
}

/** n8n is ready when its REST routes answer with JSON: `/healthz/readiness` says so before they exist. */
async function isReady(host: HostProcess, url: string): Promise<boolean> {
  const answers = async (): Promise<boolean> => {
    if (host.hasExited) return true;
    const answer = await request(`${url}/rest/settings`, { timeoutMs: 2_000 }).catch(() => undefined);
    return answer?.ok === true && /json/.test(answer.headers.get('content-type') ?? '');
  };
  await waitUntil(answers, 'n8n', readyMs, () => host.logTail());
  return !host.hasExited;
}

/** A throwaway n8n that calls nobody. */
function settings(userFolder: string, port: number, brokerPort: number): Record<string, string> {
  return {
    NODE_ENV: 'production',
    N8N_USER_FOLDER: userFolder,
    N8N_LISTEN_ADDRESS: '127.0.0.1',
    N8N_HOST: '127.0.0.1',
    N8N_PORT: String(port),
    // Its default clashes between two n8n on one machine.
    N8N_RUNNERS_BROKER_PORT: String(brokerPort),
    DB_TYPE: 'sqlite',
    N8N_ENCRYPTION_KEY: 'throwaway',
    N8N_SECURE_COOKIE: 'false',
    N8N_LOG_LEVEL: 'info',
    N8N_DIAGNOSTICS_ENABLED: 'false',
    N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
    N8N_TEMPLATES_ENABLED: 'false',
    N8N_PERSONALIZATION_ENABLED: 'false',
    N8N_HIRING_BANNER_ENABLED: 'false',
    N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
    N8N_VERIFIED_PACKAGES_ENABLED: 'false',
    // It asks n8n's own server for its list.
    N8N_DISABLED_MODULES: 'mcp-registry',
    N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '3',
    GENERIC_TIMEZONE: 'UTC',
  };
}
