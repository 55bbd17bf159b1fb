/**
 * A sink that is far too slow under a flood, in a process of its own: `node slow.js <url> <ms> <symbols>`. Each call
 * of it takes 100 ms; memory and counters are looked at meanwhile.
 */
import { queueLimit, type DeliveryCount } from '../core/delivery';
import { createEngine } from '../core/subscribe';
import { nodePorts } from '../ports/node';
import { report } from './measure';
import { subscribe } from './ours';
import { symbolsOf } from './payloads';

const sinkMs = 100;
const lookEveryMs = 50;
const samples = 40;
/** Before the first sample, as a part of the whole: the heap has found its size. */
const warmUp = 0.25;

export interface SlowResult extends DeliveryCount {
  frames: number;
  queued: number;
  /** Events that the sink was called with. */
  taken: number;
  /** The longest that the queue was seen, and its bound. */
  longestQueue: number;
  bound: number;
  /** Looks at which the counters did not add up. */
  miscounts: number;
  /** Resident memory at even distances after the warm-up. */
  rssMb: number[];
  seconds: number;
}

const [url = '', durationMs = '0', symbolCount = '0'] = process.argv.slice(2);
const engine = createEngine(nodePorts);
const symbols = symbolsOf(Number(symbolCount));
const rssMb: number[] = [];
let taken = 0;
let longestQueue = 0;
let miscounts = 0;

subscribe(engine, {
  server: url,
  row: { code: symbols.join(' ') },
  events: events => {
    taken += events.length;
    return new Promise(resolve => setTimeout(resolve, sinkMs));
  },
});

/** The counters now; looks whether they add up. */
function look(): DeliveryCount & { frames: number; queued: number } {
  const [stats] = engine.connections();
  if (!stats) throw new Error('The connection is gone.');
  const { received, delivered, merged, dropped, queued } = stats.delivery;
  if (received !== delivered + merged + dropped + queued) miscounts += 1;
  longestQueue = Math.max(longestQueue, queued);
  return { ...stats.delivery, frames: stats.frames };
}

const startedAt = performance.now();
setInterval(() => {
  const counted = look();
  const part = (performance.now() - startedAt) / Number(durationMs);
  if (part > warmUp + ((1 - warmUp) * rssMb.length) / samples) rssMb.push(process.memoryUsage().rss / 1e6);
  if (part < 1) return;
  const result: SlowResult = {
    ...counted,
    taken,
    longestQueue,
    // The history that a subscription asks for, one quote a symbol, finds room besides.
    bound: queueLimit + symbols.length,
    miscounts,
    rssMb,
    seconds: (performance.now() - startedAt) / 1000,
  };
  engine.close();
  report(result);
}, lookEveryMs);
