/** n8n as one trigger of a published workflow, or of a test step, sees it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  IDataObject,
  INodeExecutionData,
  INodeType,
  ITriggerFunctions,
  ITriggerResponse,
} from 'n8n-workflow';
import { nodeEngine } from '../../ports/node';
import { waitUntil } from '../hosts/waiting';

/** Gives the tests of a suite a user folder of their own, and waits for its last socket; to be called in `describe`. */
export function useUserFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'market-feeds-trigger-'));
  const { N8N_USER_FOLDER } = process.env;
  before(() => (process.env.N8N_USER_FOLDER = folder));
  after(async () => {
    // Other suites of this process count what is open.
    await waitUntil(() => nodeEngine().connections().length === 0, 'the end of what lingers');
    if (N8N_USER_FOLDER === undefined) delete process.env.N8N_USER_FOLDER;
    else process.env.N8N_USER_FOLDER = N8N_USER_FOLDER;
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

export interface FakeN8nOptions {
  mode?: 'manual' | 'trigger';
  /** What the credential holds; without it the practice feed is switched on. */
  credentials?: IDataObject;
  /** Of the workflow: triggers of the same one have the same memory. */
  id?: string;
  /** Runs end when the test says so by `endRuns`, and not at once. */
  isSlow?: boolean;
}

export class FakeN8n {
  /** What each run began with, by output. */
  readonly runs: IDataObject[][][] = [];
  /** What the trigger said of its own failure. */
  readonly errors: string[] = [];
  private readonly context: ITriggerFunctions;
  private response: ITriggerResponse | undefined;
  private ends: (() => void)[] = [];
  private static made = 0;

  constructor(parameters: IDataObject, options: FakeN8nOptions = {}) {
    const { mode = 'trigger', credentials = { practice: true }, isSlow = false } = options;
    const { id = `workflow ${(FakeN8n.made += 1)}` } = options;
    const done = (): Promise<void> =>
      isSlow ? new Promise(resolve => this.ends.push(resolve)) : Promise.resolve();
    this.context = {
      getMode: () => mode,
      getWorkflow: () => ({ id, name: id }),
      getNode: () => ({ id: 'node', name: 'Trigger', parameters }),
      getNodeParameter: (name: string, fallback?: unknown) => parameters[name] ?? fallback,
      getCredentials: () => Promise.resolve(credentials),
      getTimezone: () => 'America/New_York',
      logger: { warn: () => undefined },
      helpers: { createDeferredPromise: () => ({ promise: done() }) },
      emit: (outputs: INodeExecutionData[][]) =>
        this.runs.push(outputs.map(items => items.map(({ json }) => json))),
      emitError: ({ message }: Error) => this.errors.push(message),
    } as unknown as ITriggerFunctions;
  }

  /** What all runs began with at the first output. */
  get items(): IDataObject[] {
    return this.runs.flatMap(([items = []]) => items);
  }

  get notices(): IDataObject[] {
    return this.runs.flatMap(([, notices = []]) => notices);
  }

  async start(node: INodeType): Promise<this> {
    this.response = await node.trigger?.call(this.context);
    return this;
  }

  /** Runs a test step that was started to its end. */
  async test(): Promise<void> {
    await this.response?.manualTriggerFunction?.();
  }

  async stop(): Promise<void> {
    await this.response?.closeFunction?.();
  }

  endRuns(): void {
    for (const end of this.ends.splice(0)) end();
  }

  /** The items of the first run of a trigger. */
  async first(node: INodeType): Promise<IDataObject[]> {
    await this.start(node);
    await this.test();
    await waitUntil(() => this.runs.length > 0, 'the first run', 10_000);
    await this.stop();
    return this.runs[0]?.[0] ?? [];
  }
}
