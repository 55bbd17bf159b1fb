import { ConnectionError, toStreamError, type StreamError } from './errors';
import { Inbox, type InboxHooks } from './inbox';
import type { Cancel, Clock, DialRequest, Frame, Ports, Refusal, Socket } from './ports';
import { endError } from './refusal';
import type { Timing } from './provider';

/** What a session is made of. */
export interface SessionSetup {
  ports: Ports;
  request: DialRequest;
  timing: Timing;
  title: string;
  /** What this stream's protocol has instead of the timing's; read anew each time. */
  signs: { readonly ping?: string | null; readonly silenceMs?: number };
  /** The provider's reading of a refused handshake, if it has one. */
  refusal(refusal: Refusal): StreamError | undefined;
}

/** What a session asks its connection, and tells it. */
export interface SessionHooks extends InboxHooks {
  /**
   * The socket that was dialled at `dialledAt` is open, at `serverTime` where the server said so; the returned frames
   * are sent first.
   */
  opened(dialledAt: number, serverTime?: number): string[];
  /** Once a second while the socket is open. */
  tick(now: number): void;
  /** The host's event loop was blocked for `ms`. */
  blocked(ms: number): void;
  /** The host's clock went on, or back, by `ms` more than time did: it was set, or the host slept. */
  leapt(ms: number): void;
}

/** Between the closing handshake and the end by force. */
const closeMs = 2000;
/** A tick that comes later than this shows a blocked event loop, not a dead server. */
const lateMs = 1000;

/**
 * One socket from dialling to its end. All of its bounds hang on a single timer: open, ready, silence and ping.
 * Whatever the socket does after the end changes nothing.
 */
export class Session {
  /** Settles with the cause when the session is over; never rejects. */
  readonly over: Promise<StreamError>;
  /** Settles when the socket itself is gone, or was given up. */
  readonly closed: Promise<void>;
  isOpen = false;
  private settle: (cause: StreamError) => void = () => undefined;
  private settleClosed: () => void = () => undefined;
  private isOver = false;
  private isReady = false;
  private readonly socket: Socket;
  private readonly clock: Clock;
  private readonly tickMs: number;
  private cancelTick: Cancel = () => undefined;
  private cancelForce: Cancel = () => undefined;
  private phaseSince: number;
  private heardAt: number;
  /** When it was last seen to be alive by other means than a frame, in ms since 1970. */
  aliveAt = -Infinity;
  private pingedAt: number;
  private tickedAt: number;
  /** As `tickedAt`, by the clock that nobody sets. */
  private steadyAt: number;
  private readonly dialledAt: number;
  private readonly inbox: Inbox;

  constructor(
    private readonly setup: SessionSetup,
    private readonly hooks: SessionHooks,
  ) {
    const { ports, request, timing } = setup;
    this.over = new Promise(resolve => (this.settle = resolve));
    this.closed = new Promise(resolve => (this.settleClosed = resolve));
    this.clock = ports.clock;
    this.isReady = timing.readyMs === 0;
    const bounds = [timing.openMs, timing.readyMs || timing.openMs, timing.silenceMs / 2];
    this.tickMs = Math.max(10, Math.min(1000, ...bounds));
    const now = this.clock.now();
    this.phaseSince = this.heardAt = this.pingedAt = this.tickedAt = this.dialledAt = now;
    this.steadyAt = this.clock.steady();
    this.inbox = new Inbox(this.clock, hooks, thrown => this.end(toStreamError(thrown)));
    this.scheduleTick();
    this.socket = ports.dial(request, {
      opened: serverTime => this.onOpened(serverTime),
      received: frame => this.onReceived(frame),
      alive: () => this.onAlive(),
      ended: end => {
        // What came in the same moment is read first: it may tell the reason.
        this.inbox.drain();
        this.cancelForce();
        this.settleClosed();
        const asked = end.refusal && setup.refusal(end.refusal);
        this.finish(asked ?? endError(end, setup.title, this.isOpen, this.clock.now()), false);
      },
    });
  }

  /** To be called once the provider accepted the subscription: ends the wait for it. */
  ready(): void {
    this.isReady = true;
  }

  send(frames: readonly string[]): void {
    if (this.isOver || !this.isOpen) return;
    for (const frame of frames) this.socket.send(frame);
  }

  /** Ends the session with `cause`, closing the socket with 1000, and by force if the server does not answer. */
  end(cause: StreamError): void {
    this.finish(cause, true);
  }

  private finish(cause: StreamError, close: boolean): void {
    if (this.isOver) return;
    this.isOver = true;
    this.inbox.close();
    this.cancelTick();
    if (close) this.shut();
    this.settle(cause);
  }

  private shut(): void {
    if (!this.isOpen) {
      this.settleClosed();
      return this.socket.terminate();
    }
    this.socket.close(1000);
    this.cancelForce = this.clock.after(closeMs, () => {
      this.socket.terminate();
      this.settleClosed();
    });
  }

  private onOpened(serverTime?: number): void {
    if (this.isOver) return;
    this.isOpen = true;
    this.phaseSince = this.heardAt = this.pingedAt = this.aliveAt = this.clock.now();
    this.guard(() => this.send(this.hooks.opened(this.dialledAt, serverTime)));
  }

  private onReceived(frame: Frame): void {
    if (this.isOver) return;
    const now = this.inbox.take(frame);
    // Writing a number that large makes a new object of it: not for each of the frames that share it.
    if (this.heardAt !== now) this.heardAt = now;
  }

  /** Whatever goes wrong inside ends this session, and never reaches the socket's event or the host. */
  private guard(call: () => void): void {
    try {
      call();
    } catch (thrown) {
      this.end(toStreamError(thrown));
    }
  }

  private onAlive(): void {
    if (!this.isOver) this.heardAt = this.aliveAt = this.clock.now();
  }

  private scheduleTick(): void {
    this.cancelTick = this.clock.after(this.tickMs, () => this.onTick());
  }

  private onTick(): void {
    const now = this.clock.now();
    const late = now - this.tickedAt - this.tickMs;
    this.tickedAt = now;
    this.scheduleTick();
    this.tellLate(late);
    if (Math.abs(late) > lateMs) this.excuse(late);
    else this.checkBounds(now);
    if (this.isOver || !this.isOpen) return;
    this.pingWhenDue(now);
    this.guard(() => this.hooks.tick(now));
  }

  /**
   * Frames may lie unread in the socket while the event loop was blocked: the server is not to blame. The same holds
   * where somebody set the clock, forward or back.
   */
  private excuse(late: number): void {
    const now = this.tickedAt;
    this.heardAt = Math.min(now, this.heardAt + late);
    this.phaseSince = Math.min(now, this.phaseSince + late);
    this.pingedAt = Math.min(now, this.pingedAt + late);
  }

  /** A tick is `late` by the clock: whether the event loop is to blame or somebody who set it, the steady one knows. */
  private tellLate(late: number): void {
    const steady = this.clock.steady();
    const blocked = steady - this.steadyAt - this.tickMs;
    this.steadyAt = steady;
    if (blocked > lateMs) this.hooks.blocked(blocked);
    if (Math.abs(late - blocked) > lateMs) this.hooks.leapt(late - blocked);
  }

  private checkBounds(now: number): void {
    const { timing, title, signs } = this.setup;
    if (!this.isOpen) {
      if (now - this.phaseSince >= timing.openMs) {
        this.end(this.timeout(`${title} did not open the connection within ${seconds(timing.openMs)}.`));
      }
      return;
    }
    const silenceMs = signs.silenceMs ?? timing.silenceMs;
    if (now - this.heardAt >= silenceMs) {
      this.end(
        new ConnectionError(`${title} has been silent for ${seconds(silenceMs)}: the connection is dead.`, {
          code: 'silent',
        }),
      );
    } else if (!this.isReady && now - this.phaseSince >= timing.readyMs) {
      this.end(this.timeout(`${title} did not answer the subscription within ${seconds(timing.readyMs)}.`));
    }
  }

  private timeout(message: string): StreamError {
    return new ConnectionError(message, { code: 'timeout' });
  }

  private pingWhenDue(now: number): void {
    const { timing, signs } = this.setup;
    if (now - this.pingedAt < timing.ping.everyMs) return;
    this.pingedAt = now;
    const text = signs.ping === undefined ? timing.ping.text : signs.ping;
    if (text === undefined || text === null) this.socket.ping();
    else this.socket.send(text);
  }
}

function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`;
}
