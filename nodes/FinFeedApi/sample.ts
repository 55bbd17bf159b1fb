import type { MarketEvent } from '../../core/event';
import { filingOf } from './filing';
import type { FilingsParams } from './params';

/** Noon of an ordinary day: a sample must not look like news. */
const sampleTime = '2026-01-02T17:00:00.000Z';

/** An invented filing that meets what `params` ask for, in exactly the shape of a real one. */
export function sampleOf({ forms, ciks, words }: FilingsParams): MarketEvent {
  const form = forms[0] ?? '8-K';
  const about = words.length > 0 ? `: ${words[0]?.replace(/\*+$/, '')}` : '';
  const raw = {
    type: 'fillings',
    is_historical: false,
    discovered_time: '2026-01-02T17:00:00.1234567Z',
    form,
    description: `SAMPLE CORP ${form}, an invented filing${about}`,
    filling_date: '2026-01-02',
    accepted_time: '2026-01-02T16:59:58Z',
    accession_no: '0000000001-26-000001',
    cik: Number(ciks[0] ?? 1),
  };
  return filingOf(raw, sampleTime);
}
