/** The nodes under Node-RED's own test helper, in this process: what the practice feed starts must end with it. */
import { strict as assert } from 'node:assert';
import type { NodeMessage } from 'node-red';
import helper from 'node-red-node-test-helper';
import account from '../../nodes/InsightSentry/insightsentry-account';
import live from '../../nodes/InsightSentry/insightsentry-live';
import { nodeEngine } from '../../ports/node';
import { waitUntil } from './waiting';

helper.init(require.resolve('node-red'));

const flow = [
  { id: 'tab', type: 'tab', label: 'test' },
  { id: 'account', type: 'insightsentry-account', name: 'Practice', practice: true },
  {
    id: 'live',
    type: 'insightsentry-live',
    z: 'tab',
    account: 'account',
    subscriptions: [{ code: 'NASDAQ:AAPL', type: 'quote' }],
    wires: [['events'], ['notices']],
  },
  { id: 'events', type: 'helper', z: 'tab' },
  { id: 'notices', type: 'helper', z: 'tab' },
];

describe('the practice feed in Node-RED', function () {
  this.timeout(20_000);
  before(done => void helper.startServer(done));
  after(done => void helper.stopServer(done));
  afterEach(() => helper.unload());

  it('needs no key, gives each node messages of its own, and leaves nothing behind', async () => {
    const received: NodeMessage[] = [];
    await helper.load([account, live] as never, flow);
    helper.getNode('events').on('input', message => received.push(message));
    await waitUntil(() => received.length > 2, 'quotes');
    const [one] = received as { payload: { last: number }; event: { last: number } }[];
    assert.ok(one);
    one.payload.last = -1;
    assert.notEqual(one.event.last, -1);
    await helper.unload();
    await waitUntil(() => nodeEngine().connections().length === 0, 'the closed connection');
  });

  it('has forgotten nothing that a changed message could spoil', async () => {
    const received: { payload: { last: number; raw: { code?: string } } }[] = [];
    await helper.load([account, live] as never, flow);
    helper.getNode('events').on('input', message => {
      const own = message as never as (typeof received)[number];
      received.push({ payload: { ...own.payload } });
      own.payload.last = NaN;
      delete own.payload.raw.code;
    });
    await waitUntil(() => received.length > 4, 'quotes');
    assert.ok(received.every(({ payload }) => Number.isFinite(payload.last)));
  });
});
