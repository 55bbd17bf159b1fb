import { cleanLines, cut } from './escape-text';

/** The most that a cell of Excel holds; Google Sheets' 50,000 are more. */
const longestCell = 32_000;

/**
 * A text that no spreadsheet takes for a formula: an apostrophe before `=`, `+`, `-`, `@` (and their full-width forms,
 * which some versions read alike); a tab or line break does not get to the beginning at all.
 * https://owasp.org/www-community/attacks/CSV_Injection. Separators and quotes are the business of who writes CSV.
 */
export function cellText(value: string): string {
  const text = cut(cleanLines(value), longestCell);
  return /^[=+\-@＝＋－＠]/.test(text) ? `'${text}` : text;
}
