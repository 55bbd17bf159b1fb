import assert from 'node:assert/strict';
import { contentOf, dataOf, dial, hangUp, publish, replay } from './benzinga-client';
import { start, type Frame } from './client';

describe('practice feed of Benzinga: what the payloads say', () => {
  afterEach(hangUp);

  it('rates near the price, with words that fit the numbers', async () => {
    const simulator = await start();
    const seen = new Set<unknown>();
    for (let index = 0; index < 80; index += 1) {
      const rating = contentOf(publish(simulator, 'ratings', {}, { ticker: 'AAPL' }));
      const [current, prior] = [Number(rating['pt_current']), Number(rating['pt_prior'])];
      assert.ok(current > 120 && current < 370, `${current}`);
      const isFirst = rating['pt_prior'] === '';
      const word = isFirst
        ? 'Announces'
        : current > prior
          ? 'Raises'
          : current < prior
            ? 'Lowers'
            : 'Maintains';
      assert.equal(rating['action_pt'], word);
      assert.equal(rating['action_company'] === 'Initiates Coverage On', isFirst);
      const isSameWord = rating['rating_current'] === rating['rating_prior'];
      assert.equal(isSameWord, ['Maintains', 'Reiterates'].includes(String(rating['action_company'])));
      assert.match(`${String(rating['date'])} ${String(rating['time'])}`, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
      seen.add(rating['action_company']);
    }
    assert.ok(seen.size >= 4);
  });

  it("sums a consensus up by the provider's rule, from the opinions that the ratings changed", async () => {
    const simulator = await start();
    const client = await dial(simulator, 'consensus', 'tickers=JPM');
    const targets: number[] = [];
    for (let index = 0; index < 12; index += 1) {
      targets.push(Number(contentOf(publish(simulator, 'ratings', {}, { ticker: 'JPM' }))['pt_current']));
      simulator.benzinga.publish('consensus', {}, { ticker: 'JPM' });
    }
    const weights = { strong_buy: 5, buy: 4, hold: 3, sell: 2, strong_sell: 1 };
    const words = ['', 'STRONG_SELL', 'SELL', 'HOLD', 'BUY', 'STRONG_BUY'];
    const all = await client.untilPong();
    assert.equal(all.length, targets.length);
    all.forEach((frame, index) => {
      const data = dataOf(frame);
      const target = targets[index] as number;
      assert.ok(Number(data['low_price_target']) <= target && target <= Number(data['high_price_target']));
      assert.ok(!('action' in data || 'id' in data || 'content' in data || 'ticker' in data));
      const counts = data['aggregate_ratings'] as Record<keyof typeof weights, number>;
      const analysts = Object.values(counts).reduce((sum, count) => sum + count, 0);
      assert.equal(data['unique_analyst_count'], analysts);
      const sum = Object.entries(weights).reduce((total, [word, weight]) => {
        return total + weight * counts[word as keyof typeof weights];
      }, 0);
      assert.equal(data['consensus_rating_val'], Number((sum / analysts).toFixed(2)));
      assert.equal(data['consensus_rating'], words[Math.round(sum / analysts)]);
      assert.ok(Number(data['low_price_target']) <= Number(data['consensus_price_target']));
      assert.ok(Number(data['high_price_target']) >= Number(data['consensus_price_target']));
      assert.ok(Number(data['total_analyst_count']) > analysts);
    });
  });

  it('shows a consensus as each connection asked: simplified, in percent, the same in replay', async () => {
    const simulator = await start();
    const plain = await dial(simulator, 'consensus', 'token=a');
    const simple = await dial(simulator, 'consensus', 'token=b&simplify=true&aggregate_type=percentage');
    for (let index = 0; index < 20; index += 1) simulator.benzinga.publish('consensus');
    const [full, short] = [await plain.untilPong(), await simple.untilPong()];
    assert.equal(short.length, 20);
    short.forEach((frame, index) => {
      const [data, other] = [dataOf(frame), dataOf(full[index])];
      const counts = data['aggregate_ratings'] as Record<string, number>;
      assert.deepEqual(Object.keys(counts), ['buy', 'hold', 'sell']);
      assert.equal(
        Object.values(counts).reduce((sum, count) => sum + count, 0),
        100,
      );
      assert.equal(data['aggregate_type'], 'percentage');
      assert.equal(data['consensus_rating'], String(other['consensus_rating']).replace('STRONG_', ''));
      assert.equal(frame['id'], full[index]?.['id']);
    });
    assert.deepEqual((await replay(simple)).slice(-20), short);
  });

  it('computes surprises from the figures as written, and leaves a scheduled line empty until it is reported', async () => {
    const simulator = await start();
    let scheduled = 0;
    for (let index = 0; index < 60; index += 1) {
      const created = publish(simulator, 'earnings');
      const recordId = dataOf(created)['id'];
      const content = contentOf(created);
      if (content['eps'] === '') {
        scheduled += 1;
        const empty = Object.entries(content).filter(([name]) => /^(eps|revenue)/.test(name));
        assert.ok(empty.every(([, value]) => value === ''));
      }
      const reported = contentOf(publish(simulator, 'earnings', {}, { recordId, action: 'updated' }));
      for (const [name, digits] of [
        ['eps', 2],
        ['revenue', 0],
      ] as const) {
        const read = (suffix: string) => Number(reported[`${name}${suffix}`]);
        assert.equal(read('_surprise'), Number((read('') - read('_est')).toFixed(digits)));
        const percent = Number(((read('_surprise') / Math.abs(read('_est'))) * 100).toFixed(2));
        assert.equal(read('_surprise_percent'), percent + 0);
      }
      assert.match(String(reported['period']), /^Q[1-4]$/);
    }
    assert.ok(scheduled > 5 && scheduled < 55);
  });

  it('writes New York times with the offset of the season', async () => {
    const at = async (now: number) => contentOf(publish(await start({ now: () => now }), 'news'));
    assert.equal((await at(Date.UTC(2026, 0, 14, 18, 49, 49)))['created'], 'Wed, 14 Jan 2026 13:49:49 -0500');
    assert.equal((await at(Date.UTC(2026, 6, 1, 2, 0, 5)))['created'], 'Tue, 30 Jun 2026 22:00:05 -0400');
  });

  it('gives every stock the same invented identifiers in every stream, with a right check digit', async () => {
    const simulator = await start();
    const rating = contentOf(publish(simulator, 'ratings', {}, { ticker: 'AAPL' }));
    const [stock] = contentOf(publish(simulator, 'news', {}, { ticker: 'AAPL' }))['stocks'] as Frame[];
    const { security } = contentOf(publish(simulator, 'insights', {}, { ticker: 'AAPL' }));
    assert.equal(rating['isin'], 'ZZ00000AAPL9');
    assert.deepEqual(stock, { name: 'AAPL', cusip: '00000AAPL', isin: 'ZZ00000AAPL9', exchange: 'NASDAQ' });
    assert.equal((security as Frame)['isin'], 'ZZ00000AAPL9');
  });

  it('writes news with documented channels, HTML bodies, entities in some titles, and now and then no stock', async () => {
    const simulator = await start({ benzinga: { everyMs: 1 } });
    const client = await dial(simulator, 'news');
    const articles: Record<string, unknown>[] = [];
    while (articles.length < 200) articles.push(contentOf(await client.next()));
    const names = articles.flatMap(({ channels }) => (channels as Frame[]).map(({ name }) => name));
    const documented =
      'News,Politics,General,Opinion,Trading Ideas,Tech,Options,Press Releases,Price Target,Analyst Ratings,Hot,' +
      'Movers & Shakers,WIIM';
    assert.deepEqual([...new Set(names)].sort(), documented.split(',').sort());
    assert.ok(articles.every(({ body }) => /^<p>.+<\/p>$/.test(String(body))));
    const entities = articles.filter(({ title }) => /&(#39|amp|quot);/.test(String(title))).length;
    const stockless = articles.filter(({ stocks }) => (stocks as unknown[]).length === 0).length;
    assert.ok(entities > 20 && entities < 150 && stockless > 3 && stockless < 60);
  });
});
