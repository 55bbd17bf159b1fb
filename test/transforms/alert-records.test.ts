import { strict as assert } from 'node:assert';
import { alertsOf, earnings, filing, firesAt, news, rating, sentence } from './alert-cases';

describe('alerts on records', () => {
  it('fire for ratings up and down, by the word of the provider', () => {
    const run = [rating('1', 0), rating('2', 1, { ratingAction: 'Downgrades', rating: 'Sell' })];
    assert.deepEqual(firesAt({ kind: 'ratingUp' }, run), ['Buy']);
    assert.deepEqual(firesAt({ kind: 'ratingDown' }, run), ['Sell']);
    assert.deepEqual(firesAt({ kind: 'ratingUp' }, [rating('1', 0, { ratingAction: 'Maintains' })]), []);
    const [alert] = alertsOf({ kind: 'ratingUp' }, run);
    assert.equal(alert?.message, 'AAPL: Sim Securities raised its rating to Buy from Hold');
  });

  it('fire for a target that changed by a percent', () => {
    const run = [
      rating('1', 0),
      rating('2', 1, { priceTarget: 180 }),
      rating('3', 2, { priceTargetPrior: null }),
    ];
    assert.deepEqual(firesAt({ kind: 'targetChangedBy', by: 10 }, run), [220, 180]);
    assert.deepEqual(firesAt({ kind: 'targetChangedBy', by: 10, direction: 'down' }, run), [180]);
    assert.deepEqual(firesAt({ kind: 'targetChangedBy', by: 10.1 }, run), []);
  });

  it('fire for earnings that beat or miss the estimate, as told or reckoned', () => {
    const miss = earnings('2', 1, { eps: -0.5, epsEstimate: -0.4, epsSurprisePercent: null });
    const scheduled = earnings('3', 2, { eps: null, epsSurprisePercent: null });
    const run = [earnings('1', 0), miss, scheduled, earnings('4', 3, { eps: 1, epsSurprisePercent: 0 })];
    assert.deepEqual(firesAt({ kind: 'earningsBeat' }, run), [1.1]);
    assert.deepEqual(firesAt({ kind: 'earningsBeat', by: 10 }, run), [1.1]);
    assert.deepEqual(firesAt({ kind: 'earningsBeat', by: 10.5 }, run), []);
    assert.deepEqual(firesAt({ kind: 'earningsMiss', by: 20 }, run), [-0.5]);
    assert.deepEqual(firesAt({ kind: 'earningsBeat', figure: 'revenue' }, run), []);
    const [alert] = alertsOf({ kind: 'earningsMiss' }, run);
    assert.equal(alert?.message, 'AAPL missed the estimate of -0.40 by 25.0 % with -0.50 (Q1)');
  });

  it('fire for forms, with their amendments or without', () => {
    const run = ['8-K', '8-K/A', '10-Q', 'SC 13D', 'NT 10-K'].map((form, place) =>
      filing(form, place, { form }),
    );
    assert.deepEqual(firesAt({ kind: 'formFiled', forms: '8-k, SC 13D' }, run), ['8-K', '8-K/A', 'SC 13D']);
    assert.deepEqual(firesAt({ kind: 'formFiled', forms: '8-K 10-Q', amendments: false }, run), [
      '8-K',
      '10-Q',
    ]);
    assert.equal(firesAt({ kind: 'formFiled' }, run).length, 5);
    assert.equal(firesAt({ kind: 'formFiled', amendments: false }, run).length, 4);
    assert.equal(firesAt({ kind: 'formFiled', ciks: '320193' }, run).length, 5);
    assert.deepEqual(firesAt({ kind: 'formFiled', ciks: 'CIK0000000001' }, run), []);
    assert.deepEqual(
      firesAt({ kind: 'formFiled', symbols: 'AAPL' }, run),
      [],
      'without a symbol it is nobody’s',
    );
    assert.equal(alertsOf({ kind: 'formFiled' }, run)[0]?.message, 'CIK 320193 filed 8-K: Apple Inc.');
  });

  it('fire for words in headlines, summaries, bodies and sentences', () => {
    const words = { kind: 'words', words: 'merger, buyback*' };
    const run = [
      news('1', 0, { headline: 'A Merger' }),
      news('2', 1, { summary: 'Buybacks go on' }),
      news('3', 2, { body: '<p>The merger</p>', headline: null }),
      news('4', 3, { headline: 'Mergers', summary: 'no more' }),
      sentence('5', 4, { sentence: 'We plan a merger.' }),
      sentence('6', 5, { sentence: 'Thank you.', sequence: 1 }),
    ];
    assert.deepEqual(firesAt(words, run), ['A Merger', 'A headline', null, 'We plan a merger.']);
  });

  it('fire where all words are there, in whichever of the texts, or none of them', () => {
    const run = [
      news('1', 0, { headline: 'Merger agreed', summary: 'A spin-off too' }),
      news('2', 1, { headline: 'Merger agreed', body: '<p class="off">A spin</p>' }),
      news('3', 2, { headline: 'Quiet day' }),
      news('4', 3, { headline: null, summary: null, body: null }),
    ];
    const words = { kind: 'words', words: 'merger "spin off"' };
    const found = (match: string) => alertsOf({ ...words, match }, run).map(({ event }) => event.id);
    assert.deepEqual([found('any'), found('all'), found('none')], [['1', '2'], ['1'], ['3']]);
    const [alert] = alertsOf({ ...words, match: 'none' }, [sentence('5', 4)]);
    assert.equal(alert?.value, 'Thank you');
  });

  it('take each sentence of a call for its own, though they share a record', () => {
    const said = (sequence: number, status: string) =>
      sentence(`${sequence} ${status}`, sequence, { recordId: 'call', sequence, status });
    const run = [said(0, 'IN_PROGRESS'), said(1, 'IN_PROGRESS'), said(1, 'COMPLETE')];
    assert.equal(firesAt({ kind: 'words', words: 'thank' }, run).length, 2);
  });

  it('never fire twice for a record, nor for its withdrawal, but once for a correction that makes it true', () => {
    const words = { kind: 'words', words: 'merger' };
    const first = news('1', 0, { headline: 'A merger' });
    const more = { recordId: '1', action: 'updated' } as const;
    assert.equal(firesAt(words, [first, first, news('2', 1, { ...more, headline: 'The merger' })]).length, 1);
    assert.equal(firesAt(words, [news('1', 0), news('2', 1, { ...more, headline: 'The merger' })]).length, 1);
    assert.equal(firesAt(words, [news('1', 0, { headline: 'merger', action: 'deleted' })]).length, 0);
    assert.equal(
      firesAt({ kind: 'earningsBeat' }, [earnings('1', 0, { eps: null }), earnings('1', 1)]).length,
      1,
    );
  });

  it('fire once for a record of many symbols, for the first that the rule names', () => {
    const both = news('1', 0, {
      symbol: 'NASDAQ:MSFT',
      symbols: ['NASDAQ:MSFT', 'NASDAQ:AAPL', 'NASDAQ:TSLA'],
    });
    const rule = { kind: 'words', words: 'headline' };
    const symbol = (symbols: string) => alertsOf({ ...rule, symbols }, [both]).map(alert => alert.symbol);
    assert.deepEqual(symbol('TSLA AAPL'), ['NASDAQ:AAPL']);
    assert.deepEqual(symbol(''), ['NASDAQ:MSFT']);
    assert.deepEqual(symbol('IBM'), []);
    assert.deepEqual(symbol('nasdaq:tsla'), ['NASDAQ:TSLA']);
    assert.deepEqual(symbol('NYSE:TSLA'), []);
  });
});
