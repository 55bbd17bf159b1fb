/** A manual run, started as the editor does: n8n waits for the trigger only while a push connection is open. */
import { randomUUID } from 'node:crypto';
import { WebSocket } from 'ws';
import { browserId, type N8nRest } from './n8nRest';
import { waitUntil } from './waiting';

/** A message that n8n pushes to the editor, such as `executionFinished`. */
export interface PushMessage {
  type: string;
  data?: Record<string, unknown>;
}

export class ManualRun {
  executionId = '';
  readonly messages: PushMessage[] = [];

  private constructor(
    private readonly rest: N8nRest,
    private readonly socket: WebSocket,
    private readonly pushRef: string,
  ) {
    this.socket.on('message', data => {
      // n8n may send several messages in one frame, a line each.
      for (const line of (data as Buffer).toString().split('\n')) {
        if (line) this.messages.push(JSON.parse(line) as PushMessage);
      }
    });
    this.socket.on('error', () => undefined);
  }

  /** Opens the push connection and asks for the run. */
  static async start(rest: N8nRest, workflowId: string, trigger: string): Promise<ManualRun> {
    const pushRef = randomUUID();
    const socket = new WebSocket(`${rest.url.replace(/^http/, 'ws')}/rest/push?pushRef=${pushRef}`, {
      headers: { cookie: rest.cookie, origin: rest.url, 'browser-id': browserId },
      handshakeTimeout: 10_000,
    });
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    const run = new ManualRun(rest, socket, pushRef);
    await run.begin(workflowId, trigger).catch((error: unknown) => {
      run.close();
      throw error;
    });
    return run;
  }

  /** Waits for the run's end and returns its status, such as `success`. */
  async finished(ms = 30_000): Promise<string> {
    const end = await waitUntil(
      () => this.messages.find(({ type }) => type === 'executionFinished'),
      'the end of the manual run',
      ms,
      () => `Pushed so far: ${this.messages.map(({ type }) => type).join(', ')}`,
    );
    return end.data?.['status'] as string;
  }

  /** The user's stop button. */
  async stop(): Promise<void> {
    await this.rest.call('POST', `/rest/executions/${this.executionId}/stop`, {});
  }

  /** The editor's tab is closed; n8n then leaves a waiting run waiting. */
  close(): void {
    this.socket.terminate();
  }

  private async begin(workflowId: string, trigger: string): Promise<void> {
    const { executionId } = await this.rest.call<{ executionId: string }>(
      'POST',
      `/rest/workflows/${workflowId}/run`,
      { triggerToStartFrom: { name: trigger } },
      { headers: { 'push-ref': this.pushRef }, timeoutMs: 60_000 },
    );
    this.executionId = executionId;
  }
}
