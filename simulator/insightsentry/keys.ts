import { hashText } from '../random';
import type { FeedReply, FeedRequest } from '../feed';
import type { InsightSentrySettings } from './options';

/** A WebSocket key as the key endpoint gives it (guide, section 7). */
export interface IssuedKey {
  readonly api_key: string;
  /** Unix seconds. */
  readonly expiration: number;
}

/** Whether a key opens the door: the account it belongs to, or the sentence that refuses it. */
export type KeyVerdict = { readonly account: string } | { readonly refusal: string };

const DAY_MS = 24 * 3_600_000;

/** The texts for a bad key are not documented; protocol page, section 12: a plain message on an open socket. */
const REFUSALS = {
  wrong: 'The api_key is invalid.',
  expired: 'This API key has expired.',
  free: 'Free website API keys are for REST API access only. Upgrade your plan to use this API key here.',
};

/** The keys of the practice feed: which are accepted, whose they are, and the endpoint that issues new ones. */
export class KeyRing {
  private readonly issued = new Map<string, { readonly account: string; readonly expiresAt: number }>();
  private readonly expired = new Set<string>();
  private readonly used = new Set<string>();
  /** Times of issue by RapidAPI key, for the daily quota. */
  private readonly issueTimes = new Map<string, number[]>();
  private serial = 0;

  constructor(
    private readonly settings: InsightSentrySettings,
    private readonly now: () => number,
  ) {}

  check(key: string): KeyVerdict {
    const issued = this.issued.get(key);
    if (this.hasEnded(key)) return { refusal: REFUSALS.expired };
    if (issued === undefined && !this.isListed(key)) return { refusal: refusalOf(key) };
    this.used.add(key);
    return { account: issued?.account ?? key };
  }

  /** Whether a key was good and is no longer. */
  hasEnded(key: string): boolean {
    const issued = this.issued.get(key);
    return this.expired.has(key) || (issued !== undefined && issued.expiresAt <= this.now());
  }

  /** Refuses a key from now on; without one, all that were used or issued. */
  expire(key?: string): void {
    for (const each of key === undefined ? [...this.used, ...this.issued.keys()] : [key])
      this.expired.add(each);
  }

  /** A new key of an account. Earlier keys stay valid until they expire (guide, section 7). */
  issue(account: string): IssuedKey {
    this.serial += 1;
    const expiration = Math.floor((this.now() + this.settings.keyLifetimeMs) / 1_000);
    const api_key = inventToken({ uuid: `${account}-${this.serial}`, exp: expiration });
    this.issued.set(api_key, { account, expiresAt: expiration * 1_000 });
    return { api_key, expiration };
  }

  /** `GET /v2/websocket-key`: needs `x-rapidapi-key`, gives at most 10 keys a day (guide, sections 7 and 8). */
  respond(request: FeedRequest): FeedReply {
    const rapidKey = request.headers['x-rapidapi-key'];
    if (request.method !== 'GET') return { status: 405, body: { message: 'Use GET.' } };
    if (typeof rapidKey !== 'string' || rapidKey === '' || isBad(rapidKey)) {
      return {
        status: 401,
        body: { message: 'Invalid API key. The header x-rapidapi-key names no subscription.' },
      };
    }
    const since = this.now() - DAY_MS;
    const times = (this.issueTimes.get(rapidKey) ?? []).filter(time => time > since);
    if (times.length >= this.settings.keysPerDay) {
      return {
        status: 429,
        body: { message: `Only ${this.settings.keysPerDay} WebSocket keys can be issued per day.` },
      };
    }
    this.issueTimes.set(rapidKey, [...times, this.now()]);
    return { status: 200, body: this.issue(rapidKey) };
  }

  /** Counts only: a key is nobody's business, not even an invented one. */
  state(): { readonly used: number; readonly issued: number; readonly expired: number } {
    return { used: this.used.size, issued: this.issued.size, expired: this.expired.size };
  }

  private isListed(key: string): boolean {
    return this.settings.keys === undefined ? !isBad(key) : this.settings.keys.includes(key);
  }
}

function isBad(key: string): boolean {
  return /^(wrong|expired|free)/.test(key);
}

function refusalOf(key: string): string {
  if (key.startsWith('expired')) return REFUSALS.expired;
  return key.startsWith('free') ? REFUSALS.free : REFUSALS.wrong;
}

/** Looks like a JWT, which the real keys are (protocol page, section 2); the signature is invented. */
function inventToken(claims: Readonly<Record<string, unknown>>): string {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const body = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${body}.${hashText(body).toString(36)}`;
}
