import type { FilingEvent } from '../../core/event';
import { toIso, toText, type JsonObject } from '../../core/read';
import { toCik } from './ciks';

/** The first of a field's spellings that is there: the provider has several (protocol page, section 6). */
function either(frame: JsonObject, name: string, other: string): unknown {
  return frame[name] ?? frame[other];
}

/** A text without blanks around it; a number as one, since some forms are only digits. */
function text(value: unknown): string | null {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return toText(typeof value === 'string' ? value.trim() : value);
}

/**
 * A time in UTC, in ms. Its seconds have 6, 7 or 9 decimals (protocol page, section 4.2), which are cut to three; where
 * no zone is named it is UTC all the same.
 */
export function utcMs(value: unknown): number | null {
  if (typeof value !== 'string') return null;
  const parts =
    /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,20}))?(Z|[+-]\d\d:\d\d)?$/i.exec(value.trim()) ?? [];
  const [, day, time, decimals = '', zone = 'Z'] = parts;
  if (day === undefined || time === undefined) return null;
  const ms = Date.parse(`${day}T${time}.${decimals.slice(0, 3).padEnd(3, '0')}${zone.toUpperCase()}`);
  return Number.isNaN(ms) ? null : ms;
}

/** `0000000001-26-000001`, also where the dashes are missing. */
function accessionOf(value: unknown): string | null {
  return text(value)?.replace(/^(\d{10})(\d\d)(\d{6})$/, '$1-$2-$3') ?? null;
}

/** EDGAR's index page of a filing, by its own convention (protocol page, section 4.2). */
function indexPage(cik: string | null, accession: string | null): string | null {
  if (cik === null || accession === null || !/^\d{10}-\d\d-\d{6}$/.test(accession)) return null;
  const folder = accession.replaceAll('-', '');
  return `https://www.sec.gov/Archives/edgar/data/${Number(cik)}/${folder}/${accession}-index.htm`;
}

/**
 * The event of a filing. Any field may be missing: the documentation does not say which are sure. Its id is accession
 * number and CIK, since one filing can concern several companies; without the number, whatever else there is.
 */
export function filingOf(frame: JsonObject, receivedTime: string): FilingEvent {
  const accessionNumber = accessionOf(either(frame, 'accession_no', 'accession_number'));
  const cik = toCik(frame.cik);
  const form = text(frame.form);
  const description = text(frame.description);
  const acceptedTime = text(either(frame, 'accepted_time', 'acceptance_date_time'));
  const [filingDate = null] =
    /^\d{4}-\d\d-\d\d/.exec(text(either(frame, 'filling_date', 'filing_date')) ?? '') ?? [];
  const discoveredTime = toIso(utcMs(frame.discovered_time));
  const nameless = [discoveredTime, acceptedTime, form, description?.slice(0, 200)].join('|');
  return {
    id: `${accessionNumber ?? nameless}|${cik ?? ''}`,
    recordId: accessionNumber,
    type: 'filing',
    provider: 'finfeedapi',
    stream: 'sec-filings',
    action: 'created',
    symbol: null,
    symbols: [],
    time: discoveredTime,
    receivedTime,
    backfill: frame.is_historical === true || frame.is_historical === 'true',
    form,
    accessionNumber,
    cik,
    description,
    filingDate,
    acceptedTime,
    discoveredTime,
    url: indexPage(cik, accessionNumber),
    raw: frame,
  };
}
