import { ConfigError } from '../../core/errors';
import { toList } from '../../core/read';

/** A CIK as ten digits, whatever its padding; null for what is none (protocol page, section 6). */
export function toCik(value: unknown): string | null {
  if (typeof value === 'number') {
    return Number.isInteger(value) && value >= 0 && value < 1e10 ? String(value).padStart(10, '0') : null;
  }
  if (typeof value !== 'string') return null;
  const [, digits] = /^(?:CIK)?(\d{1,10})$/i.exec(value.trim()) ?? [];
  return digits?.padStart(10, '0') ?? null;
}

/** `CIK 320193` and `CIK#320193` in one word. */
export function joinPrefix(text: string): string {
  return text.replace(/\bCIK[\s:#]{1,9}(?=\d)/gi, 'CIK');
}

/** The CIKs that a person typed, ten digits each. Throws a ConfigError that shows what is none. */
export function ciksIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(ciksIn);
  const typed = typeof value === 'number' ? String(value) : value;
  return toList(typeof typed === 'string' ? joinPrefix(typed) : typed).map(one => {
    const cik = toCik(one);
    if (cik !== null) return cik;
    throw new ConfigError(
      `"${one.slice(0, 40)}" is not a CIK. Write the number that the SEC has for the company, 1 to 10 digits, for example 320193. Tickers are not known here.`,
    );
  });
}
