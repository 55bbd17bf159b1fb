import type { Journal } from '../journal';
import type { Market } from '../market';
import type { Random } from '../random';
import type { Coverage } from './coverage';
import type { RecordStream } from './envelope';
import type { Ids } from './ids';
import type { BenzingaSettings, Dialect } from './options';
import type { Draft } from './publication';
import type { Stock } from './stocks';

/** What all streams share. */
export interface BenzingaContext {
  readonly market: Market;
  readonly settings: BenzingaSettings;
  readonly ids: Ids;
  readonly coverage: Coverage;
  readonly journal: Journal;
  /** How the feed speaks now; a lever changes it. */
  dialect: Dialect;
}

/** What a new record is about. */
export interface Assignment {
  readonly id: string | number;
  readonly stock: Stock;
  /** False where the stock was only drawn: the story may then be about the market as a whole. */
  readonly isStockGiven: boolean;
  /** Milliseconds since 1970. */
  readonly time: number;
}

/** Invents the records of one stream. */
export interface Desk {
  readonly stream: RecordStream;
  newId(time: number): string | number;
  invent(assignment: Assignment): Draft;
}

/** What every desk needs to invent. */
export interface DeskTools {
  readonly market: Market;
  readonly coverage: Coverage;
  readonly ids: Ids;
  readonly random: Random;
}

/** A decimal as calendar payloads hold it: text, and `""` for what is not available (protocol page, section 5.0). */
export function decimal(value: number | undefined, dialect: Dialect, digits = 2): string {
  if (value === undefined || dialect.emptyNumbers) return '';
  return value.toFixed(digits).replace(/^-(0\.?0*)$/, '$1');
}
