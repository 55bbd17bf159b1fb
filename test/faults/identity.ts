/** Reads the provider's own ids from what providers send, from their documentation and from nothing of the engine. */

/** One thing that was said on the wire. */
export interface Item {
  readonly kind: 'quote' | 'bar' | 'record';
  readonly id: string;
  /** Of a bar: all that may change while it runs. */
  readonly version?: string;
  /** Of a bar: its last price. */
  readonly close?: number;
  /** What it is ordered by, where the order on the wire is not the right one. */
  readonly place?: { readonly of: string; readonly number: number };
}

type Fields = Readonly<Record<string, unknown>>;

/** A text or a number as it is in an id. */
const word = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a text frame says: nothing where it is no data. */
export function itemsOfFrame(text: string): Item[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [];
  }
  return isFields(value) ? itemsOf(value) : [];
}

/** What an event that a subscriber got stands for, by the provider's object that it carries. */
export function itemOfEvent(event: Fields): Item | undefined {
  const { raw, type, symbol, interval } = event;
  if (!isFields(raw)) return undefined;
  if (type === 'bar') return bar(word(symbol), word(interval), raw);
  return itemsOf(raw)[0];
}

function itemsOf(value: Fields): Item[] {
  // InsightSentry: bars, a batch of quotes, a flat quote.
  if (Array.isArray(value['series'])) {
    const points = value['series'].filter(isFields);
    return points.map(point => bar(word(value['code']), word(value['bar_type']), point));
  }
  if (Array.isArray(value['data'])) return value['data'].filter(isFields).flatMap(quoteOf);
  if (value['code'] !== undefined) return quoteOf(value);
  // InsightSentry's newsfeed.
  if (typeof value['link'] === 'string') return [{ kind: 'record', id: value['link'] }];
  // TradeWatch.
  if (value['symbol'] !== undefined && value['bid'] !== undefined)
    return [{ kind: 'quote', id: `${word(value['symbol'])} ${word(value['bid'])} ${word(value['ask'])}` }];
  // FinFeedAPI.
  if (value['accession_no'] !== undefined)
    return [{ kind: 'record', id: `${word(value['accession_no'])}|${word(value['cik'])}` }];
  // Benzinga's transcripts, and its other streams.
  if (typeof value['call_id'] === 'string' && typeof value['sequence'] === 'number') {
    const { call_id: of, sequence: number } = value as { call_id: string; sequence: number };
    return [{ kind: 'record', id: `${of} ${number}`, place: { of, number } }];
  }
  if (typeof value['id'] === 'string' && isFields(value['data']))
    return [{ kind: 'record', id: value['id'] }];
  return [];
}

/** A quote is known by its last price; a frame without one only moves bid and ask. */
function quoteOf(quote: Fields): Item[] {
  const { code, last_price: last } = quote;
  return last === undefined ? [] : [{ kind: 'quote', id: `${word(code)} ${word(last)}` }];
}

function bar(code: string, length: string, point: Fields): Item {
  const { time, open, high, low, close, volume } = point;
  return {
    kind: 'bar',
    id: `${code} ${length} ${word(time)}`,
    version: JSON.stringify([open, high, low, close, volume]),
    close: Number(close),
    place: { of: `${code} ${length}`, number: Number(time) },
  };
}
