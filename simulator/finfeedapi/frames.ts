import type { Filing } from './filing';
import type { FinFeedApiSwitches } from './options';

/** Errors after which the server closes; the sister streams' documentation says so of all (protocol page, 4.5). */
export type FinFeedApiError = 'invalid-key' | 'invalid-message' | 'buffer-full' | 'quota';

/** The first and the third text are documented (guide), the others are invented. */
const ERROR_TEXTS: Readonly<Record<FinFeedApiError, string>> = {
  'invalid-key': 'Invalid API key',
  'invalid-message': 'Invalid message',
  'buffer-full': 'Reached maximum allowed buffered messages for this connection.',
  quota: 'Quota exceeded: the usage credits of the day are spent.',
};

export function errorFrame(error: FinFeedApiError, message = ERROR_TEXTS[error]): string {
  return JSON.stringify({ type: 'error', message });
}

/** A filing as it goes over the wire (protocol page, section 4.2); `rest` uses the names of the REST API. */
export function filingFrame(
  filing: Filing,
  isHistorical: boolean,
  spelling: FinFeedApiSwitches['spelling'],
): string {
  const { discovered_time, form, description, filling_date, accepted_time, accession_no, cik } = filing;
  if (spelling === 'documented') {
    return JSON.stringify({
      type: 'fillings',
      is_historical: isHistorical,
      discovered_time,
      form,
      description,
      filling_date,
      accepted_time,
      accession_no,
      cik,
    });
  }
  return JSON.stringify({
    type: 'filings',
    is_historical: isHistorical,
    discovered_time,
    form,
    description,
    filing_date: filling_date,
    acceptance_date_time: accepted_time,
    accession_number: accession_no,
    cik,
  });
}

/** Sent after a second of silence to those who asked for it (protocol page, section 4.3). */
export function heartbeatFrame(spelling: FinFeedApiSwitches['heartbeatSpelling']): string {
  return JSON.stringify({ type: spelling });
}

/** Asks clients to reconnect before a deadline (protocol page, section 4.4). */
export function reconnectFrame(withinSeconds: number, beforeTime: string): string {
  return JSON.stringify({ type: 'reconnect', within_seconds: withinSeconds, before_time: beforeTime });
}
