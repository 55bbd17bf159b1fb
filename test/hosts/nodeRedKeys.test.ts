/** Keys in a real Node-RED: what is said of one that ends, what a deploy with another one does, what a restart keeps. */
import { strict as assert } from 'node:assert';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { startSimulator, type Simulator } from '../../simulator/server';
import { accountNode, liveNode, tab } from './flow';
import { startNodeRed, type FlowNode, type NodeRed } from './nodeRed';

const hourMs = 3_600_000;
const apple = { code: 'NASDAQ:AAPL', type: 'quote' };
const tesla = { code: 'NASDAQ:TSLA', type: 'quote' };

/** A key that says when it ends. */
function keyOf(leftMs: number): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'HS256' })}.${part({ exp: (Date.now() + leftMs) / 1000 })}.canary`;
}

for (const version of ['5', '4'] as const) {
  describe(`keys in Node-RED ${version}`, function () {
    this.timeout(180_000);
    let red: NodeRed;
    let simulator: Simulator;

    before(async () => {
      simulator = await startSimulator({ rate: 0, insightsentry: { heartbeatMs: 500 } });
      red = await startNodeRed({ version });
    });
    after(async () => {
      await red?.stop();
      await simulator?.close();
    });

    const flow = (apiKey: string, extra: Record<string, unknown> = {}): FlowNode[] => [
      tab,
      accountNode(simulator, { credentials: { apiKey }, ...extra }),
      accountNode(simulator, { id: 'other', name: 'Other account', credentials: { apiKey: 'other-key' } }),
      ...liveNode('a', [apple]),
      ...liveNode('b', [tesla], { account: 'other' }),
    ];
    const shows = (id: string, text: string): Promise<unknown> =>
      red.waitFor(() => red.status(id)?.text === text, `${id}: ${text}`);

    /** By code, the keys of the connections that asked for it, and whether they are open. */
    const served = (code: string): { key: string; isOpen: boolean }[] =>
      simulator.connections().flatMap(({ received, closed }) => {
        const text = received.find(message => message.includes(code));
        if (text === undefined) return [];
        return [{ key: (JSON.parse(text) as { api_key: string }).api_key, isOpen: !closed }];
      });

    it('show the days left, tell it once, and a deploy with another one proves that at once', async () => {
      const old = keyOf(60 * hourMs);
      await red.deploy(flow(old));
      await shows('a', 'online · key ends in 2 days');
      assert.deepEqual([red.status('a')?.fill, red.status('a')?.shape], ['yellow', 'dot']);
      await shows('b', 'online · TSLA');

      const sooner = keyOf(30 * hourMs + 60_000);
      await red.deploy(flow(sooner), 'nodes');
      await shows('a', 'online · key ends in 30 h');
      const notices = (): Record<string, unknown>[] =>
        red.debug
          .filter(({ id }) => id === 'a-notices')
          .map(({ value }) => (value as { payload: Record<string, unknown> }).payload);
      await red.waitFor(() => notices().some(({ notice }) => notice === 'key-expiring'), 'the reminder');

      await red.deploy(flow('a-new-key'), 'nodes');
      await shows('a', 'online · AAPL');
      await red.waitFor(
        () => served(apple.code).filter(({ isOpen }) => isOpen).length === 1,
        'one connection',
      );
      assert.deepEqual(served(apple.code), [
        { key: old, isOpen: false },
        { key: sooner, isOpen: false },
        { key: 'a-new-key', isOpen: true },
      ]);
      assert.deepEqual(served(tesla.code), [{ key: 'other-key', isOpen: true }], 'the other account goes on');
      const reminders = notices().filter(({ notice }) => notice === 'key-expiring');
      assert.deepEqual(
        reminders.map(({ hours, account }) => [hours, account]),
        [[48, 'Test account']],
      );
      assert.match(String(reminders[0]?.['message']), /ends in 30 hours, on .* UTC\. Enter a new one/);
      assert.ok(!JSON.stringify(red.debug).includes('.canary'), 'no notice holds the key');
    });

    it('are fetched for a RapidAPI account once, and outlive a restart in a file of their owner', async () => {
      const keyServer = `${simulator.url.replace(/^ws/, 'http')}/insightsentry`;
      const rapid = flow('canary-rapidapi-key', { plan: 'rapidapi', keyServer });
      const earlier = served(apple.code).length;
      await red.deploy(rapid);
      await red.waitFor(
        () => served(apple.code).length === earlier + 1,
        'the connection with the fetched key',
      );
      const { userDir } = red;
      const folder = join(userDir, 'market-feeds');
      await red.stop({ keep: true });
      red = await startNodeRed({ version, userDir });
      await red.waitFor(() => served(apple.code).length === earlier + 2, 'the connection after the restart');
      const [before, after] = served(apple.code).slice(-2);
      assert.equal(before?.key, after?.key);
      const { keys } = simulator.insightsentry.state() as { keys: { issued: number } };
      assert.equal(keys.issued, 1);
      // Beside a file the next one may just be written, under another name.
      const names = readdirSync(folder).filter(name => name.endsWith('.json'));
      const files = names.map(name => join(folder, name));
      const holders = files.filter(file => readFileSync(file, 'utf8').includes(after?.key ?? ''));
      assert.equal(holders.length, 1);
      assert.equal(statSync(holders[0] ?? '').mode & 0o077, 0);
      for (const file of files) assert.ok(!/canary-rapidapi-key|other-key/.test(readFileSync(file, 'utf8')));
    });
  });
}
