import assert from 'node:assert/strict';
import { finFeedApi } from '../../nodes/FinFeedApi/finfeedapi.provider';
import { filingOf, frameOf, opened, paramsOf, read } from './filings';

describe('a filing', () => {
  it('has its fields in the order in which users see them, and the provider’s own object last', () => {
    const first = ['id', 'recordId', 'type', 'provider', 'stream', 'action', 'symbol', 'symbols', 'time'];
    const own = ['form', 'accessionNumber', 'cik', 'description', 'filingDate', 'acceptedTime'];
    const filing = filingOf();
    const fields = [...first, 'receivedTime', 'backfill', ...own, 'discoveredTime', 'url', 'raw'];
    assert.deepEqual(Object.keys(filing), fields);
    assert.deepEqual(filing.raw, frameOf());
    assert.deepEqual(Object.keys(finFeedApi.sample(paramsOf())), fields);
  });

  it('knows its time in UTC, whatever the number of decimals and with or without a zone', () => {
    const time = (discovered_time: unknown): string | null => filingOf({ discovered_time }).time;
    assert.equal(time('2026-01-14T21:04:56.123456Z'), '2026-01-14T21:04:56.123Z');
    assert.equal(time('2026-01-14T21:04:56.1234567Z'), '2026-01-14T21:04:56.123Z');
    assert.equal(time('2026-01-14T21:04:56.123456789Z'), '2026-01-14T21:04:56.123Z');
    assert.equal(time('2026-01-14T21:04:56.9'), '2026-01-14T21:04:56.900Z');
    assert.equal(time('2026-01-14 21:04:56'), '2026-01-14T21:04:56.000Z');
    assert.equal(time('2026-01-14T16:04:56-05:00'), '2026-01-14T21:04:56.000Z');
    for (const odd of [null, 5, '', 'yesterday', '2026-13-45T99:99:99Z', {}]) assert.equal(time(odd), null);
  });

  it('tells when it was found only where it is new: the backlog says nothing about being late', () => {
    const [live] = read(opened(), frameOf());
    assert.ok(live?.kind === 'event');
    assert.equal(live.sentAt, Date.parse('2026-01-02T14:59:59.123Z'));
    const [old] = read(opened(), frameOf({ is_historical: true }));
    assert.ok(old?.kind === 'event' && !('sentAt' in old) && old.event.backfill);
    const [undated] = read(opened(), frameOf({ discovered_time: null }));
    assert.ok(undated?.kind === 'event' && !('sentAt' in undated));
  });

  it('is the same event when the backlog sends it again, and another for another company', () => {
    assert.equal(filingOf().id, filingOf({ is_historical: true }).id);
    assert.notEqual(filingOf().id, filingOf({ cik: 2 }).id);
    assert.equal(filingOf().recordId, filingOf({ cik: 2 }).recordId);
    const [one, other] = [filingOf({ accession_no: null }), filingOf({ accession_no: null, form: '10-K' })];
    assert.notEqual(one.id, other.id);
    assert.equal(one.recordId, null);
  });

  it('has a CIK of ten digits, or none', () => {
    const cik = (value: unknown): string | null => filingOf({ cik: value }).cik;
    assert.equal(cik(320193), '0000320193');
    assert.equal(cik('320193'), '0000320193');
    assert.equal(cik('0000320193'), '0000320193');
    for (const odd of [null, -1, 1.5, 1e10, '', 'AAPL', '12345678901', {}]) assert.equal(cik(odd), null);
  });

  it('links to EDGAR only where company and number are known', () => {
    assert.match(filingOf().url ?? '', /data\/1\/000000000126000001\/0000000001-26-000001-index\.htm$/);
    assert.equal(filingOf({ accession_no: '000000000126000001' }).url, filingOf().url);
    assert.equal(filingOf({ cik: null }).url, null);
    assert.equal(filingOf({ accession_no: '../../evil' }).url, null);
  });

  it('takes a form that is only digits, and an odd date for none', () => {
    assert.equal(filingOf({ form: 4 }).form, '4');
    assert.equal(filingOf({ form: ' 8-K ' }).form, '8-K');
    assert.equal(filingOf({ filling_date: '2026-01-14T00:00:00' }).filingDate, '2026-01-14');
    assert.equal(filingOf({ filling_date: 'soon' }).filingDate, null);
  });
});

describe('a sample of FinFeedAPI', () => {
  it('is what the node asks for', () => {
    const params = paramsOf({ forms: 'SC 13D', ciks: '320193', words: 'acqui*' });
    const sample = finFeedApi.sample(params);
    assert.ok(sample.type === 'filing');
    assert.deepEqual([sample.form, sample.cik], ['SC 13D', '0000320193']);
    assert.equal(finFeedApi.filter?.(params)?.(sample), true);
  });
});
