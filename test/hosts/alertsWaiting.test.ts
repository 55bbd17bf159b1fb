/** Alerts that wait for a run as n8n ends, in good order or killed: what its workflows get when it starts again. */
import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startSimulator, type Simulator } from '../../simulator/server';
import { canaryKey } from './flow';
import { startN8n, type N8n } from './n8n';
import { manifest } from './project';
import { startWebhook, type Webhook } from './webhook';

const rule = { kind: 'words', match: 'any', words: 'merger', includePast: true };
const place = { typeVersion: 1, position: [0, 0] as [number, number] };

/** What the rules in a user folder have kept of the alerts that wait: what each is about. */
function waitingIn(userFolder: string): unknown[] {
  const folder = join(userFolder, '.n8n', 'market-feeds');
  const kept = readdirSync(folder).filter(name => /alerts.*\.json$/.test(name));
  return kept.flatMap(name => {
    const { waiting } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as {
      waiting: { value: unknown }[];
    };
    return waiting.map(({ value }) => value);
  });
}

describe('alerts that wait for a run as n8n ends', function () {
  this.timeout(300_000);
  let n8n: N8n;
  let simulator: Simulator;
  let webhook: Webhook;

  before(async () => {
    webhook = await startWebhook();
    simulator = await startSimulator({ rate: 0, benzinga: { slotHoldMs: 100 } });
    n8n = await startN8n();
  });
  after(async () => {
    webhook?.answer();
    await n8n?.stop();
    await simulator?.close();
    await webhook?.close();
  });

  /** A workflow whose runs post their alert, and last until the webhook answers. */
  async function create(): Promise<string> {
    const server = `${simulator.url}/benzinga`;
    const credential = await n8n.createCredential('Feed', 'benzingaApi', { apiKey: canaryKey, server });
    const { id } = await n8n.createWorkflow({
      name: 'Slow',
      nodes: [
        {
          ...{ ...place, id: 'trigger', name: 'Trigger', type: `${manifest.name}.benzingaTrigger` },
          parameters: {
            ...{ stream: 'news', alertRulesOn: true, rules: { row: [rule] }, maxRunsPerMinute: 0 },
          },
          credentials: { benzingaApi: { id: credential.id, name: credential.name } },
        },
        {
          ...{ ...place, id: 'tell', name: 'Tell', type: 'n8n-nodes-base.httpRequest', typeVersion: 4.2 },
          parameters: {
            ...{ method: 'POST', url: webhook.url, sendBody: true, specifyBody: 'json' },
            ...{ jsonBody: '={{$json}}', options: {} },
          },
        },
      ],
      connections: { Trigger: { main: [[{ node: 'Tell', type: 'main', index: 0 }]] } },
    });
    await n8n.activate(id);
    return id;
  }

  const told = (): unknown[] => webhook.posted.map(({ body }) => (body as { value: unknown }).value);
  /** Waits until so many alerts have begun a run. */
  const toldOf = (count: number): Promise<unknown> =>
    n8n.waitFor(() => told().length >= count, `${count} alerts`, 60_000);
  const publish = (...headlines: string[]): void =>
    headlines.forEach(title => void simulator.benzinga.publish('news', { title }));

  /** The first alert begins a run, which lasts; the others wait, on the disk as well. */
  async function pileUp(...headlines: string[]): Promise<void> {
    webhook.hold();
    publish(...headlines);
    // By name: what is written two seconds late may be as many.
    const isSo = (): boolean =>
      told().at(-1) === headlines[0] && waitingIn(n8n.userFolder).join() === headlines.slice(1).join();
    await n8n.waitFor(isSo, 'the alerts that wait', 60_000);
  }

  it('all come after a clean stop and after a kill, none twice, as those that waited for nothing', async () => {
    const id = await create();
    await n8n.waitFor(async () => {
      const path = `/rest/workflows/${id}/publication-status`;
      const state = await n8n.rest.call<{ triggers: { status: string }[] }>('GET', path);
      return state.triggers[0]?.status === 'activated';
    }, 'the activation');
    const { userFolder } = n8n;
    await pileUp('merger 1', 'merger 2', 'merger 3', 'merger 4');
    const stopped = n8n.stop({ keep: true });
    await n8n.waitFor(() => n8n.log().includes('Waiting for 1 active execution'), 'the end', 30_000);
    webhook.answer();
    await stopped;
    publish('merger 5');
    n8n = await startN8n({ userFolder });
    await toldOf(5);
    await pileUp('merger 6', 'merger 7', 'merger 8');
    n8n.host.kill();
    await n8n.stop({ keep: true });
    webhook.answer();
    publish('merger 9');
    n8n = await startN8n({ userFolder });
    await toldOf(9);
    publish('merger 10');
    await toldOf(10);
    assert.deepEqual(
      told(),
      Array.from({ length: 10 }, (_, index) => `merger ${index + 1}`),
    );
    const shapes = webhook.posted.map(({ body }) => {
      const { event, ...alert } = body as Record<string, object>;
      return [Object.keys(alert), Object.keys(event ?? {})];
    });
    for (const shape of shapes) assert.deepEqual(shape, shapes[0]);
    await n8n.waitFor(() => waitingIn(userFolder).length === 0, 'nothing that waits', 60_000);
  });
});
