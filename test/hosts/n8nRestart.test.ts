/** n8n that is killed: what its workflows get when it starts again. */
import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startSimulator, type Simulator } from '../../simulator/server';
import { canaryKey } from './flow';
import { startN8n, type Credential, type N8n } from './n8n';
import { manifest } from './project';

const sink = 'Next';

/** How many records each ledger in a user folder holds. */
function noted(userFolder: string): number[] {
  const folder = join(userFolder, '.n8n', 'market-feeds');
  const ledgers = readdirSync(folder).filter(name => /ledger.*\.json$/.test(name));
  return ledgers.map(name => {
    const { ids } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as { ids: string[] };
    return ids.length;
  });
}

describe('n8n that is killed and starts again', function () {
  this.timeout(300_000);
  let n8n: N8n;
  let simulator: Simulator;

  before(async () => {
    simulator = await startSimulator({ rate: 0, benzinga: { slotHoldMs: 100 } });
    n8n = await startN8n();
  });
  after(async () => {
    await n8n?.stop();
    await simulator?.close();
  });

  /** A workflow whose runs show the events at one output and the notices at the other. */
  async function create(name: string, credential: Credential): Promise<string> {
    const node = { typeVersion: 1, position: [0, 0] as [number, number] };
    const { id } = await n8n.createWorkflow({
      name,
      nodes: [
        {
          ...node,
          ...{ id: 'trigger', name: 'Trigger', type: `${manifest.name}.benzingaTrigger` },
          parameters: { stream: 'earnings', includeNotices: true, maxRunsPerMinute: 0 },
          credentials: { benzingaApi: { id: credential.id, name: credential.name } },
        },
        { ...node, id: 'next', name: sink, type: 'n8n-nodes-base.noOp', parameters: {} },
      ],
      connections: { Trigger: { main: [[{ node: sink, type: 'main', index: 0 }]] } },
    });
    await n8n.activate(id);
    return id;
  }

  /** n8n activates in the background. */
  async function active(id: string): Promise<void> {
    const path = `/rest/workflows/${id}/publication-status`;
    await n8n.waitFor(async () => {
      const state = await n8n.rest.call<{ triggers: { status: string }[] }>('GET', path);
      return state.triggers[0]?.status === 'activated';
    }, 'the activation');
  }

  /** Records that a workflow has had over all of its runs, in order, and the notices of gaps. */
  async function had(id: string): Promise<{ records: unknown[]; gaps: unknown[] }> {
    const runs = (await n8n.executions(id)).reverse();
    const items = await Promise.all(
      runs.map(async run => [await n8n.items(run.id, 'Trigger'), await n8n.items(run.id, 'Trigger', 1)]),
    );
    return {
      records: items.flatMap(([events = []]) => events.map(({ json }) => json['recordId'])),
      gaps: items
        .flatMap(([, notices = []]) => notices.map(({ json }) => json))
        .filter(({ notice }) => /gap/.test(String(notice)))
        .map(({ notice, complete }) => (notice === 'gap' ? notice : complete)),
    };
  }

  it('gives each of two workflows what it has missed and nothing twice, and tells both of the gap', async () => {
    const server = `${simulator.url}/benzinga`;
    const credential = await n8n.createCredential('Feed', 'benzingaApi', { apiKey: canaryKey, server });
    const workflows = [await create('one', credential), await create('two', credential)];
    const publish = (): string => String(simulator.benzinga.publish('earnings').recordId);
    const gotten = async (count: number): Promise<unknown> =>
      n8n.waitFor(
        async () => {
          const all = await Promise.all(workflows.map(had));
          return all.every(({ records }) => records.length >= count);
        },
        `${count} records in both workflows`,
        40_000,
      );
    for (const workflow of workflows) await active(workflow);
    const published = [publish(), publish(), publish()];
    await gotten(3);
    const { userFolder } = n8n;
    // What is noted is written within two seconds; a crash before that may repeat it.
    const areNoted = (): boolean => {
      const counts = noted(userFolder);
      return counts.length === workflows.length && counts.every(count => count === 3);
    };
    await n8n.waitFor(areNoted, 'the ledgers');
    n8n.host.kill();
    await n8n.stop({ keep: true });
    published.push(publish(), publish());
    n8n = await startN8n({ userFolder });
    await gotten(5);
    published.push(publish());
    await gotten(6);
    for (const workflow of workflows) {
      const { records } = await had(workflow);
      assert.deepEqual([...records].sort(), [...published].sort());
      const { gaps } = await n8n.waitFor(
        async () => {
          const seen = await had(workflow);
          return seen.gaps.length >= 2 ? seen : undefined;
        },
        'both notices',
        30_000,
      );
      assert.deepEqual(gaps, ['gap', true]);
    }
  });
});
