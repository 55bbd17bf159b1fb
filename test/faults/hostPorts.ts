import type { Clock, Ports, Store } from '../../core/ports';
import { nodePorts } from '../../ports/node';
import type { Detour } from './astray';
import type { Proxy } from './proxy';

/** The engine's real ports, on a clock of the run; what they hold is counted, and dials can be led astray. */
export class HostPorts {
  /** Where dials go instead, while something is wrong with the address. */
  detour: Detour | undefined;
  dials = 0;
  private readonly sockets = new Set<object>();

  constructor(private readonly proxy: Proxy) {}

  /** Sockets that have not ended. */
  get open(): number {
    return this.sockets.size;
  }

  /** For a process that starts. */
  of(clock: Clock, store: Store | undefined): Ports {
    return { ...nodePorts, clock, dial: this.dial, ...(store && { store }) };
  }

  private readonly dial: Ports['dial'] = (request, handlers) => {
    this.dials += 1;
    const line = {};
    this.sockets.add(line);
    return nodePorts.dial(this.detour?.(request, this.proxy) ?? request, {
      ...handlers,
      ended: end => {
        this.sockets.delete(line);
        handlers.ended(end);
      },
    });
  };
}
