import assert from 'node:assert/strict';
import { WebSocket } from '../../vendor/ws';
import { startSimulator, type Simulator } from '../../simulator/server';
import { until } from '../fakes';

describe('the journal of what was published', () => {
  let simulator: Simulator;
  let sockets: WebSocket[];

  beforeEach(async () => {
    sockets = [];
    simulator = await startSimulator({ rate: 0, tradewatch: { equalTimestamps: 0 } });
  });
  afterEach(async () => {
    for (const socket of sockets) socket.terminate();
    await simulator.close();
  });

  async function open(path: string, ...texts: object[]): Promise<void> {
    const socket = new WebSocket(`${simulator.url}${path}`, { headers: { 'api-key': 'some-key' } });
    sockets.push(socket);
    await new Promise(resolve => socket.once('open', resolve));
    for (const text of texts) socket.send(JSON.stringify(text));
  }

  it('holds what was published while nobody was there, by the provider’s own ids', () => {
    const { benzinga, finfeedapi, insightsentry } = simulator;
    const story = benzinga.publish('news', {}, { ticker: 'AAPL' });
    const filing = finfeedapi.publishFiling();
    const headline = insightsentry.publishNews();
    const { id, symbol, stream, kind } = benzinga.published.at(-1) ?? {};
    assert.deepEqual([id, symbol, stream, kind], [story.id, 'AAPL', '/api/v1/news/stream', 'record']);
    assert.equal(finfeedapi.published.at(-1)?.id, `${filing.accession_no}|${filing.cik}`);
    assert.equal(insightsentry.published.at(-1)?.id, headline.link);
    assert.equal(benzinga.journal.length, 0, 'nothing was sent');
  });

  it('holds prices of what anybody ever asked for, also when nobody is left', async () => {
    const { tradewatch } = simulator;
    tradewatch.setPrice('EURUSD', 1.5, 'currencies');
    assert.equal(tradewatch.published.length, 0);
    await open('/tradewatch/currencies/quotes', { action: 'subscribe', symbols: ['EURUSD'] });
    await until(() => JSON.stringify(tradewatch.state()).includes('EURUSD'), 'the subscription');
    tradewatch.setPrice('EURUSD', 1.6, 'currencies');
    tradewatch.drop();
    await until(() => tradewatch.connections().every(({ closed }) => closed), 'the end');
    tradewatch.setPrice('EURUSD', 1.7, 'currencies');
    const ids = tradewatch.published.map(({ id }) => id.split(' '));
    assert.equal(ids.length, 2);
    assert.ok(ids.every(([symbol, bid, ask]) => symbol === 'EURUSD' && Number(bid) < Number(ask)));
  });

  it('holds quotes and the last state of bars, before a fault keeps them from being sent', async () => {
    const { insightsentry } = simulator;
    const code = 'NASDAQ:AAPL';
    const series = { code, type: 'series', bar_type: 'minute', bar_interval: 1 };
    await open('/insightsentry/live', {
      api_key: 'some-key',
      subscriptions: [{ code, type: 'quote' }, series],
    });
    const subscribed = (): boolean => insightsentry.journal.some(({ frame }) => frame.includes('"series"'));
    await until(subscribed, 'the history');
    insightsentry.stall();
    const sent = insightsentry.journal.length;
    insightsentry.setPrice(code, 250);
    const [quote, bar] = insightsentry.published;
    assert.deepEqual([quote?.kind, quote?.id], ['quote', `${code} 250`]);
    assert.deepEqual([bar?.kind, bar?.close], ['bar', 250]);
    assert.match(bar?.id ?? '', /^NASDAQ:AAPL 1m \d+$/);
    assert.equal(insightsentry.journal.length, sent);
  });

  it('is bounded, and empty where none is wanted', async () => {
    const few = await startSimulator({ rate: 0, finfeedapi: { journal: 20 }, benzinga: { journal: 0 } });
    for (let count = 0; count < 50; count += 1) few.finfeedapi.publishFiling();
    few.benzinga.publish('news');
    assert.ok(few.finfeedapi.published.length <= 20);
    assert.equal(few.finfeedapi.published.length + few.finfeedapi.sentFrames.droppedEvents, 50);
    assert.deepEqual(few.benzinga.published, []);
    await few.close();
  });
});
