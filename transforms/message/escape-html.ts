import { cleanLine, cut, safeUrl, type Escaper } from './escape-text';

const entities: Readonly<Record<string, string>> = {
  ...{ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' },
};

/**
 * Safe between tags and inside quoted attributes: OWASP's rule for HTML contexts,
 * https://cheatsheetseries.owasp.org/cheatsheets/Cross_Site_Scripting_Prevention_Cheat_Sheet.html
 */
export function escapeHtml(value: string): string {
  return value.replace(/[&<>"']/g, sign => entities[sign] ?? sign);
}

export const htmlEscaper: Escaper = {
  text: escapeHtml,
  url: value => escapeHtml(safeUrl(value) ?? ''),
};

/** Far below the 998 characters that a line of a mail may have, also when each takes four bytes: RFC 5322, 2.1.1. */
const longestSubject = 150;

/**
 * A mail's subject: one line, for a CR LF would begin another header (RFC 5322, 2.2), and without `=?`, which begins
 * an encoded word that a mail reader decodes (RFC 2047, 2).
 */
export function subjectOf(value: string): string {
  return cut(cleanLine(value).replace(/=(?=\?)/g, '= '), longestSubject);
}
