import assert from 'node:assert/strict';
import { fc } from '../property';
import { ConfigError } from '../../core/errors';
import { assetClasses } from '../../nodes/TradeWatch/symbols';
import { tradeWatch } from '../../nodes/TradeWatch/tradewatch.provider';
import { accountOf, paramsOf } from './quotes';

const account = accountOf();
const symbols = (assetClass: string, typed: unknown): readonly string[] =>
  paramsOf({ assetClass, symbols: typed }).symbols;

describe('symbols of TradeWatch', () => {
  it('are taken in any case, with any separators, each once', () => {
    assert.deepEqual(symbols('currencies', ' eurusd, GBPUSD\nEURUSD;usdjpy '), [
      'EURUSD',
      'GBPUSD',
      'USDJPY',
    ]);
    assert.deepEqual(symbols('currencies', 'EUR/USD gbp-usd USD_JPY'), ['EURUSD', 'GBPUSD', 'USDJPY']);
    assert.deepEqual(symbols('crypto', 'BTC-USD SOLUSD 1INCHUSD'), ['BTCUSD', 'SOLUSD', '1INCHUSD']);
    assert.deepEqual(symbols('stocks', 'aapl BRK.B BRK-B'), ['AAPL', 'BRK.B', 'BRK-B']);
    assert.deepEqual(symbols('indices', 'DJI'), ['DJI']);
    assert.deepEqual(symbols('commodities', ['gold', 'SILVER']), ['GOLD', 'SILVER']);
  });

  const refused: [assetClass: string, typed: string, words: RegExp][] = [
    ['currencies', 'EUR', /"EUR" is not a currency pair of TradeWatch.*EURUSD/],
    ['currencies', 'EURUSDX', /is not a currency pair/],
    ['currencies', 'FX:EUR/USD', /without an exchange. Write EURUSD/],
    ['currencies', 'EUR//USD', /is not a currency pair/],
    ['crypto', 'BTC$', /is not a crypto symbol/],
    ['stocks', 'NASDAQ:AAPL', /"NASDAQ:AAPL": TradeWatch writes symbols without an exchange. Write AAPL\./],
    ['stocks', 'NASDAQ:', /without an exchange. Write AAPL/],
    ['stocks', '"AAPL"', /is not a stock symbol/],
    ['indices', '^GSPC', /is not an index symbol.*DJI/],
    ['commodities', 'G'.repeat(31), /is not a commodity symbol/],
  ];
  for (const [assetClass, typed, words] of refused) {
    it(`are refused with words: ${typed}`, () => {
      assert.throws(
        () => symbols(assetClass, typed),
        (error: Error) => {
          return error instanceof ConfigError && words.test(error.message);
        },
      );
    });
  }

  it('may be missing, and then nothing is asked for: an empty connection is never opened', () => {
    for (const nothing of [undefined, null, '', ' ,', []]) {
      const params = paramsOf({ symbols: nothing });
      assert.deepEqual([tradeWatch.topics(params), tradeWatch.list(params)], [[], []]);
      const wanted = [{ id: 1, name: 'node', params, slot: undefined }];
      assert.deepEqual(tradeWatch.endpoints(account, wanted), { endpoints: [], refused: [] });
    }
  });

  it('must be a text or several', () => {
    for (const odd of [{}, true, false, ['EURUSD', null], [{}], NaN])
      assert.throws(() => paramsOf({ symbols: odd }), /^ConfigError: Symbols must be a text/);
    assert.throws(() => paramsOf({ symbols: 5 }), /"5" is not a currency pair/);
    assert.deepEqual(symbols('stocks', ['AAPL', 7203]), ['AAPL', '7203']);
  });

  it('are of one asset class, which is the stream', () => {
    assert.equal(paramsOf().stream, 'currencies');
    for (const assetClass of assetClasses) assert.equal(paramsOf({ assetClass }).stream, assetClass);
    for (const assetClass of ['forex', '__proto__', 5])
      assert.throws(() => paramsOf({ assetClass }), /Asset class must be one of/);
  });

  it('are what events are routed by', () => {
    assert.deepEqual(tradeWatch.topics(paramsOf('EURUSD')), [{ key: 'EURUSD', history: 0, label: 'EURUSD' }]);
  });

  it('give a sample of their class', () => {
    for (const assetClass of assetClasses) {
      const sample = tradeWatch.sample(paramsOf({ assetClass }));
      assert.equal(sample.stream, assetClass);
      assert.deepEqual(symbols(assetClass, sample.symbol), [sample.symbol]);
    }
    assert.equal(tradeWatch.sample(paramsOf('USDJPY')).symbol, 'USDJPY');
  });
});

describe('control of quotes by message', () => {
  const params = paramsOf('EURUSD');

  it('adds and takes out symbols and rows', () => {
    const more = tradeWatch.add(params, 'gbp/usd, EURUSD', account);
    assert.deepEqual(more.symbols, ['EURUSD', 'GBPUSD']);
    const rows = [{ symbols: 'USDJPY' }, { assetClass: 'currencies', symbols: 'EURGBP' }];
    assert.deepEqual(tradeWatch.add(params, rows, account).symbols, ['EURUSD', 'USDJPY', 'EURGBP']);
    assert.deepEqual(tradeWatch.remove(more, 'EUR-USD x:y', account).symbols, ['GBPUSD']);
    assert.deepEqual(tradeWatch.remove(more, tradeWatch.list(more), account).symbols, []);
    for (const all of [true, '*', ' * '])
      assert.deepEqual(tradeWatch.topics(tradeWatch.remove(more, all, account)), []);
  });

  it('lists a row for each symbol, which is taken back', () => {
    const stocks = paramsOf({ assetClass: 'stocks', symbols: 'AAPL TSLA' });
    assert.deepEqual(tradeWatch.list(stocks), [
      { assetClass: 'stocks', symbols: 'AAPL' },
      { assetClass: 'stocks', symbols: 'TSLA' },
    ]);
    const nothing = tradeWatch.remove(stocks, true, account);
    assert.deepEqual(tradeWatch.add(nothing, tradeWatch.list(stocks), account), stocks);
  });

  it('is refused with words', () => {
    for (const what of [undefined, null, '', [], {}, 5]) {
      assert.throws(() => tradeWatch.add(params, what, account), /Say which symbol/);
      assert.throws(() => tradeWatch.remove(params, what, account), /Say which symbol/);
    }
    assert.throws(() => tradeWatch.add(params, 'AAPL', account), /is not a currency pair/);
    assert.throws(() => tradeWatch.add(params, { symbols: {} }, account), /Symbols must be a text/);
    for (const all of ['*', ' * ', true])
      assert.throws(
        () => tradeWatch.add(params, all, account),
        /ConfigError: TradeWatch cannot be asked for all/,
      );
    const row = { assetClass: 'stocks', symbols: 'AAPL' };
    assert.throws(() => tradeWatch.add(params, row, account), /use another node for stocks/);
  });

  it('never leads to anything but a sentence', () => {
    fc.assert(
      fc.property(fc.anything(), fc.constantFrom(...assetClasses), (what, assetClass) => {
        const node = paramsOf({ assetClass });
        for (const change of [
          () => tradeWatch.add(node, what, account),
          () => tradeWatch.remove(node, what, account),
          () => paramsOf({ assetClass, symbols: what }),
        ]) {
          try {
            tradeWatch.list(change());
          } catch (thrown) {
            assert.ok(thrown instanceof ConfigError, String(thrown));
          }
        }
      }),
    );
  });
});
