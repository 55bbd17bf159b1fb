/** Search for words in untrusted texts, in time linear to them: words are compared, no pattern of a user is run. */
import { ConfigError } from './errors';
import { toList } from './read';

const wordPattern = /[\p{L}\p{N}]+(?:['’&.-][\p{L}\p{N}]+)*/gu;

function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

/**
 * A test whether any of the texts holds any of the words, in any case. Whole words count; a word that ends in `*`
 * matches all that begin so. Without words, everything matches.
 */
export function wordMatcher(words: readonly string[]): (texts: readonly (string | null)[]) => boolean {
  const wanted = words.map(folded).filter(word => word.replace(/\*+$/, '') !== '');
  if (wanted.length === 0) return () => true;
  const whole = new Set(wanted.filter(word => !word.endsWith('*')));
  const beginnings = wanted.filter(word => word.endsWith('*')).map(word => word.replace(/\*+$/, ''));
  const matches = (word: string): boolean =>
    whole.has(word) || beginnings.some(start => word.startsWith(start));
  return texts =>
    texts.some(text => {
      for (const [word] of folded(text ?? '').matchAll(wordPattern)) {
        if (matches(word) || word.split(/['’&.-]/).some(matches)) return true;
      }
      return false;
    });
}

/** A word, or the beginning of one before a `*`, as texts are searched for it. */
const searchable = /^[\p{L}\p{N}]+(?:['’&.-][\p{L}\p{N}]+)*\**$/u;

/** The words that a person typed, without signs around them. Throws a ConfigError for what no text could match. */
export function wordsIn(value: unknown): string[] {
  return toList(value).map(typed => {
    const word = typed.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}*]+$/gu, '');
    if (searchable.test(word)) return word;
    throw new ConfigError(
      `"${typed.slice(0, 40)}" cannot be searched for. Write words of letters and digits; * may stand at the end of one.`,
    );
  });
}
