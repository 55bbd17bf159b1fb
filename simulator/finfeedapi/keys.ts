import type { IncomingHttpHeaders } from 'node:http';
import type { Handshake } from '../feed';
import type { Refusal } from '../gate';

/** The stream's path, alone or with the key as its last segment (protocol page, sections 2 and 3). */
const PATH = /^\/(?:APIKEY-([^/]*))?$/;

/** True for the paths at which the stream is served. */
export function isStreamPath(path: string): boolean {
  return PATH.test(path);
}

/** True if the handshake brings a key that the practice feed takes for good. */
export function hasGoodKey(handshake: Handshake, accepted: readonly string[] | undefined): boolean {
  const key = keyOf(handshake);
  if (key === undefined || key === '') return false;
  return accepted === undefined ? !key.startsWith('wrong') : accepted.includes(key);
}

/** The refusal at the handshake, an RFC 7807 object as in the REST API (protocol page, section 5). */
export const UNAUTHORIZED: Refusal = {
  status: 401,
  body: JSON.stringify({
    type: 'about:blank',
    title: 'Unauthorized',
    status: 401,
    detail: 'Invalid API key',
  }),
  headers: { 'Content-Type': 'application/problem+json; charset=utf-8' },
};

/** The ways that a key may come which the protocol page, section 7, tells the simulator to accept. */
function keyOf({ path, query, headers }: Handshake): string | undefined {
  const inPath = PATH.exec(path)?.[1];
  const ways = [
    query.get('apikey') ?? undefined,
    inPath === undefined ? undefined : decoded(inPath),
    header(headers, 'x-apibricks-key'),
    header(headers, 'x-coinapi-key'),
    fromAuthorization(headers.authorization),
  ];
  return ways.find(key => key !== undefined);
}

/** The bare key, or Basic with the user `finfeedapi`. A JWT comes in addition to a key and is none. */
function fromAuthorization(value: string | undefined): string | undefined {
  if (value === undefined || /^bearer /i.test(value)) return undefined;
  const basic = /^basic (.*)$/i.exec(value)?.[1];
  if (basic === undefined) return value;
  const [user, ...password] = Buffer.from(basic, 'base64').toString().split(':');
  return user === 'finfeedapi' ? password.join(':') : undefined;
}

function header(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
