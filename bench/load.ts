/** How much of the machine others used while something was measured. */
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** What Linux counts in: hundredths of a second. */
const ticksMs = 10;

/** Busy time of all cores since the start of the machine, in ms. */
function busyMs(): number {
  if (process.platform !== 'linux') {
    return cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
  }
  const [, user, nice, system, , , irq, softIrq, steal] = (
    readFileSync('/proc/stat', 'utf8').split('\n')[0] ?? ''
  )
    .split(/\s+/)
    .map(Number);
  return (
    [user, nice, system, irq, softIrq, steal].reduce<number>((sum, one) => sum + (one ?? 0), 0) * ticksMs
  );
}

/** Processor time of a process, and of its children that ended, in ms; 0 once it is gone. */
export function processMs(pid: number | 'self'): number {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in brackets, may hold spaces. After it: the state, and from the 12th on the four times.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0) * ticksMs;
  } catch {
    return 0;
  }
}

/** Measures foreign load from its making on: what is busy less what the bench and the given processes use. */
export class LoadMeter {
  private readonly since = performance.now();
  private readonly busy = busyMs();
  private readonly own: number;

  /** @param pids processes of the bench that live on; those that end meanwhile are known anyway */
  constructor(private readonly pids: readonly number[]) {
    this.own = this.ownMs();
  }

  /** Cores that others kept busy, or 0 where the system does not tell whose the time is. */
  foreignCores(): number {
    if (process.platform !== 'linux') return 0;
    const foreign = busyMs() - this.busy - (this.ownMs() - this.own);
    return Math.max(0, foreign) / (performance.now() - this.since);
  }

  private ownMs(): number {
    return this.pids.reduce((sum, pid) => sum + processMs(pid), processMs('self'));
  }
}
