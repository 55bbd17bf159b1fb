/** What each provider's nodes are told of an interruption, and what it leaves behind. */
import assert from 'node:assert/strict';
import type { BarEvent } from '../../core/event';
import type { Params } from '../../core/provider';
import { benzinga } from '../../nodes/Benzinga/benzinga.provider';
import { finFeedApi } from '../../nodes/FinFeedApi/finfeedapi.provider';
import { insightSentryNews } from '../../nodes/InsightSentry/news.provider';
import { tradeWatch } from '../../nodes/TradeWatch/tradewatch.provider';
import { startSimulator } from '../../simulator/server';
import { until } from '../fakes';
import { FeedRig, cleanUp, reach, type FeedNode } from './feedRig';
import { Rig } from './rig';

const timing = { backoff: { baseMs: 300, capMs: 400 } };

/** What a node was told of gaps, as `gap` or what came of it. */
async function told(node: FeedNode<Params>): Promise<unknown[]> {
  const closed = (): boolean => node.sink.kinds.includes('gap-closed');
  await until(closed, 'the end of the gap', 10_000);
  return node.sink.notices
    .filter(({ notice }) => notice.startsWith('gap'))
    .map(({ notice, recovered, complete }) => (notice === 'gap' ? 'gap' : [recovered, complete]));
}

/** Cuts the line, and lets `meanwhile` happen before it is back. */
async function cut<P extends Params>(
  rig: Pick<FeedRig<P, never>, 'faults'>,
  node: FeedNode<P>,
  meanwhile: () => unknown,
): Promise<void> {
  rig.faults.drop({ reset: true });
  await reach(node, 'waiting');
  await meanwhile();
  await reach(node, 'online', 2);
}

describe('a gap on real sockets', function () {
  this.timeout(20_000);
  afterEach(cleanUp);

  it('is filled by Benzinga’s replay', async () => {
    const rig = new FeedRig(benzinga, await startSimulator({ rate: 0, benzinga: { slotHoldMs: 100 } }), {
      timing,
    });
    const { benzinga: feed } = rig.simulator;
    const node = await rig.online({ stream: 'earnings' });
    feed.publish('earnings');
    await until(() => node.sink.received.length === 1, 'the first');
    await cut(rig, node, () => [feed.publish('earnings'), feed.publish('earnings')]);
    assert.deepEqual(await told(node), ['gap', [2, true]]);
  });

  it('is filled by FinFeedAPI’s backlog', async () => {
    const rig = new FeedRig(finFeedApi, await startSimulator({ rate: 0 }), { timing });
    const { finfeedapi: feed } = rig.simulator;
    const node = await rig.online({});
    feed.publishFiling();
    await until(() => node.sink.received.length === 1, 'the first');
    await cut(rig, node, () => feed.publishFiling());
    assert.deepEqual(await told(node), ['gap', [1, true]]);
  });

  it('is filled by InsightSentry’s last ten news, and not complete where there were more', async () => {
    const rig = new FeedRig(insightSentryNews, await startSimulator({ rate: 0 }), { timing });
    const { insightsentry: feed } = rig.simulator;
    const node = await rig.online({});
    feed.publishNews({ title: 'Before' });
    await until(() => node.sink.received.length === 1, 'the first');
    await cut(rig, node, () => feed.publishNews({ title: 'Missed' }));
    assert.deepEqual(await told(node), ['gap', [1, true]]);
    const other = await rig.online({});
    await cut(rig, other, () => Array.from({ length: 12 }, (_, at) => feed.publishNews({ title: `${at}` })));
    assert.deepEqual(await told(other), ['gap', [10, false]]);
  });

  it('is filled by as many of InsightSentry’s bars as were missed', async () => {
    const rig = await Rig.start({ timing });
    const row = { code: 'NASDAQ:AAPL', type: 'series', barType: 'second', barInterval: 1, maxDp: 1 };
    const node = await rig.online([row]);
    await rig.tick(node);
    await cut(rig, node, async () => {
      rig.faults.hang();
      const since = Date.now();
      await until(() => (rig.feed.tick('NASDAQ:AAPL'), Date.now() - since > 3000), 'three bars');
      rig.faults.admit();
    });
    const [, asked] = rig.seen.map((_, index) => rig.messages(index)).filter(messages => messages.length > 0);
    const [{ max_dp: size } = {}] = (asked?.[0] ?? []) as { max_dp?: number }[];
    assert.ok(size !== undefined && size >= 4, `asked for ${size} bars`);
    const [, [recovered, complete] = []] = (await told(node)) as [string, [number, boolean]];
    assert.ok(recovered !== undefined && recovered >= 3 && complete === true, `${recovered}, ${complete}`);
    const starts = (node.sink.received as BarEvent[]).map(({ start }) => Date.parse(start) / 1000);
    const distinct = [...new Set(starts)];
    distinct
      .slice(1)
      .forEach((start, at) => assert.equal(start - (distinct[at] ?? 0), 1, 'no bar is missing'));
  });

  it('of TradeWatch’s quotes cannot be filled, and that is said', async () => {
    const rig = new FeedRig(tradeWatch, await startSimulator({ rate: 20 }), { timing });
    const node = await rig.online({ assetClass: 'currencies', symbols: 'EURUSD' });
    await until(() => node.sink.received.length > 0, 'a quote');
    await cut(rig, node, () => undefined);
    assert.deepEqual(await told(node), ['gap', [0, false]]);
  });
});
