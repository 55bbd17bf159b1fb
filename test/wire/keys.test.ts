/** The keys of a RapidAPI account on real sockets, against the practice feed's key endpoint. */
import assert from 'node:assert/strict';
import type { FeedNotice } from '../../core/event';
import { insightSentry } from '../../nodes/InsightSentry/insightsentry.provider';
import { nodePorts } from '../../ports/node';
import { until } from '../fakes';
import { Rig, cleanUp, reach, type RigNode } from './rig';

const rows = [{ code: 'NASDAQ:AAPL', type: 'quote' }];
const more = [...rows, { code: 'NASDAQ:TSLA', type: 'quote' }];

/** The key of each message that a connection sent. */
function keysOn(rig: Rig, index: number): string[] {
  const texts = rig.seen[index]?.received.filter(text => text !== 'ping') ?? [];
  return texts.map(text => (JSON.parse(text) as { api_key: string }).api_key);
}

const refreshed = ({ sink }: RigNode): FeedNotice[] =>
  sink.notices.filter(({ notice }) => notice === 'key-refreshed');

describe('the streaming key of a RapidAPI account', function () {
  this.timeout(30_000);
  afterEach(cleanUp);

  const rapid = (rig: Rig): Record<string, unknown> => ({
    plan: 'rapidapi',
    apiKey: 'canary-rapidapi-key',
    keyServer: `${rig.simulator.url.replace(/^ws/, 'http')}/insightsentry`,
  });

  it('is renewed without a blink, and ready where the server closes at its end', async () => {
    const rig = await Rig.start({
      simulator: { insightsentry: { keyLifetimeMs: 5000, whenKeyEnds: 'close' } },
    });
    const node = await rig.online(rows, rapid(rig));
    await until(() => refreshed(node).length === 2, 'the renewal', 10_000);
    const account = rig.account(rapid(rig));
    node.subscription.update(insightSentry.parse({ subscriptions: more }, account));
    await until(() => keysOn(rig, 0).length === 2, 'the message');
    const [first, second] = keysOn(rig, 0);
    assert.notEqual(first, second);
    await rig.tick(node, 'NASDAQ:TSLA');
    assert.equal(rig.seen.length, 1, 'the healthy connection stayed');

    await until(() => rig.seen.length === 2, 'the end of the second key', 15_000);
    await reach(node, 'online', 2);
    assert.equal(rig.seen[0]?.closed?.code, 1008);
    const [third] = keysOn(rig, 1);
    assert.ok(third && third !== second, 'a newer one was there before');
    assert.equal(node.sink.path.includes('failed'), false);
    const { sink } = node;
    const said = JSON.stringify([sink.notices, sink.states, rig.engine.connections()]);
    for (const key of [...keysOn(rig, 0), third, 'canary-rapidapi-key']) assert.ok(!said.includes(key));
  });

  it('is replaced on the same socket where the server refuses it in the middle of everything', async () => {
    let later = 0;
    const clock = { ...nodePorts.clock, now: () => Date.now() + later };
    const rig = await Rig.start({ ports: { clock } });
    const node = await rig.online(rows, rapid(rig));
    later = 700_000;
    rig.feed.expireKey();
    node.subscription.update(insightSentry.parse({ subscriptions: more }, rig.account(rapid(rig))));
    await until(() => keysOn(rig, 0).length === 3, 'another message');
    const [first, second, third] = keysOn(rig, 0);
    assert.equal(first, second);
    assert.notEqual(second, third);
    await rig.tick(node, 'NASDAQ:TSLA');
    assert.deepEqual([rig.seen.length, refreshed(node).length], [1, 2]);
  });
});
