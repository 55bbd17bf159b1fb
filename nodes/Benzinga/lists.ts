/** Lists as a person types them: tickers, ISINs and channels. */
import { ConfigError } from '../../core/errors';
import { toList } from '../../core/read';

/** Stands for all tickers (protocol page, section 5.7); taken on every stream. */
export const anyTicker = '*';

/** `AAPL`, `BRK.B`, `BF/B`, `$BTC`, also with an exchange, as `TSX:ABC` (protocol page, section 5.6). */
const tickerPattern = /^(?:[A-Z0-9]{1,12}:)?[$^]?[A-Z0-9]{1,10}(?:[./-][A-Z0-9]{1,6}){0,2}$/;
const isinPattern = /^[A-Z]{2}[A-Z0-9]{9}[0-9]$/;

/** A ticker without its exchange. */
export function bareTicker(ticker: string): string {
  return ticker.slice(ticker.indexOf(':') + 1);
}

function unique(list: readonly string[]): string[] {
  return [...new Set(list)];
}

/** What was typed, in a length that fits into a sentence. */
function shown(typed: string): string {
  return typed.length > 40 ? `${typed.slice(0, 40)}…` : typed;
}

function checkTicker(typed: string): string {
  const ticker = typed.toUpperCase();
  if (ticker === anyTicker || tickerPattern.test(ticker)) return ticker;
  if (isinPattern.test(ticker)) {
    throw new ConfigError(`"${ticker}" is not a ticker but an ISIN. Enter it under ISINs.`);
  }
  throw new ConfigError(
    `"${shown(typed)}" is not a ticker. Write tickers as Benzinga does, for example AAPL, MSFT or BRK.B.`,
  );
}

/**
 * Whether the last digit of an ISIN fits the others (ISO 6166): letters count as two digits, A = 10 to Z = 35, then
 * every second digit from the right is doubled.
 */
function fitsCheckDigit(isin: string): boolean {
  const digits = [...isin].map(letter => parseInt(letter, 36)).join('');
  let sum = 0;
  for (let place = 0; place < digits.length; place += 1) {
    const digit = Number(digits[digits.length - 1 - place]) * (place % 2 === 0 ? 1 : 2);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 === 0;
}

function checkIsin(typed: string): string {
  const isin = typed.toUpperCase();
  if (!isinPattern.test(isin)) {
    throw new ConfigError(
      `"${shown(typed)}" is not an ISIN. It has two letters, nine letters or digits and a check digit, for example US0378331005.`,
    );
  }
  if (!fitsCheckDigit(isin)) {
    throw new ConfigError(
      `"${isin}" is not an ISIN: its last digit does not fit the others. Check for a typo.`,
    );
  }
  return isin;
}

/** The parts of a typed list. What is no text is refused: ignored, it would turn a list into the wish for everything. */
function partsOf(value: unknown, what: string): string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(one => partsOf(one, what));
  if (typeof value === 'number') return [String(value)];
  if (typeof value !== 'string') throw new ConfigError(`${what} must be a text, or a list of texts.`);
  return toList(value);
}

/** Tickers in upper case, each once. Throws a ConfigError that shows what was typed. */
export function parseTickers(value: unknown): string[] {
  return unique(partsOf(value, 'Tickers').map(checkTicker));
}

/** ISINs in upper case, each once. Throws a ConfigError that shows what was typed. */
export function parseIsins(value: unknown): string[] {
  return unique(partsOf(value, 'ISINs').map(checkIsin));
}

/** Channels as typed, each once in whatever case. Their names hold spaces: split at commas, semicolons and lines. */
export function parseChannels(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return uniqueChannels(value.flatMap(parseChannels));
  if (typeof value !== 'string') throw new ConfigError('Channels must be a text, or a list of texts.');
  const names = value.split(/[,;\r\n]+/).map(name => name.replace(/\s+/g, ' ').trim());
  return uniqueChannels(names.filter(name => name !== ''));
}

/** Each channel once, in whatever case; the first spelling stays. */
export function uniqueChannels(names: readonly string[]): string[] {
  const kept = new Map<string, string>();
  for (const name of names) if (!kept.has(channelKey(name))) kept.set(channelKey(name), name);
  return [...kept.values()];
}

/** What two spellings of a channel have in common. */
export function channelKey(name: string): string {
  return name.toLowerCase();
}
