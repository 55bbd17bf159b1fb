import { lingerMs } from './audience';
import type { Connection } from './connection';
import type { Cancel, Clock } from './ports';
import type { Account, Params } from './provider';
import type { Subscriber } from './subscriber';

/** What makes the connections of a pool, and is told when the last one is gone. */
export interface PoolConnectionsSetup<P extends Params, A extends Account> {
  clock: Clock;
  create(slot: number): Connection<P, A>;
  /** A connection that nobody came back to is gone. */
  emptied(): void;
}

/** The connections of a pool by the slots that its provider has planned. One that all have left lingers a little. */
export class PoolConnections<P extends Params, A extends Account> {
  private readonly bySlot = new Map<number, Connection<P, A>>();
  private readonly lingering = new Map<number, Cancel>();

  constructor(private readonly setup: PoolConnectionsSetup<P, A>) {}

  get all(): readonly Connection<P, A>[] {
    return [...this.bySlot.values()];
  }

  get size(): number {
    return this.bySlot.size;
  }

  /** The one that serves a subscriber, if one does. */
  of({ slot }: Subscriber<P>): Connection<P, A> | undefined {
    return slot === undefined ? undefined : this.bySlot.get(slot);
  }

  /**
   * Takes a subscriber to the connection of a slot, which is made where it is not there; or to none.
   * @param reason why it is to be served elsewhere, as a sentence; without it, it ends or waits
   */
  move(subscriber: Subscriber<P>, slot: number | undefined, reason?: string): void {
    if (subscriber.slot === slot) return;
    const from = this.of(subscriber);
    if (from && subscriber.slot !== undefined) {
      from.leave(subscriber, reason);
      if (from.audience.size === 0) this.linger(subscriber.slot, from);
    }
    subscriber.slot = slot;
    if (slot !== undefined) this.open(slot).join(subscriber);
  }

  close(): void {
    for (const cancel of this.lingering.values()) cancel();
    for (const connection of this.bySlot.values()) connection.stop();
    this.bySlot.clear();
  }

  private open(slot: number): Connection<P, A> {
    this.lingering.get(slot)?.();
    this.lingering.delete(slot);
    let connection = this.bySlot.get(slot);
    if (!connection) this.bySlot.set(slot, (connection = this.setup.create(slot)));
    return connection;
  }

  private linger(slot: number, connection: Connection<P, A>): void {
    const { clock, emptied } = this.setup;
    const end = (): void => {
      this.lingering.delete(slot);
      this.bySlot.delete(slot);
      connection.stop();
      emptied();
    };
    this.lingering.set(slot, clock.after(lingerMs, end));
  }
}
