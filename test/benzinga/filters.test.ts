import assert from 'node:assert/strict';
import { fc } from '../property';
import { benzinga } from '../../nodes/Benzinga/benzinga.provider';
import { accountOf, article, dialled, eventOf, message, opened, paramsOf } from './feed';

const apple = 'US0378331005';
const microsoft = 'US5949181045';

/** Whether a node with this form is sent what a frame says. */
function receives(form: Record<string, unknown>, frame: object): boolean {
  const accepts = benzinga.filter?.(paramsOf(form));
  return accepts ? accepts(eventOf(opened(form), frame)) : true;
}

describe('the address that is dialled', () => {
  const urlOf = (
    form: Record<string, unknown>,
    key = 'test-token',
    server = 'wss://api.benzinga.com',
  ): string => {
    const params = paramsOf(form);
    return benzinga.dial(accountOf(), params.stream, server, key, [params]).url;
  };

  it('is the stream’s, with the token in the query', () => {
    const paths = {
      insights: '/api/v1/analyst/insights/stream',
      ratings: '/api/v2.1/calendar/ratings/stream',
      earnings: '/api/v2.1/calendar/earnings/stream',
      'bulls-bears': '/api/v1/bulls_bears_say/stream',
      news: '/api/v1/news/stream',
      transcripts: '/api/v1/transcripts/stream',
    };
    for (const [stream, path] of Object.entries(paths))
      assert.equal(urlOf({ stream }), `wss://api.benzinga.com${path}?token=test-token`);
    assert.equal(
      urlOf({ stream: 'consensus' }),
      'wss://api.benzinga.com/api/v1/consensus-ratings/stream?token=test-token&aggregate_type=number',
    );
    assert.equal(urlOf({}, 'k', 'ws://127.0.0.1:1/x'), 'ws://127.0.0.1:1/x/api/v1/news/stream?token=k');
  });

  it('holds nothing that was not written for it', () => {
    const url = new URL(urlOf({ channels: 'Movers & Shakers, a=b#c?' }, 'a&tickers=B#'));
    assert.deepEqual(
      [...url.searchParams],
      [
        ['token', 'a&tickers=B#'],
        ['channels', 'Movers & Shakers,a=b#c?'],
      ],
    );
    assert.equal(url.hash, '');
    assert.match(urlOf({ tickers: 'AAPL MSFT' }), /&tickers=AAPL%2CMSFT$/);
  });

  it('asks for what all nodes want together, each thing once, in an order that does not depend on theirs', () => {
    const one = { tickers: 'MSFT, AAPL' };
    const other = { tickers: 'aapl, TSLA' };
    const expected = { token: 'to ken', tickers: 'AAPL,MSFT,TSLA' };
    assert.deepEqual(dialled(one, other), expected);
    assert.deepEqual(dialled(other, one), expected);
    const channels = [{ channels: 'News, Price Target' }, { channels: 'news; General' }];
    assert.deepEqual(dialled(...channels), { token: 'to ken', channels: 'General,News,Price Target' });
  });

  it('leaves a filter out as soon as somebody wants all', () => {
    assert.deepEqual(dialled({ tickers: 'AAPL' }, {}), { token: 'to ken' });
    assert.deepEqual(dialled({ tickers: 'AAPL' }, { channels: 'News' }), { token: 'to ken' });
    assert.deepEqual(dialled({ tickers: 'AAPL' }, { tickers: 'MSFT', channels: 'News' }), {
      token: 'to ken',
      tickers: 'AAPL,MSFT',
    });
    assert.deepEqual(
      dialled({ tickers: 'AAPL', channels: 'News' }, { tickers: 'MSFT', channels: 'General' }),
      {
        token: 'to ken',
        tickers: 'AAPL,MSFT',
        channels: 'General,News',
      },
    );
  });

  it('does not rely on the server for tickers or ISINs where it may want both, unless only it can tell', () => {
    const both = [{ tickers: 'MSFT' }, { isins: apple }];
    for (const stream of ['insights', 'ratings', 'earnings'])
      assert.deepEqual(dialled(...both.map(form => ({ stream, ...form }))), { token: 'to ken' });
    for (const stream of ['consensus', 'bulls-bears']) {
      const query = dialled({ stream, tickers: 'MSFT', isins: apple });
      assert.deepEqual([query.tickers, query.isins], ['MSFT', apple]);
    }
    assert.deepEqual(dialled({ stream: 'ratings', isins: [apple, microsoft] }), {
      token: 'to ken',
      isins: `${apple},${microsoft}`,
    });
  });

  it('asks for a ticker with an exchange without it too: which of the two the server knows is not documented', () => {
    assert.equal(dialled({ tickers: 'TSX:ABC' }).tickers, 'TSX:ABC,ABC');
  });

  it('never gets so long that a gateway refuses it: the rest is sorted out on this side', () => {
    const many = [...Array(2000).keys()].map(index => `T${index}`);
    assert.deepEqual(dialled({ tickers: many }), { token: 'to ken' });
    assert.equal(receives({ tickers: many }, article(['T1999'])), true);
    assert.equal(receives({ tickers: many }, article(['T2000'])), false);
  });

  it('of consensus says how the ratings are put together', () => {
    const form = { stream: 'consensus', tickers: 'AAPL', simplifyRatings: true, aggregateType: 'percentage' };
    const query = { token: 'to ken', tickers: 'AAPL', simplify: 'true', aggregate_type: 'percentage' };
    assert.deepEqual(dialled(form), query);
    assert.deepEqual(dialled({ ...form, stream: 'ratings' }), { token: 'to ken', tickers: 'AAPL' });
  });

  it('of transcripts and news has only what they know', () => {
    const all = { tickers: 'AAPL', isins: apple, channels: 'News', simplifyRatings: true };
    assert.deepEqual(dialled({ stream: 'news', ...all }), {
      token: 'to ken',
      tickers: 'AAPL',
      channels: 'News',
    });
    assert.deepEqual(dialled({ stream: 'ratings', ...all, tickers: '' }), { token: 'to ken', isins: apple });
  });
});

describe('a changed wish', () => {
  const news = (form: Record<string, unknown>) => paramsOf({ stream: 'news', ...form });

  it('needs another connection only if another address would be dialled', () => {
    const protocol = opened({ tickers: 'AAPL, MSFT' });
    assert.deepEqual(protocol.open([news({})], 'k', 0), ['replay']);
    assert.deepEqual(protocol.update([news({ tickers: 'msft AAPL' })], 'k'), []);
    assert.deepEqual(protocol.update([news({ tickers: 'MSFT' }), news({ tickers: 'AAPL' })], 'k'), []);
    assert.deepEqual(protocol.update([news({ tickers: 'AAPL, MSFT', backlog: true })], 'k'), []);
    assert.equal(protocol.update([news({ tickers: 'AAPL, MSFT, TSLA' })], 'k'), 'redial');
    assert.equal(protocol.update([news({ tickers: 'AAPL' })], 'k'), 'redial');
    assert.equal(protocol.update([news({})], 'k'), 'redial');
  });

  it('needs none where nobody is left who asks for anything', () => {
    const protocol = opened({ tickers: 'AAPL' });
    assert.deepEqual(protocol.update([], 'k'), []);
    assert.deepEqual(protocol.update([benzinga.remove(news({}), true, accountOf())], 'k'), []);
  });
});

describe('who receives what', () => {
  it('is everything for who filters nothing', () => {
    for (const form of [{}, { stream: 'ratings' }, { stream: 'transcripts', tickers: '*' }])
      assert.equal(benzinga.filter?.(paramsOf(form)), undefined);
  });

  it('goes by ticker, with or without the exchange, in any case', () => {
    assert.equal(receives({ tickers: 'aapl' }, article(['MSFT', 'AAPL'])), true);
    assert.equal(receives({ tickers: 'AAPL' }, article(['MSFT'])), false);
    assert.equal(receives({ tickers: 'AAPL' }, article([])), false);
    assert.equal(receives({ tickers: 'ABC' }, article(['TSX:ABC'])), true);
    assert.equal(receives({ tickers: 'TSX:ABC' }, article(['ABC'])), true);
    assert.equal(receives({ tickers: 'ABC' }, article(['tsx:abc'])), true);
  });

  it('goes by ISIN too, and one of the two is enough', () => {
    const form = { stream: 'ratings', tickers: 'TSLA', isins: apple };
    assert.equal(receives(form, message({ ticker: 'TSLA' })), true);
    assert.equal(receives(form, message({ ticker: 'AAPL', isin: apple })), true);
    assert.equal(receives(form, message({ ticker: 'AAPL', isin: apple.toLowerCase() })), true);
    assert.equal(receives(form, message({ ticker: 'MSFT', isin: microsoft })), false);
    const insight = (isin: string): object => message({ security: { symbol: 'AAPL', isin } });
    assert.equal(receives({ stream: 'insights', isins: apple }, insight(apple)), true);
    assert.equal(receives({ stream: 'insights', isins: apple }, insight(microsoft)), false);
  });

  it('lets through what names no ISIN where it goes by ISIN: the server may have matched it', () => {
    const without: Record<string, object[]> = {
      ratings: [{ ticker: 'AAPL' }, { ticker: 'AAPL', isin: '' }, { isin: ' ' }],
      earnings: [{ ticker: 'AAPL' }, { ticker: 'AAPL', isin: '' }, { ticker: 'AAPL', isin: null }],
      insights: [
        { security: { symbol: 'AAPL' } },
        { security: { symbol: 'AAPL', isin: '' } },
        { ticker: 'AAPL' },
      ],
    };
    for (const [stream, contents] of Object.entries(without)) {
      for (const content of contents) {
        const frame = message(content);
        assert.equal(receives({ stream, isins: apple }, frame), true, JSON.stringify(content));
        assert.equal(receives({ stream, isins: apple, tickers: 'TSLA' }, frame), true);
        assert.equal(receives({ stream, tickers: 'TSLA' }, frame), false, 'without ISINs the ticker tells');
      }
    }
  });

  it('goes by channel in addition, in any case', () => {
    const form = { tickers: 'AAPL', channels: 'price target, Movers & Shakers' };
    assert.equal(receives(form, article(['AAPL'], ['General', 'Price Target'])), true);
    assert.equal(receives(form, article(['AAPL'], ['Movers &amp; Shakers'])), true);
    assert.equal(receives(form, article(['AAPL'], ['General'])), false);
    assert.equal(receives(form, article(['MSFT'], ['Price Target'])), false);
    assert.equal(receives({ channels: 'General' }, article([], ['General'])), true);
    assert.equal(receives({ channels: 'General' }, article(['AAPL'], [])), false);
  });

  it('does not exclude what does not say whom it concerns', () => {
    const gone = message(undefined, { action: 'deleted' });
    for (const form of [{ tickers: 'AAPL' }, { channels: 'News' }, { stream: 'ratings', isins: apple }])
      assert.equal(receives(form, gone), true);
    assert.equal(
      receives({ tickers: 'AAPL' }, message({ stocks: [{ name: 'MSFT' }] }, { action: 'deleted' })),
      false,
    );
    const consensus = { id: 'x', data: { consensus_rating: 'BUY' } };
    for (const tickers of ['AAPL', 'AAPL, MSFT'])
      assert.equal(receives({ stream: 'consensus', tickers }, consensus), true);
    assert.equal(receives({ stream: 'consensus', isins: apple }, consensus), true);
    assert.equal(receives({ stream: 'bulls-bears', isins: apple }, message({ ticker: 'AAPL' })), true);
    const securities = [{ symbol: 'MSFT', isin: microsoft }];
    assert.equal(
      receives({ stream: 'bulls-bears', isins: apple }, message({ ticker: 'MSFT', securities })),
      false,
    );
  });

  it('excludes a consensus that says whose it is', () => {
    const data = { consensus_rating: 'BUY', ticker: 'MSFT' };
    assert.equal(receives({ stream: 'consensus', tickers: 'AAPL' }, { id: 'x', data }), false);
  });

  it('goes by ticker for calls', () => {
    const sentence = { transcript_id: 't', sentence: 's', symbol: 'AAPL', sequence: 0 };
    assert.equal(receives({ stream: 'transcripts', tickers: 'AAPL' }, sentence), true);
    assert.equal(receives({ stream: 'transcripts', tickers: 'MSFT' }, sentence), false);
  });

  it('is never more than what was dialled for: the union lets through whatever anybody receives', () => {
    const names = fc.subarray(['AAPL', 'MSFT', 'TSLA']);
    const channels = fc.subarray(['News', 'General', 'Hot']);
    const form = fc.record({ tickers: names, channels });
    fc.assert(
      fc.property(
        fc.array(form, { minLength: 1, maxLength: 4 }),
        names,
        channels,
        (forms, tickers, found) => {
          const frame = article(tickers, found);
          const query = dialled(...forms);
          const passes = (list: string | undefined, values: readonly string[]): boolean =>
            list === undefined || list.split(',').some(one => values.includes(one));
          const isSent = passes(query.tickers, tickers) && passes(query.channels, found);
          for (const one of forms)
            if (receives(one, frame)) assert.ok(isSent, JSON.stringify({ forms, frame }));
        },
      ),
      { numRuns: 300 },
    );
  });
});
