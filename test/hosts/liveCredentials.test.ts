/** Credentials in a real n8n: what is changed by hand is taken up, and a short-lived key stays in the credential. */
import { strict as assert } from 'node:assert';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { startSimulator, type Simulator } from '../../simulator/server';
import { startN8n, type Credential, type N8n, type Workflow } from './n8n';
import { manifest } from './project';

const credentialType = 'insightSentryApi';
const keys = { direct: 'canary-direct-key', changed: 'canary-changed-key', rapid: 'canary-rapidapi-key' };

describe('credentials in n8n', function () {
  this.timeout(240_000);
  let n8n: N8n;
  let simulator: Simulator;

  before(async () => {
    simulator = await startSimulator({ rate: 0, insightsentry: { heartbeatMs: 500 } });
    n8n = await startN8n();
  });
  after(async () => {
    await n8n?.stop();
    await simulator?.close();
  });

  const form = (apiKey: string, plan: 'direct' | 'rapidapi'): Record<string, unknown> => ({
    practice: false,
    plan,
    apiKey,
    server: `${simulator.url}/insightsentry`,
    keyServer: `${simulator.url.replace(/^ws/, 'http')}/insightsentry`,
  });

  function workflow({ id, name }: Credential, code: string): Workflow {
    return {
      name: `${name} ${code}`,
      nodes: [
        {
          ...{ id: 'trigger', name: 'Trigger', typeVersion: 1, position: [0, 0] },
          type: `${manifest.name}.insightSentryTrigger`,
          parameters: { subscriptions: { row: [{ code }] }, maxRunsPerMinute: 1 },
          credentials: { [credentialType]: { id, name } },
        },
      ],
      connections: {},
    };
  }

  async function activate(credential: Credential, code: string): Promise<string> {
    const { id } = await n8n.createWorkflow(workflow(credential, code));
    await n8n.activate(id);
    return id;
  }

  /** The keys of the messages that asked for `code`, over all connections, the oldest first. */
  function keysFor(code: string): string[] {
    const messages = simulator.connections().flatMap(({ received }) => received);
    return messages
      .filter(text => text.includes(code))
      .map(text => (JSON.parse(text) as { api_key: string }).api_key);
  }

  const messageFor = (code: string, count: number): Promise<unknown> =>
    n8n.waitFor(() => keysFor(code).length >= count, `message ${count} for ${code}`, 60_000);

  const update = (credential: Credential, data: Record<string, unknown>): Promise<unknown> =>
    n8n.rest.call('PATCH', `/rest/credentials/${credential.id}`, {
      ...{ name: credential.name, type: credential.type },
      data,
    });

  it('are read again before each dial: a key changed by hand needs no new activation', async () => {
    const credential = await n8n.createCredential('Live', credentialType, form(keys.direct, 'direct'));
    const id = await activate(credential, 'NASDAQ:AAPL');
    const other = await activate(credential, 'NASDAQ:TSLA');
    await messageFor('NASDAQ:TSLA', 1);
    await update(credential, form(keys.changed, 'direct'));
    simulator.insightsentry.drop();
    await n8n.waitFor(() => keysFor('NASDAQ:AAPL').includes(keys.changed), 'the changed key', 60_000);
    assert.deepEqual(new Set(keysFor('NASDAQ:TSLA')), new Set([keys.direct, keys.changed]));
    assert.equal(
      simulator.connections().filter(({ closed }) => !closed).length,
      1,
      'one connection for both',
    );
    for (const each of [id, other]) await n8n.deactivate(each);
  });

  it('are taken up where a key was refused: n8n activates again by itself', async () => {
    const credential = await n8n.createCredential('Refused', credentialType, form(keys.direct, 'direct'));
    const id = await activate(credential, 'NASDAQ:MSFT');
    await messageFor('NASDAQ:MSFT', 1);
    simulator.insightsentry.expireKey(keys.direct);
    simulator.insightsentry.drop();
    await messageFor('NASDAQ:MSFT', 2);
    await update(credential, form(keys.changed, 'direct'));
    await n8n.waitFor(() => keysFor('NASDAQ:MSFT').includes(keys.changed), 'the changed key', 90_000);
    await n8n.deactivate(id);
  });

  it('carry the streaming key of a RapidAPI plan over a restart, encrypted and unseen', async () => {
    const credential = await n8n.createCredential('RapidAPI', credentialType, form(keys.rapid, 'rapidapi'));
    await activate(credential, 'NASDAQ:NVDA');
    await messageFor('NASDAQ:NVDA', 1);
    const [streamingKey = ''] = keysFor('NASDAQ:NVDA');
    const path = `/rest/credentials/${credential.id}?includeData=true`;
    const shown = await n8n.waitFor(async () => {
      const text = JSON.stringify(await n8n.rest.call('GET', path));
      return /"streamingKey":"[^"]+"/.test(text) ? text : undefined;
    }, 'the key in the credential');
    assert.ok(!shown.includes(streamingKey), 'the editor is shown that there is one, not which');

    const { userFolder } = n8n;
    await n8n.stop({ keep: true });
    n8n = await startN8n({ userFolder });
    await messageFor('NASDAQ:NVDA', 2);
    assert.deepEqual(new Set(keysFor('NASDAQ:NVDA')), new Set([streamingKey]));
    const { keys: count } = simulator.insightsentry.state() as { keys: { issued: number } };
    assert.equal(count.issued, 1);
    assert.doesNotMatch(n8n.log(), /could not be kept/);
    for (const secret of [streamingKey, ...Object.values(keys)]) {
      assert.ok(!n8n.log().includes(secret), 'no key in the log');
      assert.deepEqual(filesWith(join(userFolder, '.n8n'), secret), []);
    }
  });
});

/** The files in a folder, and in those in it, that hold a text as it is. */
function filesWith(folder: string, text: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter(path => readFileSync(path).includes(text));
}
