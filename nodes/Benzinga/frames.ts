/** What a frame of any stream is, before its payload is looked at (protocol page, section 7). */
import { AuthError } from '../../core/errors';
import type { Inbound } from '../../core/provider';
import { isObject, toText, type JsonObject } from '../../core/read';

/** A sign of life, words for a person, or objects. */
export type Reading =
  { kind: 'alive' } | { kind: 'words'; words: string } | { kind: 'objects'; objects: JsonObject[] };

/** `pong`, with or without quotes, and frames of digits only are signs of life; they are short. */
const longestSign = 64;
const sign = /^(?:"?\s*p[io]ng\s*"?|\d+)$/i;

/** Rules 1 to 5 of protocol page, section 7. */
export function readFrame(parsed: unknown, text: string): Reading {
  if (text.length <= longestSign && sign.test(text.trim())) return { kind: 'alive' };
  if (isObject(parsed)) return { kind: 'objects', objects: [parsed] };
  const objects = Array.isArray(parsed) ? parsed.filter(isObject) : [];
  if (objects.length > 0) return { kind: 'objects', objects };
  return { kind: 'words', words: typeof parsed === 'string' ? parsed : text };
}

/** A server's text as a sentence of a length that a person reads. */
export function sentence(text: string): string {
  const short = text.replace(/\s+/g, ' ').trim().slice(0, 300);
  return /[.!?]$/.test(short) ? short : `${short}.`;
}

/** An error object: its kind and its words (protocol page, sections 4.1 and 7, rule 8). Undefined where it is none. */
export function errorWords(frame: JsonObject): { type: string; words: string } | undefined {
  const type = toText(frame.type) ?? '';
  if (type.endsWith('_error')) return { type, words: toText(frame.message) ?? type };
  const { error } = frame;
  if (error === undefined || error === null || error === false) return undefined;
  if (!isObject(error)) return { type: '', words: toText(error) ?? toText(frame.message) ?? 'an error' };
  const inner = toText(error.type) ?? '';
  return { type: inner, words: toText(error.message) ?? toText(frame.message) ?? (inner || 'an error') };
}

/** What an error object means: a refused token ends the connection, all else is passed on. */
export function readError({ type, words }: { type: string; words: string }): Inbound {
  if (type === 'authentication_error' || type === 'forbidden_error') {
    const error = new AuthError(
      `Benzinga refused the API token: ${sentence(words)} Check the account's token, and whether its plan includes this stream.`,
    );
    return { kind: 'error', error };
  }
  return {
    kind: 'notice',
    notice: 'provider-message',
    message: `Benzinga says: ${sentence(words)}`,
    ...(type !== '' && { details: { type: type.slice(0, 80) } }),
  };
}
