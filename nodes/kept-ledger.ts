/** The ledger of one node, kept in the store of its host. */
import { Ledger, mostIds } from '../core/ledger';
import type { Clock, Store } from '../core/ports';

export class KeptLedger {
  readonly ledger: Ledger;

  /**
   * @param name what the store knows it by
   * @param of the stream that it is about
   */
  constructor(
    private readonly store: Store,
    private readonly name: string,
    of: string,
    clock: Clock,
  ) {
    this.ledger = new Ledger({
      ...{ of, saved: store.load(name), now: clock.now(), mostIds },
      changed: isUrgent => {
        this.keep();
        if (isUrgent) void store.flush(name);
      },
    });
    // It is in use, however long ago it was written.
    this.keep();
  }

  /** The node is stopped: settles when all is written. */
  async close(): Promise<void> {
    this.keep();
    await this.store.flush(this.name);
  }

  private keep(): void {
    this.store.keep(this.name, () => this.ledger.save());
  }
}
