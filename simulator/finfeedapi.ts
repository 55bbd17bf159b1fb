import { faultActions, type ControlAction } from './actions';
import type { FeedConnection } from './connection';
import { FeedFaults, type FaultTarget } from './faults';
import type { Admission, FeedReply, Handshake, ProviderFeed } from './feed';
import { finFeedApiActions } from './finfeedapi/actions';
import { timeText, type Filing } from './finfeedapi/filing';
import { errorFrame, reconnectFrame, type FinFeedApiError } from './finfeedapi/frames';
import { hasGoodKey, isStreamPath, UNAUTHORIZED } from './finfeedapi/keys';
import {
  settle,
  type FinFeedApiOptions,
  type FinFeedApiSettings,
  type FinFeedApiSwitches,
} from './finfeedapi/options';
import { FilingStream, type FilingFlood } from './finfeedapi/stream';
import { nothingAt } from './gate';
import type { Market } from './market';

export type { Filing } from './finfeedapi/filing';
export type { FinFeedApiError } from './finfeedapi/frames';
export type { FinFeedApiOptions, FinFeedApiSwitches } from './finfeedapi/options';
export type { FilingFlood } from './finfeedapi/stream';

/** When and to whom `reconnect` is said. */
export interface ReconnectRequest extends FaultTarget {
  /** Whole seconds, as the frame says. Default 10. */
  readonly withinSeconds?: number;
  /** When the server closes. Default: at the deadline. */
  readonly closeAfterMs?: number;
}

/** Far enough for any maintenance and any lag, and within what a timer can wait. */
const MAX_SECONDS = 86_400;

/**
 * FinFeedAPI's practice feed of SEC filings and the levers on it. Protocol facts come from the provider's guide and
 * its WebSocket pages; where they are silent, from the protocol page's sections 7 and 8.
 */
export class FinFeedApiFeed extends FeedFaults implements ProviderFeed {
  readonly prefix = 'finfeedapi';
  readonly title = 'FinFeedAPI SEC filings';
  readonly streams = ['/'];
  readonly actions: Readonly<Record<string, ControlAction>>;
  private readonly settings: FinFeedApiSettings;
  private readonly stream: FilingStream;

  constructor(
    private readonly market: Market,
    options: FinFeedApiOptions,
  ) {
    const settings = settle(options, market.rate);
    super(settings.journal, market.now);
    this.settings = settings;
    this.stream = new FilingStream(settings, market, this.sentFrames);
    this.actions = { ...faultActions(this), ...finFeedApiActions(this) };
  }

  /** Publishes a filing, invented where a field is missing, to all and to later backlogs; fields may be null. */
  publishFiling(filing: Partial<Filing> = {}): Filing {
    return this.stream.publish(filing);
  }

  /** Publishes one filing of several filers: a frame for each CIK, all with the same accession number. */
  publishJointFiling(ciks: readonly number[], filing: Partial<Filing> = {}): Filing[] {
    const [first, ...others] = ciks;
    if (first === undefined) return [];
    const shared = this.stream.publish({ ...filing, cik: first });
    return [shared, ...others.map(cik => this.stream.publish({ ...shared, cik }))];
  }

  /** Sends the last published filing again, byte by byte the same; returns how many connections got it. */
  repeatFiling(): number {
    return this.stream.repeat();
  }

  /** Many new filings, at a rate or as fast as clients read; resolves with their number when done. */
  flood(flood: FilingFlood): Promise<number> {
    return this.stream.flood(flood);
  }

  /** Sends an error frame, `message` in place of its usual text, and closes, as after every error (guide). */
  fail(error: FinFeedApiError, target: FaultTarget & { readonly message?: string } = {}): number {
    const { closeCodes } = this.settings;
    const code = error === 'buffer-full' ? closeCodes.bufferFull : closeCodes.error;
    return this.select(target).map(connection => {
      connection.send(errorFrame(error, target.message));
      connection.close(code, error);
    }).length;
  }

  /** Says `reconnect` and closes at the deadline, as before maintenance (protocol page, section 4.4). */
  askToReconnect(request: ReconnectRequest = {}): number {
    const { withinSeconds = 10, closeAfterMs = withinSeconds * 1_000 } = request;
    if (!Number.isInteger(withinSeconds) || withinSeconds < 0 || withinSeconds > MAX_SECONDS) {
      throw new RangeError(`A deadline is 0 to ${MAX_SECONDS} whole seconds away, not ${withinSeconds}.`);
    }
    const deadline = timeText(this.market.now() + withinSeconds * 1_000, 7, () => 0);
    const frame = reconnectFrame(withinSeconds, deadline);
    return this.select(request).map(connection => {
      connection.send(frame);
      const timer = setTimeout(() => this.closeForReconnect(connection), closeAfterMs).unref();
      connection.onceClosed(() => clearTimeout(timer));
    }).length;
  }

  /** Changes how the feed behaves from now on. Throws for a lag that is no number of seconds from 0 to a day. */
  adjust(switches: Partial<FinFeedApiSwitches>): void {
    const { lagSeconds = 0 } = switches;
    if (!(lagSeconds >= 0 && lagSeconds <= MAX_SECONDS)) {
      throw new RangeError(`A lag is 0 to ${MAX_SECONDS} seconds, not ${lagSeconds}.`);
    }
    this.settings.switches = { ...this.settings.switches, ...switches };
  }

  /** What runs now: size of the backlog, who asked for heartbeats, the switches. */
  state(): unknown {
    return { ...this.stream.state(), switches: this.settings.switches };
  }

  enter(handshake: Handshake): Admission {
    if (!isStreamPath(handshake.path)) return { refusal: nothingAt(handshake.path) };
    const refuses = this.settings.switches.badKey === 'handshake' && !this.isGood(handshake);
    return refuses ? { refusal: UNAUTHORIZED } : { stream: '/' };
  }

  accept(connection: FeedConnection, _stream: string, handshake: Handshake): void {
    this.register(connection);
    if (this.isGood(handshake)) return this.stream.accept(connection);
    // The documented sample of an error is about the key, so the upgrade may succeed first (protocol page, section 3).
    connection.send(errorFrame('invalid-key'));
    connection.close(this.settings.closeCodes.error, 'invalid-key');
  }

  respond(): FeedReply | undefined {
    return undefined;
  }

  close(): void {
    this.gate.admit();
    this.stream.close();
  }

  private isGood(handshake: Handshake): boolean {
    return hasGoodKey(handshake, this.settings.keys);
  }

  private closeForReconnect(connection: FeedConnection): void {
    connection.close(this.settings.closeCodes.reconnect, 'reconnect');
  }
}
