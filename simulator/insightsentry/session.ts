import type { FeedConnection } from '../connection';
import type { Journal } from '../journal';
import type { Market } from '../market';
import type { Accounts } from './accounts';
import { closeCodeOf, errorFrame, type ClosingError, type ErrorContext, type RequestError } from './errors';
import { GREETING, heartbeatFrame, messageFrame } from './frames';
import type { KeyRing } from './keys';
import type { InsightSentrySettings } from './options';
import { isObject } from './subscriptions';

/** What all sessions share. */
export interface SessionContext {
  readonly settings: InsightSentrySettings;
  readonly keys: KeyRing;
  readonly accounts: Accounts;
  readonly market: Market;
  readonly journal: Journal;
}

/** Inbound messages over this are rejected (guide, section 1). */
const MAX_CHARACTERS = 500_000;

/**
 * What `/live` and `/newsfeed` have in common: greeting, heartbeat, text ping, the time limit for the first message,
 * key check and throttle. That the newsfeed has them too is the protocol page's proposal (section 12).
 */
export abstract class Session {
  ignoredPings = 0;
  private account: string | undefined;
  /** The key of the last message that was accepted. */
  private key: string | undefined;
  private lastPing = -Infinity;
  private notBefore = 0;
  private readonly firstMessage: NodeJS.Timeout;
  private readonly heartbeat: NodeJS.Timeout | undefined;
  private readonly controlPing: NodeJS.Timeout | undefined;
  private readonly delayed = new Set<NodeJS.Timeout>();

  constructor(
    readonly connection: FeedConnection,
    protected readonly context: SessionContext,
  ) {
    const { settings, market } = context;
    this.firstMessage = setTimeout(() => this.tooLate(), settings.firstMessageMs).unref();
    this.heartbeat = every(settings.heartbeatMs, () => {
      connection.send(heartbeatFrame(market.now()));
      this.closeWithKey();
    });
    this.controlPing = every(settings.controlPingMs, () => connection.ping());
    connection.listen({
      onText: text => this.receive(text),
      onBinary: () => this.refuse('invalid_request', { message: 'Binary messages are not supported.' }),
    });
    connection.send(GREETING);
  }

  /** A newer connection of the account took this one's place. */
  evict(): void {
    this.fail('connection_evicted');
  }

  /** Stops every timer and leaves the account. The socket is the caller's. */
  end(): void {
    clearTimeout(this.firstMessage);
    clearInterval(this.heartbeat);
    clearInterval(this.controlPing);
    for (const timer of this.delayed) clearTimeout(timer);
    this.delayed.clear();
    if (this.account !== undefined) this.context.accounts.leave(this.account, this);
    this.account = undefined;
  }

  /** Serves a message whose key was accepted. */
  protected abstract serve(request: Readonly<Record<string, unknown>>, account: string): void;

  /** Counts the connection to its account; false if there was no room, then it is being closed. */
  protected join(account: string): boolean {
    const { accounts, settings } = this.context;
    if (this.account !== undefined && this.account !== account) accounts.leave(this.account, this);
    const verdict = accounts.join(account, this);
    if (!verdict.joined) {
      this.fail('max_connections_exceeded', {
        details: { current: verdict.current, allowed: settings.plan.connections },
      });
      return false;
    }
    this.account = account;
    clearTimeout(this.firstMessage);
    return true;
  }

  /** A plain error; the connection stays open. */
  protected complain(message: string): void {
    this.connection.send(messageFrame(message));
  }

  /** A typed error; the connection stays open. */
  protected refuse(error: RequestError, context: ErrorContext = {}): void {
    this.connection.send(errorFrame(this.context.settings.dialect, error, context));
  }

  private fail(error: ClosingError, context: ErrorContext = {}): void {
    const { dialect, closeCodes } = this.context.settings;
    this.connection.send(errorFrame(dialect, error, context));
    this.connection.close(closeCodeOf(error, closeCodes), error);
  }

  private tooLate(): void {
    this.connection.close(this.context.settings.closeCodes.policy, 'no valid subscription message in time');
  }

  private closeWithKey(): void {
    const { settings, keys } = this.context;
    if (settings.whenKeyEnds !== 'close' || this.key === undefined || !keys.hasEnded(this.key)) return;
    this.connection.close(settings.closeCodes.policy, 'the API key has ended');
  }

  private receive(text: string): void {
    // Frames that arrive while the server closes must not bring the session back to life.
    if (!this.connection.isOpen) return;
    if (text === 'ping') return this.answerPing();
    if (text.length > MAX_CHARACTERS) {
      return this.refuse('invalid_request', { message: 'The message is larger than 500,000 characters.' });
    }
    const request = parseJson(text);
    if (!isObject(request)) {
      return this.refuse('invalid_request', { message: 'The message is not a JSON object.' });
    }
    const key = request['api_key'];
    if (typeof key !== 'string' || key === '') return this.complain('api_key field is missing.');
    const verdict = this.context.keys.check(key);
    if ('refusal' in verdict) return this.complain(verdict.refusal);
    this.key = key;
    this.afterThrottle(verdict.account, () => this.serve(request, verdict.account));
  }

  /** The server answers a text `ping` with `pong`; more than one in 15 s is too many (guide, section 5). */
  private answerPing(): void {
    // Not the market's clock: the limit is about real spacing, whatever time a test pretends.
    const now = performance.now();
    if (now - this.lastPing < this.context.settings.minPingMs) {
      this.ignoredPings += 1;
      return;
    }
    this.lastPing = now;
    this.connection.send('pong');
  }

  /** Messages over the budget wait, and never overtake each other. */
  private afterThrottle(account: string, serve: () => void): void {
    const delay = this.context.accounts.delay(account);
    const now = performance.now();
    this.notBefore = Math.max(this.notBefore, now + delay);
    const wait = this.notBefore - now;
    if (wait <= 0) return serve();
    this.announceDelay(wait);
    const timer = setTimeout(() => {
      this.delayed.delete(timer);
      serve();
    }, wait);
    this.delayed.add(timer.unref());
  }

  private announceDelay(waitMs: number): void {
    const { dialect } = this.context.settings;
    if (dialect !== 'newer') return;
    this.connection.send(
      errorFrame(dialect, 'processing_throttled', { retryAfterSeconds: Math.ceil(waitMs / 1_000) }),
    );
  }
}

function every(periodMs: number, action: () => void): NodeJS.Timeout | undefined {
  return periodMs > 0 ? setInterval(action, periodMs).unref() : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
