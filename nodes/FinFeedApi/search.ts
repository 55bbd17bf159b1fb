import { ConfigError } from '../../core/errors';
import { toList } from '../../core/read';

/** A word, or the beginning of one before a `*`, as texts are searched for it. */
const wordPattern = /^[\p{L}\p{N}]+(?:['’&.-][\p{L}\p{N}]+)*\**$/u;

/** The words that a person typed, without signs around them. Throws a ConfigError for what no text could match. */
export function wordsIn(value: unknown): string[] {
  return toList(value).map(typed => {
    const word = typed.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}*]+$/gu, '');
    if (wordPattern.test(word)) return word;
    throw new ConfigError(
      `"${typed.slice(0, 40)}" cannot be searched for. Write words of letters and digits; * may stand at the end of one.`,
    );
  });
}
