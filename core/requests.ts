import { announceHeld, type Announcement } from './announce';
import type { Audience } from './audience';
import type { ConnectionSetup } from './connection-setup';
import { toStreamError, type StreamError } from './errors';
import type { Account, Params, Protocol } from './provider';
import type { Session } from './session';
import { Updates } from './updates';

/** An open socket, and what is spoken on it. */
export interface Line<P extends Params> {
  session: Session;
  protocol: Protocol<P>;
}

/** What the requests of a connection work on. */
export interface RequestsSetup<P extends Params, A extends Account> {
  connection: ConnectionSetup<P, A>;
  audience: Audience<P>;
  /** The socket of now, while there is one. */
  line: () => Line<P> | undefined;
  /** The protocol wants another socket for what is wanted now. */
  redial: () => void;
  tell: (announcement: Announcement) => void;
}

/** What a connection sends on its sockets: what is subscribed, with the key that holds at the time. */
export class Requests<P extends Params, A extends Account> {
  /** The key that was sent or dialled with last. */
  key = '';
  private readonly updates: Updates;

  constructor(private readonly setup: RequestsSetup<P, A>) {
    const { ports, provider, budget } = setup.connection;
    this.updates = new Updates({
      clock: ports.clock,
      debounceMs: provider.timing.debounceMs,
      budget,
      send: again => void this.send(again),
      held: ms => setup.tell(announceHeld(ms)),
    });
  }

  /** The first frames on a new socket. None while nobody is there: an empty list is never sent. */
  first(protocol: Protocol<P>): string[] {
    this.updates.clear();
    const { audience, connection } = this.setup;
    if (audience.size === 0) return [];
    return this.sending(protocol.open(audience.wanted, this.key, connection.ports.clock.now()));
  }

  /** What is wanted has changed: sent soon. */
  changed(): void {
    if (this.setup.line()?.session.isOpen) this.updates.changed();
  }

  /** The provider wants the subscription again, in `afterMs` at the earliest. */
  again(afterMs: number): void {
    this.updates.again(afterMs);
  }

  /** The socket is gone: what was to be sent on it is not. */
  clear(): void {
    this.updates.clear();
  }

  /** The key of the last message was refused while data goes on: where there is another one, that is sent instead. */
  async refused(error: StreamError): Promise<void> {
    const { connection, line: current, tell } = this.setup;
    const { key } = this;
    const line = current();
    const other = connection.keyRefused(key) ? await connection.key().catch(() => key) : key;
    if (!line || line !== current()) return;
    if (other !== key) this.again(0);
    else tell({ notice: 'provider-message', message: error.message, details: { code: error.code } });
  }

  /** Keeps the books on a subscription that is about to be sent. */
  private sending(frames: string[]): string[] {
    const { audience, connection } = this.setup;
    const now = connection.ports.clock.now();
    audience.sent(now);
    if (frames.length > 0) connection.budget?.spend(now);
    return frames;
  }

  /** Sends what is wanted now on the open socket; all of it, changed or not, where it is wanted `again`. */
  private async send(again: boolean): Promise<void> {
    const { connection, audience, line: current, redial } = this.setup;
    const line = current();
    // The socket may be older than its key. Where no new one can be had, the old one may still do.
    const key = await connection.key().catch(() => this.key);
    // An empty list is never sent: the last one to leave closes the connection instead.
    if (!line || line !== current() || audience.size === 0) return;
    const { session, protocol } = line;
    try {
      const { wanted } = audience;
      const frames = again
        ? protocol.open(wanted, key, connection.ports.clock.now())
        : protocol.update(wanted, key);
      if (frames === 'redial') return redial();
      if (frames.length > 0) {
        this.key = key;
        session.send(this.sending(frames));
      }
      audience.compared(connection.ports.clock.now());
    } catch (thrown) {
      session.end(toStreamError(thrown));
    }
  }
}
