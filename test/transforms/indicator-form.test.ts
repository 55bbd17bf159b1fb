/** The form of indicators: what may be left out, what is refused and how, and the sentences. */
import assert from 'node:assert/strict';
import { describeIndicator } from '../../transforms/indicator/indicator-describe';
import { indicatorKinds, namesOf, type IndicatorKind } from '../../transforms/indicator/indicator-kinds';
import { parseIndicators } from '../../transforms/indicator/indicator-parse';
import { reviewIndicators } from '../../transforms/indicator/indicator-page';

const parse = (...indicators: unknown[]) => parseIndicators({ indicators }).indicators;
const sentences = (...rows: unknown[]): string[] => parse(...rows).map(describeIndicator);

describe('the form of indicators', () => {
  it('needs nothing but a kind', () => {
    assert.deepEqual(sentences(...Object.keys(indicatorKinds).map(kind => ({ kind }))), [
      'Average of the close over 20 bars, as sma20',
      'Exponential average of the close over 20 bars, as ema20',
      'RSI of the close over 14 bars, as rsi14',
      'MACD of the close over 12, 26 and 9 bars, as macd, macdSignal and macdHistogram',
      'Bollinger bands of the close over 20 bars, 2 standard deviations away, as bollinger20Upper, bollinger20Middle and bollinger20Lower',
      'ATR over 14 bars, as atr14',
      'VWAP of the typical price since the day began (America/New_York), as vwap',
      'Rate of change of the close over 12 bars, in percent, as roc12',
      'Z-score of the close over 20 bars, as zscore20',
    ]);
  });

  it('means the usual RSI where there is no list at all', () => {
    assert.deepEqual(parseIndicators({}).indicators.map(describeIndicator), [
      'RSI of the close over 14 bars, as rsi14',
    ]);
    assert.deepEqual(reviewIndicators({}).names, ['rsi14']);
  });

  it('reads texts as a dialog saves them, in either host', () => {
    const row = { kind: 'bollinger', length: ' 10 ', deviations: '1', price: 'hl2', name: ' bb ' };
    const expected =
      'Bollinger bands of the middle of high and low over 10 bars, 1 standard deviation away, as bbUpper, bbMiddle and bbLower';
    assert.deepEqual(sentences(row), [expected]);
    const { indicators } = parseIndicators({ indicators: { indicator: [row] } });
    assert.deepEqual(indicators.map(describeIndicator), [expected]);
    assert.deepEqual(
      sentences({ kind: 'rsi', price: 'mid' }, { kind: 'vwap', session: 'window', length: 1 }),
      ['RSI of the mid over 14 quotes, as rsi14', 'VWAP of the typical price over 1 bar, as vwap1'],
    );
    assert.equal(parseIndicators({ indicators: [{ kind: 'vwap' }] }, 'UTC').indicators[0]?.timeZone, 'UTC');
  });

  const refused: [rows: unknown[], why: RegExp][] = [
    [[], /^Add at least one indicator\.$/],
    [new Array(51).fill({ kind: 'sma' }), /at most 50 indicators/],
    [[{}], /^Indicator 1: The kind is missing\. Choose one of: sma, ema/],
    [[{ kind: 'sma' }, { kind: 'wma' }], /^Indicator 2: The kind "wma" is not known\./],
    [['sma'], /^Indicator 1: it must be an object with a kind\.$/],
    [[{ kind: 'sma', length: 0 }], /The length is a whole number of bars from 1 to 1000, not 0\.$/],
    [[{ kind: 'rsi', length: 1 }], /from 2 to 1000, not 1\.$/],
    [[{ kind: 'sma', length: '1.5' }], /not "1.5"\.$/],
    [[{ kind: 'sma', length: 'ten' }], /not "ten"\.$/],
    [[{ kind: 'sma', length: 1001 }], /not 1001\.$/],
    [[{ kind: 'macd', fast: 26, slow: 12 }], /the fast length must be shorter than the slow one/],
    [[{ kind: 'macd', signal: {} }], /The length of the signal is a whole number/],
    [[{ kind: 'bollinger', deviations: -1 }], /standard deviations is above 0 and at most 100, not -1/],
    [[{ kind: 'sma', price: 'volume' }], /The price "volume" is not known\. Choose one of: close, open/],
    [[{ kind: 'vwap', price: 'last' }], /The price "last" is not known\. Choose one of: close.*hlc3\.$/],
    [[{ kind: 'vwap', session: 'week' }], /The session "week" is not known/],
    [[{ kind: 'vwap', timeZone: 'Mars' }], /"Mars" is no time zone/],
    [[{ kind: 'sma', name: '1st' }], /The name "1st" cannot be used\. It begins with a letter/],
    [[{ kind: 'sma', name: '__proto__' }], /cannot be used/],
    [[{ kind: 'sma' }, { kind: 'sma' }], /^Indicator 2: "sma20" is also what indicator 1 is called/],
    [[{ kind: 'macd' }, { kind: 'ema', name: 'macdSignal' }], /"macdSignal" is also what indicator 1/],
  ];
  for (const [rows, why] of refused) {
    it(`refuses ${JSON.stringify(rows.slice(0, 2))}`, () => {
      assert.throws(() => parse(...rows), { name: 'ConfigError', message: why });
    });
  }

  it('refuses what bars from before and running bars cannot be', () => {
    const indicators = [{ kind: 'sma' }];
    assert.throws(() => parseIndicators({ indicators, backfill: 'no' }), /Past bars are "send" or "skip"\./);
    assert.throws(() => parseIndicators({ indicators, running: 1 }), /Running bars are "send" or "skip"\./);
  });

  it('names as many numbers as an indicator has', () => {
    for (const kind of Object.keys(indicatorKinds) as IndicatorKind[]) {
      const names = namesOf({ kind, name: 'a' });
      assert.equal(new Set(names).size, names.length);
    }
  });
});

describe('the review of the form of indicators', () => {
  const review = (...indicators: unknown[]) => reviewIndicators({ indicators });

  it('gives a sentence for each indicator that is right, and says what is wrong with the others', () => {
    const { sentences: said, faults, names } = review({ kind: 'rsi' }, { kind: 'sma', length: 'x' });
    assert.deepEqual(said, ['RSI of the close over 14 bars, as rsi14', '']);
    assert.deepEqual(Object.keys(faults), ['2']);
    assert.match(faults['2'] ?? '', /^The length is a whole number of bars/);
    assert.deepEqual(names, []);
  });

  it('marks the second of two with the same name', () => {
    const { faults } = review({ kind: 'sma' }, { kind: 'sma' });
    assert.match(faults['2'] ?? '', /^"sma20" is also what indicator 1 is called/);
  });

  it('says what is wrong with the whole', () => {
    assert.deepEqual(review().faults, { form: 'Add at least one indicator.' });
    assert.match(
      reviewIndicators({ indicators: [{ kind: 'sma' }], running: 'x' }).faults['form'] ?? '',
      /^Running bars/,
    );
  });

  it('takes variables as they come', () => {
    const { faults, names } = review({ kind: 'sma', length: '${LENGTH}', name: 'average' });
    assert.deepEqual([faults, names], [{}, ['average']]);
  });
});
