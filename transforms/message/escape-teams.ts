import { safeUrl, type Escaper } from './escape-text';

/**
 * A TextBlock reads a part of CommonMark (bold, italic, lists, links) and the functions `{{DATE()}}` and `{{TIME()}}`:
 * https://learn.microsoft.com/en-us/adaptive-cards/authoring-cards/text-features. A backslash before a sign makes it a
 * plain one (CommonMark 0.31, 2.4). Only own templates are TextBlocks; built-in ones are TextRuns, in which "Markdown
 * is not supported" (https://learn.microsoft.com/en-us/adaptive-cards/schema-explorer/text-run).
 */
const signs = /[\\`*_~<>&[\]|]/g;
const lineStart = /^(\d*)([-+.)]|-?#{1,6})(?=\s|$)/gm;

/** The text with functions of Adaptive Cards taken apart by a zero-width space. */
export function withoutFunctions(value: string): string {
  return value.replace(/\{(?=\{)/g, '{\u200b');
}

export const teamsEscaper: Escaper = {
  text: value => withoutFunctions(value).replace(signs, '\\$&').replace(lineStart, '$1\\$2'),
  url: value => safeUrl(value) ?? '',
};
