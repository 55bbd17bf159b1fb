/** Search for words in untrusted texts, in time linear to them: words are compared, no pattern of a user is run. */
import { ConfigError } from './errors';
import { toList } from './read';

const wordPattern = /[\p{L}\p{N}]+(?:['’&.-][\p{L}\p{N}]+)*/gu;

const joiners = /['’&.-]/;

/** The same letters in one spelling, whatever their case. */
export function folded(text: string): string {
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
        if (matches(word) || word.split(joiners).some(matches)) return true;
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

/** One thing to search for: a word, or several in a row. Folded; a `*` at the end of one stands for any ending. */
export type Term = readonly string[];

/** Quoted words belong together; everything else is split as a list is. */
const typedTerm = /["“”„]([^"“”„]*)["“”„]|[^"“”„]+/g;

/** What a person typed to search for: words, `beginnings*` and "words in a row". Throws a ConfigError as `wordsIn`. */
export function termsIn(value: unknown): Term[] {
  if (Array.isArray(value)) return value.flatMap(termsIn);
  if (typeof value !== 'string') return [];
  return [...value.matchAll(typedTerm)].flatMap(([typed, quoted]): Term[] => {
    const words = wordsIn(quoted ?? typed).map(word => folded(word).replace(/\*+$/, '*'));
    if (quoted === undefined || words.length === 1) return words.map(word => [word]);
    return words.length === 0 ? [] : [words.flatMap(word => word.split(joiners))];
  });
}

/** A text taken apart once, to be searched many times. */
export interface ReadText {
  /** Its words, whole and in parts. */
  readonly words: ReadonlySet<string>;
  /** The parts of its words, in order. */
  readonly order: readonly string[];
}

/** Takes a text apart, in time linear to it. */
export function readText(text: string): ReadText {
  const words = new Set<string>();
  const order: string[] = [];
  for (const [word] of folded(text).matchAll(wordPattern)) {
    words.add(word);
    for (const part of word.split(joiners)) {
      words.add(part);
      order.push(part);
    }
  }
  return { words, order };
}

function isMeant(word: string | undefined, wanted: string | undefined): boolean {
  if (word === undefined || wanted === undefined) return false;
  return wanted.endsWith('*') ? word.startsWith(wanted.slice(0, -1)) : word === wanted;
}

/** Whether a text holds a term. */
export function holdsTerm({ words, order }: ReadText, term: Term): boolean {
  const [first = ''] = term;
  if (term.length > 1) {
    return order.some((_, at) => term.every((wanted, index) => isMeant(order[at + index], wanted)));
  }
  if (!first.endsWith('*')) return words.has(first);
  const start = first.slice(0, -1);
  for (const word of words) if (word.startsWith(start)) return true;
  return false;
}
