import assert from 'node:assert/strict';
import { benzinga } from '../../nodes/Benzinga/benzinga.provider';
import { accountOf, paramsOf, wantedOf } from './feed';

const account = accountOf();
const plan = (...forms: Record<string, unknown>[]) => benzinga.endpoints(account, wantedOf(...forms));

describe('who is served by which connection', () => {
  it('is one for all: a token may have no second one on a stream', () => {
    const { endpoints, refused } = plan({}, { tickers: 'AAPL' }, { channels: 'News', backlog: true });
    assert.deepEqual(endpoints, [{ slot: 0, serves: [1, 2, 3] }]);
    assert.deepEqual(refused, []);
  });

  it('is none for who asks for nothing', () => {
    const wanted = wantedOf({ tickers: 'AAPL' }, { tickers: 'MSFT' });
    wanted[0]!.params = benzinga.remove(wanted[0]!.params, 'AAPL', account);
    assert.deepEqual(benzinga.endpoints(account, wanted).endpoints, [{ slot: 0, serves: [2] }]);
    assert.deepEqual(benzinga.endpoints(account, wanted.slice(0, 1)), { endpoints: [], refused: [] });
    assert.deepEqual(benzinga.endpoints(account, []), { endpoints: [], refused: [] });
  });

  const form = { stream: 'consensus', tickers: 'AAPL' };

  it('refuses the later of two that want other options, and names both', () => {
    for (const other of [{ simplifyRatings: true }, { aggregateType: 'percentage' }]) {
      const { endpoints, refused } = plan(form, { ...form, ...other }, { ...form, tickers: 'MSFT' });
      assert.deepEqual(endpoints, [{ slot: 0, serves: [1, 3] }]);
      assert.equal(refused.length, 1);
      const [{ id, error }] = refused as [(typeof refused)[0]];
      assert.match(error.message, /^"B" and "A" ask for consensus ratings with different options/);
      assert.deepEqual([id, error.name, error.code, error.retry], [2, 'ConfigError', 'conflict', false]);
    }
  });

  it('leaves who is served where it is, whoever came first', () => {
    const wanted = wantedOf(form, { ...form, simplifyRatings: true });
    wanted[1]!.slot = 0;
    const { endpoints, refused } = benzinga.endpoints(account, wanted);
    assert.deepEqual(endpoints, [{ slot: 0, serves: [2] }]);
    assert.match(refused[0]?.error.message ?? '', /^"A" and "B"/);
  });

  const apple = 'US0378331005';
  const microsoft = 'US5949181045';
  const filters: Record<string, Record<string, string>> = {
    'not at all': {},
    'by tickers': { tickers: 'TSLA' },
    'by ISINs': { isins: apple },
    'by tickers and ISINs': { tickers: 'TSLA', isins: apple },
  };

  it('refuses another kind of filter by ISINs where only the server can apply it, and names both', () => {
    for (const [stream, what] of [
      ['bulls-bears', 'bulls and bears'],
      ['consensus', 'consensus ratings'],
    ]) {
      for (const [how, one] of Object.entries(filters)) {
        for (const [otherHow, other] of Object.entries(filters)) {
          const { endpoints, refused } = plan({ stream, ...one }, { stream, ...other });
          const isConflict = how !== otherHow && (one.isins ?? other.isins) !== undefined;
          assert.deepEqual(endpoints[0]?.serves, isConflict ? [1] : [1, 2], `${how}, ${otherHow}`);
          if (!isConflict) continue;
          const [{ id, error }] = refused as [(typeof refused)[0]];
          assert.deepEqual([id, error.name, error.code, error.retry], [2, 'ConfigError', 'conflict', false]);
          assert.ok(
            error.message.startsWith(`"B" filters ${what} ${otherHow}, "A" ${how}: Benzinga allows one`),
            error.message,
          );
        }
      }
    }
  });

  it('leaves who filters by ISINs where it is, and serves others by ISINs beside it', () => {
    const wanted = wantedOf(
      { stream: 'bulls-bears' },
      { stream: 'bulls-bears', isins: apple },
      { stream: 'bulls-bears', isins: microsoft },
    );
    wanted[1]!.slot = 0;
    const { endpoints, refused } = benzinga.endpoints(account, wanted);
    assert.deepEqual(endpoints, [{ slot: 0, serves: [2, 3] }]);
    assert.match(refused[0]?.error.message ?? '', /^"A" filters bulls and bears not at all, "B" by ISINs/);
  });

  it('lets all filters share a stream whose records name their ISIN', () => {
    for (const stream of ['ratings', 'earnings', 'insights', 'news', 'transcripts'])
      assert.deepEqual(plan(...Object.values(filters).map(one => ({ stream, ...one }))).refused, []);
  });

  it('sees no conflict in options that a stream does not have', () => {
    const news = { stream: 'news', simplifyRatings: true, aggregateType: 'percentage' };
    assert.deepEqual(plan(news, { stream: 'news' }).refused, []);
  });
});

describe('what a node is routed by', () => {
  const labels = (form: Record<string, unknown>): string[] =>
    benzinga.topics(paramsOf(form)).map(({ label }) => label);

  it('is its stream; its lists are the names', () => {
    assert.deepEqual(labels({}), ['all news']);
    assert.deepEqual(labels({ stream: 'transcripts', tickers: '*' }), ['all calls']);
    assert.deepEqual(labels({ tickers: 'AAPL, MSFT', channels: 'Price Target' }), [
      'AAPL',
      'MSFT',
      'Price Target',
    ]);
    assert.deepEqual(labels({ stream: 'ratings', isins: 'US0378331005' }), ['US0378331005']);
    for (const { key } of benzinga.topics(paramsOf({ tickers: 'AAPL, MSFT' }))) assert.equal(key, 'news');
  });

  it('has a past of a hundred events where the node wants it, and the stream has one', () => {
    const history = (form: Record<string, unknown>): unknown => benzinga.topics(paramsOf(form))[0]?.history;
    assert.deepEqual([history({}), history({ backlog: true }), history({ backlog: 'true' })], [0, 100, 100]);
    assert.equal(history({ stream: 'transcripts', backlog: true }), 0);
    assert.equal(paramsOf({ stream: 'transcripts', backlog: true }).backlog, false);
  });

  it('brings records on every stream', () => assert.equal(benzinga.brings('news'), 'records'));
});

describe('the proof of a token', () => {
  it('opens the news stream and asks for nothing besides', () => {
    const params = benzinga.probe(account);
    assert.deepEqual(params, paramsOf({ stream: 'news', backlog: false }));
    assert.equal(benzinga.topics(params).length, 1);
    const protocol = benzinga.protocol(account, params.stream, [params]);
    assert.deepEqual(protocol.open([params], 'k', 0), ['replay']);
    assert.deepEqual(protocol.update([params], 'k'), []);
  });
});
