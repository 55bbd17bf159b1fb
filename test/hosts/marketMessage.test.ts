/** The message node in real hosts: in front of the core http request node of Node-RED 5 and 4.1, and in n8n. */
import { strict as assert } from 'node:assert';
import { alert, events, news, quote } from '../transforms/message-events';
import { problemOf } from '../transforms/message-problems';
import { catchNodes, debugNode, tab } from './flow';
import type { Workflow } from './n8n';
import type { FlowNode, NodeRed } from './nodeRed';
import { manifest } from './project';
import { emptyN8n, emptyNodeRed, sharedN8n, sharedNodeRed } from './sharedHosts';
import { startWebhook, type Webhook } from './webhook';

interface Message {
  topic?: string;
  payload: unknown;
  plaintext?: string;
  event?: { type?: string };
  error?: { message: string };
}

for (const version of ['5', '4'] as const) {
  describe(`market-message in Node-RED ${version}`, function () {
    this.timeout(60_000);
    let red: NodeRed;
    let webhook: Webhook;

    before(async () => {
      webhook = await startWebhook();
      red = await sharedNodeRed({ version });
    });
    after(async () => {
      await emptyNodeRed(red);
      await webhook?.close();
    });
    beforeEach(() => red.clear());

    const inject = (id: string, json: unknown): FlowNode => ({
      ...{ id, type: 'inject', z: 'tab', name: id, repeat: '', once: false, x: 100, y: 100 },
      props: [
        { p: 'payload', vt: 'json', v: JSON.stringify(json) },
        { p: 'url', vt: 'str', v: `${webhook.url}/from-the-message` },
      ],
      wires: [['message']],
    });
    const message = (form: object, wires = 'post'): FlowNode => ({
      ...{ id: 'message', type: 'market-message', z: 'tab', name: '', x: 300, y: 100, wires: [[wires]] },
      ...form,
    });
    const post: FlowNode = {
      ...{ id: 'post', type: 'http request', z: 'tab', name: '', method: 'POST', ret: 'txt', url: '' },
      ...{ paytoqs: 'ignore', x: 500, y: 100, wires: [['done']] },
    };
    const shown = (name: string): Message[] =>
      red.debug.filter(one => one.name === name).map(({ value }) => value as Message);

    async function run(form: object, json: unknown, extra: FlowNode[] = [], wires?: string): Promise<void> {
      const nodes = [tab, inject('go', json), message(form, wires), post, debugNode('done'), ...extra];
      await red.deploy([...nodes, ...catchNodes()]);
      const isTaken = (): Promise<boolean> =>
        red.inject('go').then(
          () => true,
          () => false,
        );
      await red.waitFor(isTaken, 'the flow, which starts after it is deployed');
      await red.waitFor(() => shown('done').length + shown('caught').length > 0, 'the end of the flow');
    }

    for (const target of ['slack', 'discord', 'teams', 'telegram'] as const) {
      it(`posts to ${target} through the http request node, to the address that came with the message`, async () => {
        await run({ target, ...(target === 'telegram' && { to: '${CHAT}' }) }, news);
        assert.deepEqual(shown('caught'), []);
        const { path, contentType, body } = webhook.posted.at(-1) ?? {};
        assert.equal(path, 'POST /from-the-message');
        assert.match(String(contentType), /^application\/json/);
        assert.equal(problemOf(target, body), undefined);
        if (target === 'telegram') assert.equal((body as { chat_id?: string }).chat_id, '-1001');
        assert.equal(shown('done')[0]?.event?.type, 'news');
        await red.waitFor(() => red.status('message')?.text === '1 messages', 'the counter');
      });
    }

    it('writes an email as the email node reads it, of an alert', async () => {
      await run({ target: 'email', timeZone: 'America/New_York' }, alert, [], 'done');
      const [email] = shown('done');
      assert.equal(email?.topic, alert.message);
      assert.equal(problemOf('email', { subject: email?.topic, html: email?.payload }), undefined);
      assert.match(String(email?.plaintext), /4 Mar 2026, 15:04:10 EST/);
      assert.deepEqual(email?.event, quote);
    });

    it('gives the csv node rows, and lines with a header', async () => {
      const csv: FlowNode = {
        ...{ id: 'csv', type: 'csv', z: 'tab', name: '', sep: ',', hdrin: '', hdrout: 'none', multi: 'one' },
        ...{ ret: '\\n', temp: 'symbol,last', skip: '0', spec: 'rfc', strings: true, x: 500, y: 200 },
        wires: [['done']],
      };
      const form = { target: 'row', mode: 'digest', columns: 'symbol, last' };
      await run(form, [quote, news], [csv], 'csv');
      assert.equal(shown('done')[0]?.payload, 'NASDAQ:AAPL,240.12\nAAPL,\n');
      red.clear();
      await run({ ...form, header: true }, [quote, news], [csv], 'csv');
      assert.equal(shown('done')[0]?.payload, 'symbol,last\nNASDAQ:AAPL,240.12\nAAPL,\n');
    });

    it('sends one digest of a list, or a message of each', async () => {
      await run({ target: 'text', mode: 'digest' }, events, [], 'done');
      assert.match(String(shown('done')[0]?.payload), /^11 events\n/);
      red.clear();
      await run({ target: 'text' }, events, [], 'done');
      await red.waitFor(() => shown('done').length === events.length, 'all of them');
      assert.deepEqual(
        shown('done').map(({ event }) => event?.type),
        events.map(({ type }) => type),
      );
    });

    it('gives a Catch node what is no event, and is red where it cannot work', async () => {
      await run({ target: 'slack' }, { last: 250 });
      assert.match(
        shown('caught')[0]?.error?.message ?? '',
        /msg\.payload is neither a market event nor an alert: the field "type" is missing\.$/,
      );
      red.clear();
      await red.deploy([tab, message({ target: 'slack', template: '{{headlin}}' }), ...catchNodes()]);
      await red.waitFor(() => shown('caught').length > 0, 'the sentence');
      assert.match(shown('caught')[0]?.error?.message ?? '', /^Template: "headlin" is no field/);
      const { fill, text } = red.status('message') ?? {};
      assert.deepEqual([fill, text], ['red', 'check the settings']);
    });
  });
}

const place = { typeVersion: 1, position: [0, 0] as [number, number] };
const to = (...nodes: string[]): Workflow['connections'][string] => ({
  main: [nodes.map(node => ({ node, type: 'main', index: 0 }))],
});
const messageNode = (name: string, parameters: Record<string, unknown>): Workflow['nodes'][number] => ({
  ...{ ...place, id: name, name, type: `${manifest.name}.marketMessage`, parameters },
});
/** As the editor saves it; the expression is what the form of our node tells to write. */
const requestNode = (name: string, url: string, jsonBody: string): Workflow['nodes'][number] => ({
  ...{ ...place, id: name, name, type: 'n8n-nodes-base.httpRequest', typeVersion: 4.2 },
  parameters: { method: 'POST', url, sendBody: true, specifyBody: 'json', jsonBody, options: {} },
});

/** As the editor saves it: without what is a default. */
function workflow(url: string): Workflow {
  const items = JSON.stringify([news, alert].map(json => ({ json })));
  return {
    name: 'Messages',
    nodes: [
      { ...place, id: 'start', name: 'Start', type: 'n8n-nodes-base.manualTrigger', parameters: {} },
      {
        ...{ ...place, id: 'code', name: 'Code', type: 'n8n-nodes-base.code', typeVersion: 2 },
        parameters: { jsCode: `return ${items};` },
      },
      messageNode('Slack', { mode: 'digest', title: '{{count}} things' }),
      requestNode('Blocks', `${url}/blocks`, '={{({blocks:$json.blocks})}}'),
      messageNode('Discord', { target: 'discord' }),
      requestNode('Whole', `${url}/discord`, '={{$json}}'),
      requestNode('Embed', `${url}/embed`, '={{$json.embeds[0]}}'),
      messageNode('Teams', { target: 'teams', template: '**{{symbol}}** {{line}}' }),
      requestNode('Card', `${url}/teams`, '={{$json}}'),
      messageNode('Rows', { target: 'row', columns: 'time, symbol', timeZone: 'UTC' }),
    ],
    connections: {
      Start: to('Code'),
      Code: to('Slack', 'Discord', 'Teams', 'Rows'),
      ...{ Slack: to('Blocks'), Discord: to('Whole', 'Embed'), Teams: to('Card') },
    },
  };
}

describe('marketMessage in n8n', function () {
  this.timeout(180_000);

  it('gives the nodes behind it what its form says', async () => {
    const webhook = await startWebhook();
    const n8n = await sharedN8n();
    try {
      const { id } = await n8n.createWorkflow(workflow(webhook.url));
      const run = await n8n.run(id, 'Start');
      assert.equal(await run.finished(60_000), 'success');
      run.close();
      const [slack] = await n8n.items(run.executionId, 'Slack');
      assert.equal(slack?.json['text'], '2 things');
      assert.deepEqual(slack?.pairedItem, [{ item: 0 }, { item: 1 }]);
      const bodies = (path: string): unknown[] =>
        webhook.posted.filter(one => one.path === `POST /${path}`).map(({ body }) => body);
      assert.deepEqual(bodies('blocks'), [{ blocks: slack?.json['blocks'] }]);
      assert.equal(problemOf('slack', slack?.json), undefined);
      for (const target of ['discord', 'teams'] as const) {
        assert.equal(bodies(target).length, 2);
        for (const body of bodies(target)) assert.equal(problemOf(target, body), undefined);
      }
      const embeds = bodies('discord').map(body => (body as { embeds: unknown[] }).embeds[0]);
      assert.deepEqual(bodies('embed'), embeds);
      assert.match(JSON.stringify(bodies('teams')[0]), /\*\*AAPL\*\* Apple /);
      const rows = await n8n.items(run.executionId, 'Rows');
      assert.deepEqual(
        rows.map(({ json }) => json),
        ['AAPL', 'NASDAQ:AAPL'].map(symbol => ({ time: '2026-03-04 20:04:10', symbol })),
      );
    } finally {
      await emptyN8n(n8n);
      await webhook.close();
    }
  });
});
