import type { Ledger } from '../../core/ledger';
import type { Clock, Store } from '../../core/ports';
import { createEngine, type Engine } from '../../core/subscribe';
import { KeptLedger } from '../../nodes/kept-ledger';
import type { HostPorts } from './hostPorts';
import type { TestTime } from './testTime';

/** As the store knows what the node has had. */
const ledgerName = 'ledger node';

/** One life of the host's process: an engine, what the one node in it keeps over restarts, and all timers of both. */
export class HostProcess {
  readonly engine: Engine;
  private readonly life: ReturnType<TestTime['life']>;
  private readonly store: Store;
  private kept: KeptLedger | undefined;

  constructor(ports: HostPorts, time: TestTime, openStore: (clock: Clock) => Store) {
    this.life = time.life();
    const { clock } = this.life;
    this.store = openStore(clock);
    this.engine = createEngine(ports.of(clock, this.store));
  }

  /** The node starts: what it has had of the stream that is called `of`. */
  openLedger(of: string): Ledger {
    this.kept = new KeptLedger(this.store, ledgerName, of, this.life.clock);
    return this.kept.ledger;
  }

  /** The node was stopped in good order. */
  async closeLedger(): Promise<void> {
    await this.kept?.close();
  }

  /** Waits until all is on the disk that was to be there by now. */
  async written(): Promise<void> {
    await this.store.flush(ledgerName);
  }

  /** The process is gone: nothing that it was about to do happens any more. */
  end(): void {
    this.engine.close();
    this.life.end();
  }
}
