/**
 * Texts that come from outside, made harmless for any target: no control, bidi or invisible characters, no half
 * surrogate pairs, no towers of marks, no endless length. What a target adds to that stands in its own `escape-*.ts`.
 */

/** How a target writes what comes from outside. */
export interface Escaper {
  /** A text, so that it is read as that text and as nothing else. */
  text(value: string): string;
  /** An address where the target expects one; empty where it is none that is safe to follow. */
  url(value: string): string;
  /** An address that stands alone in a text, where that is written otherwise. */
  bareUrl?(value: string): string;
}

/** Nothing that anybody reads in a message is longer; what is gets cut before any pattern runs over it. */
const longest = 20_000;

const lineBreaks = /\r\n?|[\v\f\u0085\u2028\u2029]/g;
/** White space but line breaks; U+2800 is a letter that shows nothing. */
const spaces = /[^\S\n]|\u2800/g;
const controls = /[^\P{Cc}\n]/gu;
const halfPairs = /\p{Surrogate}/gu;
/**
 * Characters that show nothing, among them the bidi controls (Unicode Standard Annex #44,
 * `Default_Ignorable_Code_Point`; the harm of bidi controls: Unicode Technical Report #36, 2.5.1).
 */
const invisible = /\p{Default_Ignorable_Code_Point}|[\ufff9-\ufffb]/gu;
const joiners = new Set(['\u200c', '\u200d', '\ufe0f']);
/** What a joiner may follow: an emoji, a combining mark, a letter of a script that joins its letters. */
const joinable =
  /(?:[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Bengali}]\ufe0f?|(?!\p{Default_Ignorable_Code_Point})\p{M})$/u;
/** No language that is written puts more marks on one letter. */
const tower = /(\p{M}{4})\p{M}+/gu;

function keepJoiner(found: string, at: number, whole: string): string {
  return joiners.has(found) && joinable.test(whole.slice(Math.max(0, at - 3), at)) ? found : '';
}

/** Printable ASCII with single spaces between: most of what there is, and nothing in it to clean. */
const plainAscii = /^[!-~]+(?: [!-~]+)*$/;

/** The text without anything that is not seen; lines stay lines. Cleaning twice changes nothing more. */
export function cleanLines(text: string): string {
  if (text.length < longest && plainAscii.test(text)) return text;
  return text
    .slice(0, longest)
    .replace(lineBreaks, '\n')
    .replace(spaces, ' ')
    .replace(controls, '')
    .replace(halfPairs, '\ufffd')
    .replace(invisible, keepJoiner)
    .replace(tower, '$1')
    .replace(/ {2,}/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** The text as {@link cleanLines} makes it, on one line. */
export function cleanLine(text: string): string {
  const clean = cleanLines(text);
  return clean.includes('\n') ? clean.replace(/\n+/g, ' ') : clean;
}

/** A character that belongs to the one before it. */
const attached = /^(?:\p{M}|\p{Emoji_Modifier}|\p{Default_Ignorable_Code_Point})/u;

/** The last place up to `at` where a text can be cut without taking a character apart. */
function boundary(text: string, at: number): number {
  for (let place = at; place > 0 && place > at - 40; place -= 1) {
    const isInside =
      /[\udc00-\udfff]/.test(text.charAt(place)) && /[\ud800-\udbff]/.test(text.charAt(place - 1));
    const joined = attached.test(text.slice(place, place + 2)) || text.charAt(place - 1) === '\u200d';
    if (!isInside && !joined) return place;
  }
  return /[\udc00-\udfff]/.test(text.charAt(at)) ? Math.max(0, at - 1) : at;
}

/** How far back a cut looks for the end of a word. */
const wordLength = 20;

/** At most `max` UTF-16 units of the text, which ends in `…` where something is left out. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  if (max < 1) return '';
  const end = boundary(text, max - 1);
  const space = text.lastIndexOf(' ', end);
  return `${text.slice(0, space > end - wordLength && space > 0 ? space : end).trimEnd()}…`;
}

/** The longest beginning of a text that `escape` writes in at most `max` UTF-16 units, so that no escape is cut. */
export function fit(text: string, max: number, escape: (value: string) => string): string {
  const whole = escape(text);
  if (whole.length <= max) return whole;
  let [low, high] = [0, Math.min(text.length, max)];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (escape(cut(text, middle)).length <= max) low = middle;
    else high = middle - 1;
  }
  return low === 0 ? '' : escape(cut(text, low));
}

/** The longest address that all targets take: a Slack button's and an email client's limits are above it. */
const longestUrl = 1_000;
/** Signs that an address may hold and that mean something to one of the targets. */
const signs = /['"()<>[\]{}|\\^`*]/g;

function percentEncoded(sign: string): string {
  return `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;
}

/** Part of an address, with everything encoded that could end or change it. */
export function urlPart(value: string): string {
  return encodeURIComponent(cleanLine(value)).replace(signs, percentEncoded);
}

/**
 * An http(s) address as ASCII, or undefined: `javascript:` and the like, addresses with a user name (what stands
 * before the `@` only pretends to be the host), and overlong ones.
 */
export function safeUrl(value: string): string | undefined {
  const text = cleanLine(value);
  if (!/^https?:\/\//i.test(text) || text.length > longestUrl) return undefined;
  const url = parsed(text);
  if (url === undefined || url.username !== '' || url.password !== '' || url.hostname.includes('['))
    return undefined;
  const href = url.href.replace(signs, percentEncoded);
  return href.length <= longestUrl ? href : undefined;
}

/** Not `URL.canParse`: once optimised, that of Node.js 20 refuses what is not ASCII. */
function parsed(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

/** For targets that show text as it is: nothing is added. */
export const plainEscaper: Escaper = { text: value => value, url: value => safeUrl(value) ?? '' };
