import assert from 'node:assert/strict';
import { benzinga } from '../../nodes/Benzinga/benzinga.provider';
import { accountOf, paramsOf } from './feed';

const account = accountOf();
const apple = 'US0378331005';

const rows = (form: Record<string, unknown>): unknown[] => benzinga.list(paramsOf(form));

/** What a node with a form has after a control message. */
function after(action: 'add' | 'remove', form: Record<string, unknown>, ...topics: unknown[]): unknown[] {
  return benzinga.list(
    topics.reduce(
      (params: ReturnType<typeof paramsOf>, what) => benzinga[action](params, what, account),
      paramsOf(form),
    ),
  );
}

describe('what a person typed', () => {
  it('is split at commas, semicolons, spaces and lines, in upper case, each once', () => {
    const expected = ['AAPL', 'MSFT', 'BRK.B', '$BTC', 'BTC/USD'].map(tickers => ({
      stream: 'news',
      tickers,
    }));
    assert.deepEqual(rows({ tickers: ' aapl,MSFT;brk.b\n$btc  BTC/USD, AAPL,' }), expected);
    assert.deepEqual(rows({ tickers: ['aapl', 'MSFT BRK.B', ['$BTC', 'btc/usd']] }), expected);
  });

  it('of channels is split at commas, semicolons and lines: their names hold spaces', () => {
    const channels = 'Price Target, Movers & Shakers;price  target\r\n General,';
    assert.deepEqual(
      rows({ channels }),
      ['Price Target', 'Movers & Shakers', 'General'].map(name => ({ stream: 'news', channels: name })),
    );
  });

  it('may be nothing at all, which means everything', () => {
    for (const form of [
      {},
      { tickers: '' },
      { tickers: ' , ' },
      { tickers: '*' },
      { tickers: 'AAPL *' },
      { stream: '' },
    ])
      assert.deepEqual(rows(form), [{ stream: 'news' }], JSON.stringify(form));
    assert.deepEqual(rows({ tickers: null, isins: undefined, channels: [] }), [{ stream: 'news' }]);
  });

  it('is ignored where it does not apply to the stream', () => {
    const nonsense = { isins: 'nonsense', aggregateType: 'nonsense' };
    assert.deepEqual(rows({ stream: 'news', ...nonsense }), [{ stream: 'news' }]);
    assert.deepEqual(rows({ stream: 'transcripts', isins: apple, channels: 'News' }), [
      { stream: 'transcripts' },
    ]);
    const { simplifyRatings, aggregateType } = paramsOf({ stream: 'ratings', simplifyRatings: true });
    assert.deepEqual([simplifyRatings, aggregateType], [false, 'number']);
  });

  const refused: [RegExp, Record<string, unknown>][] = [
    [/^Stream must be one of: insights, ratings, consensus/, { stream: 'quotes' }],
    [/^Stream must be one of/, { stream: '__proto__' }],
    [/^Stream must be one of/, { stream: 5 }],
    [
      /^"AA_PL" is not a ticker\. Write tickers as Benzinga does, for example AAPL/,
      { tickers: 'MSFT, AA_PL' },
    ],
    [/^"AA&PL" is not a ticker/, { tickers: 'AA&PL' }],
    [/^"apple:inc:x" is not a ticker/, { tickers: 'apple:inc:x' }],
    [/^"x{40}…" is not a ticker/, { tickers: 'x'.repeat(5000) }],
    [
      /^"US0378331005" is not a ticker but an ISIN\. Enter it under ISINs/,
      { stream: 'ratings', tickers: 'us0378331005' },
    ],
    [/^Tickers must be a text/, { tickers: { a: 1 } }],
    [/^Tickers must be a text/, { tickers: true }],
    [/^"AAPL" is not an ISIN\. It has two letters/, { stream: 'ratings', isins: 'AAPL' }],
    [
      /^"US0378331006" is not an ISIN: its last digit does not fit/,
      { stream: 'earnings', isins: `${apple} US0378331006` },
    ],
    [/^ISINs must be a text/, { stream: 'ratings', isins: {} }],
    [/^Channels must be a text/, { channels: 5 }],
    [/^Aggregate type must be "number" or "percentage"/, { stream: 'consensus', aggregateType: 'share' }],
  ];
  for (const [words, form] of refused) {
    it(`is refused with words: ${words.source.slice(0, 60)} ${JSON.stringify(form).slice(0, 40)}`, () =>
      assert.throws(() => paramsOf(form), { name: 'ConfigError', message: words }));
  }

  it('is right for ISINs of all countries', () => {
    for (const isin of [
      apple,
      'US5949181045',
      'DE000BAY0017',
      'GB0002634946',
      'IE00B4BNMY34',
      'CH0038863350',
    ])
      assert.equal(rows({ stream: 'insights', isins: isin.toLowerCase() }).length, 1, isin);
  });
});

describe('a control message', () => {
  it('adds a ticker, a list of them, or what an object names', () => {
    const form = { tickers: 'AAPL', channels: 'News' };
    const row = (field: string, name: string): object => ({ stream: 'news', [field]: name });
    assert.deepEqual(after('add', form, 'msft', ['TSLA', { tickers: 'IBM', channels: 'Hot' }]), [
      ...['AAPL', 'MSFT', 'TSLA', 'IBM'].map(name => row('tickers', name)),
      ...['News', 'Hot'].map(name => row('channels', name)),
    ]);
    assert.deepEqual(after('add', { stream: 'ratings', tickers: 'AAPL' }, { isins: apple }), [
      { stream: 'ratings', tickers: 'AAPL' },
      { stream: 'ratings', isins: apple },
    ]);
  });

  it('takes out the same, and leaves the rest', () => {
    const form = { tickers: 'AAPL, MSFT, TSLA', channels: 'News, Hot' };
    assert.deepEqual(after('remove', form, 'msft', { tickers: ['TSLA', 'IBM'], channels: 'hot' }), [
      { stream: 'news', tickers: 'AAPL' },
      { stream: 'news', channels: 'News' },
    ]);
  });

  it('understands the rows that it was told', () => {
    const form = { stream: 'ratings', tickers: 'AAPL, MSFT', isins: apple };
    assert.deepEqual(after('add', { ...form, tickers: 'AAPL' }, rows(form)), rows(form));
    assert.deepEqual(after('remove', form, rows(form)), []);
  });

  it('changes nothing of a node that takes all', () => {
    assert.deepEqual(after('add', {}, 'AAPL', { channels: 'News' }), [{ stream: 'news' }]);
    assert.deepEqual(after('add', { channels: 'News' }, 'AAPL'), [{ stream: 'news', channels: 'News' }]);
    assert.deepEqual(after('add', { tickers: 'AAPL' }, { channels: 'News' }), [
      { stream: 'news', tickers: 'AAPL' },
    ]);
    assert.deepEqual(after('add', { tickers: 'AAPL' }, '*'), [{ stream: 'news' }]);
  });

  it('that takes out the last one leaves nothing, never everything', () => {
    for (const [form, ...topics] of [
      [{ tickers: 'AAPL' }, 'AAPL'],
      [{ tickers: 'AAPL, MSFT' }, 'AAPL', 'MSFT'],
      [{ channels: 'News' }, { channels: 'news' }],
      [{ tickers: 'AAPL', channels: 'News' }, 'AAPL'],
      [{ tickers: 'AAPL', channels: 'News' }, { channels: 'News' }],
      [{}, true],
      [{ tickers: 'AAPL' }, '*'],
      [
        { stream: 'ratings', tickers: 'AAPL', isins: apple },
        { tickers: 'AAPL', isins: apple },
      ],
    ] as [Record<string, unknown>, ...unknown[]][]) {
      const params = topics.reduce(
        (one: ReturnType<typeof paramsOf>, what) => benzinga.remove(one, what, account),
        paramsOf(form),
      );
      assert.deepEqual([benzinga.list(params), benzinga.topics(params)], [[], []], JSON.stringify(form));
    }
  });

  it('starts a node afresh that asked for nothing, with what is named and no more', () => {
    const restarted = (form: Record<string, unknown>, gone: unknown, added: unknown): unknown[] =>
      benzinga.list(benzinga.add(benzinga.remove(paramsOf(form), gone, account), added, account));
    const aapl = { stream: 'news', tickers: 'AAPL' };
    const news = { stream: 'news', channels: 'News' };
    assert.deepEqual(restarted({}, true, 'AAPL'), [aapl]);
    assert.deepEqual(restarted({ channels: 'Hot' }, true, 'AAPL'), [aapl]);
    assert.deepEqual(restarted({ tickers: 'MSFT', channels: 'News' }, 'MSFT', 'AAPL'), [aapl, news]);
    assert.deepEqual(restarted({ channels: 'Hot' }, { channels: 'Hot' }, 'AAPL'), [aapl]);
    assert.deepEqual(restarted({ channels: 'Hot' }, { channels: 'Hot' }, { channels: 'News' }), [news]);
    assert.deepEqual(restarted({ tickers: 'MSFT' }, 'MSFT', { channels: 'News' }), [news]);
    assert.deepEqual(restarted({ tickers: 'MSFT' }, 'MSFT', '*'), [{ stream: 'news' }]);
  });

  it('never opens a node with tickers and channels: the list that was emptied stays empty until it is filled', () => {
    type BenzingaParams = ReturnType<typeof paramsOf>;
    const add = (params: BenzingaParams, what: unknown) => benzinga.add(params, what, account);
    const remove = (params: BenzingaParams, what: unknown) => benzinga.remove(params, what, account);
    const both = paramsOf({ tickers: 'AAPL', channels: 'Price Target' });
    const row = (field: string, name: string) => ({ stream: 'news', [field]: name });
    const target = row('channels', 'Price Target');
    const assertOff = (params: BenzingaParams) =>
      assert.deepEqual([benzinga.list(params), benzinga.topics(params)], [[], []]);

    // Without its channel, a further ticker opens no channels.
    const noChannel = add(remove(both, { channels: 'Price Target' }), 'TSLA');
    assertOff(noChannel);
    const tickers = [row('tickers', 'AAPL'), row('tickers', 'TSLA')];
    assert.deepEqual(benzinga.list(add(noChannel, { channels: 'Hot' })), [
      ...tickers,
      row('channels', 'Hot'),
    ]);

    // Without its ticker, a further channel opens no tickers.
    const noTicker = add(remove(both, 'AAPL'), { channels: 'Hot' });
    assertOff(noTicker);
    const channels = [target, row('channels', 'Hot')];
    assert.deepEqual(benzinga.list(add(noTicker, 'TSLA')), [row('tickers', 'TSLA'), ...channels]);
    assert.deepEqual(benzinga.list(add(noTicker, '*')), channels);

    // Without both, one after the other is filled, in whatever order.
    const neither = remove(remove(both, 'AAPL'), { channels: 'Price Target' });
    const expected = [row('tickers', 'TSLA'), target];
    const names = ['TSLA', { channels: 'Price Target' }] as const;
    for (const [first, second] of [names, [...names].reverse()]) {
      assertOff(add(neither, first));
      assert.deepEqual(benzinga.list(add(add(neither, first), second)), expected);
    }
    assert.deepEqual(benzinga.list(add(neither, { tickers: 'TSLA', channels: 'Price Target' })), expected);

    // What was stopped as a whole starts afresh.
    assert.deepEqual(benzinga.list(add(remove(both, true), 'TSLA')), [row('tickers', 'TSLA')]);
    assert.deepEqual(benzinga.list(add(remove(noChannel, true), 'TSLA')), [row('tickers', 'TSLA')]);
  });

  const refused: [RegExp, 'add' | 'remove', Record<string, unknown>, unknown][] = [
    [/^This node has no list of tickers: it takes all, and AAPL cannot be taken out/, 'remove', {}, 'AAPL'],
    [/^This node has no list of tickers/, 'remove', { channels: 'News' }, 'AAPL'],
    [/^This node has no list of channels/, 'remove', { tickers: 'AAPL' }, { channels: 'News' }],
    [/^Say what is meant: set msg\.topic to a ticker.+tickers or channels/, 'add', {}, ''],
    [/^Say what is meant.+tickers or isins/, 'add', { stream: 'ratings' }, { channels: 'News' }],
    [/^Say what is meant/, 'remove', { tickers: 'AAPL' }, undefined],
    [/^Say what is meant/, 'add', { tickers: 'AAPL' }, []],
    [/^Tickers must be a text/, 'add', { tickers: 'AAPL' }, true],
    [
      /^This node is for the stream "news"\. Use a node of its own for the stream "ratings"/,
      'add',
      {},
      { stream: 'ratings', tickers: 'AAPL' },
    ],
    [/is not a ticker/, 'add', { tickers: 'AAPL' }, 'price target!'],
  ];
  for (const [words, action, form, what] of refused) {
    it(`is refused with words: ${words.source.slice(0, 50)} (${action} ${JSON.stringify(what)})`, () =>
      assert.throws(() => after(action, form, what), { name: 'ConfigError', message: words }));
  }

  it('changes no params that others hold', () => {
    const params = Object.freeze(paramsOf({ tickers: 'AAPL', channels: 'News' }));
    const before = JSON.stringify(params);
    benzinga.add(params, ['MSFT', { channels: 'Hot' }], account);
    benzinga.remove(params, ['AAPL', { channels: 'News' }], account);
    assert.equal(JSON.stringify(params), before);
  });
});

describe('an account', () => {
  it('is refused without a token, and calls it by its name', () => {
    assert.throws(() => accountOf({ apiKey: '' }), /"Main" has no API token/);
    assert.throws(() => accountOf({ apiKey: 'two words' }), /The API token of "Main" must not hold spaces/);
    assert.throws(() => accountOf({ server: 'ws://feed.example' }), /Server must/);
  });

  it('needs none for the practice feed, and has the documented server by default', () => {
    assert.equal(benzinga.account({ practice: true }, 'Practice').practice, true);
    assert.equal(accountOf().server, 'wss://api.benzinga.com');
    assert.deepEqual(benzinga.practice(accountOf()), {});
    assert.equal(benzinga.keySource(accountOf()), undefined);
  });
});

describe('the form', () => {
  it('has the fields that saved flows rely on', () => {
    assert.deepEqual(
      benzinga.fields.map(({ name, default: value }) => [name, value]),
      [
        ['stream', 'news'],
        ['tickers', ''],
        ['isins', ''],
        ['channels', ''],
        ['simplifyRatings', false],
        ['aggregateType', 'number'],
        ['backlog', false],
      ],
    );
    assert.deepEqual(
      benzinga.credentialFields.map(({ name }) => name),
      ['practice', 'apiKey', 'server'],
    );
  });

  it('shows each field on the streams that it applies to', () => {
    const shown = Object.fromEntries(
      benzinga.fields.map(field => [field.name, field.displayOptions?.show?.stream]),
    );
    assert.equal(shown.tickers, undefined);
    assert.deepEqual(shown.isins, ['insights', 'ratings', 'consensus', 'earnings', 'bulls-bears']);
    assert.deepEqual(shown.channels, ['news']);
    assert.deepEqual([shown.simplifyRatings, shown.aggregateType], [['consensus'], ['consensus']]);
    assert.deepEqual(shown.backlog, ['insights', 'ratings', 'consensus', 'earnings', 'bulls-bears', 'news']);
  });

  it('warns that consensus ratings do not name their ticker', () => {
    const [stream] = benzinga.fields;
    const consensus = stream?.options?.find(option => 'value' in option && option.value === 'consensus');
    assert.ok(consensus && 'value' in consensus);
    assert.match(consensus.description ?? '', /does not say which one it is for/);
  });
});
