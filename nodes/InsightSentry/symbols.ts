import { ConfigError } from '../../core/errors';

/** `EXCHANGE:SYMBOL` as the official client checks it (protocol page, section 4). */
const codePattern = /^[A-Z0-9_./-]+:[A-Z0-9_./!-]+$/;

/** A code in upper case. Throws a ConfigError that shows what was typed. */
export function checkCode(typed: string): string {
  const code = typed.toUpperCase();
  if (!codePattern.test(code)) {
    throw new ConfigError(`"${typed}" is not a symbol code. Write EXCHANGE:SYMBOL, for example NASDAQ:AAPL.`);
  }
  return code;
}

/**
 * Whether a code names a future. Codes that end in digits alone may be a dated future or an Asian stock: unknown, and
 * then no option is refused.
 */
export function instrumentKind(code: string): 'continuous' | 'future' | 'other' | 'unknown' {
  const symbol = labelOf(code);
  if (/[12]!$/.test(symbol)) return 'continuous';
  if (/[A-Z0-9][FGHJKMNQUVXZ]\d{4}$/.test(symbol)) return 'future';
  return /\d{4}$/.test(symbol) ? 'unknown' : 'other';
}

/** Exchanges for which the newer dialect offers data round the clock (protocol page, section 11). */
export function hasRoundTheClock(code: string): boolean {
  return /^(NYSE|NASDAQ|AMEX|CBOE):/.test(code);
}

/** A code without its exchange. */
export function labelOf(code: string): string {
  return code.slice(code.indexOf(':') + 1);
}
