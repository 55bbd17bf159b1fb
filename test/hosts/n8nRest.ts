/** n8n's REST interface, the one that its own editor uses. */
import { request } from './waiting';

export interface Credential {
  id: string;
  name: string;
  type: string;
}

/** A workflow as exported: what `createWorkflow` takes, and what `workflows/*.json` hold. */
export interface Workflow {
  name: string;
  nodes: WorkflowNode[];
  connections: Record<string, unknown>;
  settings?: Record<string, unknown>;
}

export interface WorkflowNode {
  id: string;
  name: string;
  type: string;
  typeVersion: number;
  position: [number, number];
  parameters: Record<string, unknown>;
  credentials?: Record<string, { id: string; name: string }>;
}

/** A row of the list of executions. */
export interface ExecutionSummary {
  id: string;
  workflowId: string;
  status: string;
  mode: string;
  startedAt: string;
  stoppedAt: string | null;
}

export interface Execution extends ExecutionSummary {
  /** Per node name its runs. */
  runData: Record<string, NodeRun[]>;
  /** What ended the whole run, if it failed. */
  error?: { message: string };
}

export interface NodeRun {
  startTime: number;
  executionTime: number;
  error?: { message: string };
  /** `data.main[output]` are the items of an output. */
  data?: { main: (Item[] | null)[] };
}

export interface Item {
  json: Record<string, unknown>;
  pairedItem?: unknown;
}

export interface NodeType {
  name: string;
  displayName: string;
  credentials?: { name: string }[];
  iconUrl?: string | { light: string; dark: string };
  [property: string]: unknown;
}

/** An answer other than 2xx. */
export class RestError extends Error {
  constructor(
    call: string,
    readonly status: number,
    readonly body: string,
  ) {
    super(`${call}: ${status} ${body.slice(0, 500)}`);
  }
}

/** A signed-in session. */
export class N8nRest {
  /** `name=value` of the session, for a socket or a browser. */
  cookie = '';

  constructor(readonly url: string) {}

  /** The `data` of the answer, or the whole answer where there is none. */
  async call<T>(
    method: string,
    path: string,
    body?: unknown,
    { headers = {}, timeoutMs }: { headers?: Record<string, string>; timeoutMs?: number } = {},
  ): Promise<T> {
    const answer = await request(this.url + path, {
      method,
      // n8n ties the session to the browser's id: the same one in every call.
      headers: {
        'content-type': 'application/json',
        'browser-id': browserId,
        cookie: this.cookie,
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(timeoutMs !== undefined && { timeoutMs }),
    });
    const session = answer.headers.getSetCookie().find(cookie => cookie.startsWith('n8n-auth='));
    if (session) this.cookie = session.split(';')[0] ?? '';
    if (!answer.ok) throw new RestError(`${method} ${path}`, answer.status, answer.text);
    const parsed = (answer.text ? JSON.parse(answer.text) : {}) as { data?: T };
    return parsed.data ?? (parsed as T);
  }
}

export const browserId = 'market-feeds-tests';

/**
 * The text form in which n8n keeps execution data (`flatted`): a list whose strings inside objects are indexes into
 * the list, so that what is shared or circular is written once.
 */
export function parseFlatted(text: string): unknown {
  const values = JSON.parse(text) as unknown[];
  const done = new Map<number, unknown>();
  const resolve = (index: number): unknown => {
    if (done.has(index)) return done.get(index);
    const value = values[index];
    if (typeof value !== 'object' || value === null) return value;
    const target: Record<string, unknown> | unknown[] = Array.isArray(value) ? [] : {};
    done.set(index, target);
    for (const [key, inner] of Object.entries(value)) {
      Object.assign(target, {
        [key]: typeof inner === 'string' ? resolve(Number(inner)) : (inner as unknown),
      });
    }
    return target;
  };
  return resolve(0);
}
