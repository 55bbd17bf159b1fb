/**
 * The end of the measured chains: a node that notes when each message was sent and when it came, and tells over HTTP.
 * It is copied into Node-RED's folder alone, so it imports nothing that runs.
 */
import type { Node, NodeAPI, NodeDef } from 'node-red';
import type { SinkReport } from '../sinkReport';

/** A quote as InsightSentry sends it, or our event with the same inside. */
interface Payload {
  stamp?: number;
  last_price?: number;
  raw?: { stamp?: number; last_price?: number };
}

/** As `nowMs` of the sender: see `measure.ts`. */
function nowMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return 1e12 + seconds * 1000 + nanoseconds / 1e6;
}

const most = 2_000_000;
const atOnce = 64;

class Recorder {
  private messages = 0;
  private checksum = 0;
  private readonly latencies = new Float64Array(most);
  private startCpu: NodeJS.CpuUsage | undefined;
  private startedAt = 0;
  private lastCpu: NodeJS.CpuUsage | undefined;
  private lastAt = 0;

  /** @param warmUp messages that are not measured */
  constructor(private readonly warmUp: number) {}

  take(payload: Payload): void {
    const now = nowMs();
    const quote = payload.raw ?? payload;
    this.checksum += Math.round((quote.last_price ?? 0) * 100);
    this.latencies[Math.min(this.messages, most - 1)] = now - (quote.stamp ?? 0);
    this.messages += 1;
    if (this.messages < this.warmUp) return;
    if (!this.startCpu) {
      this.startCpu = process.cpuUsage();
      this.startedAt = now;
    }
    // Looking at the clock of the process costs a microsecond.
    if ((this.messages - this.warmUp) % atOnce !== 0) return;
    this.lastCpu = process.cpuUsage(this.startCpu);
    this.lastAt = now;
  }

  report(): SinkReport {
    const sorted = this.latencies.slice(this.warmUp, Math.min(this.messages, most)).sort();
    const at = (part: number): number => sorted[Math.floor(part * (sorted.length - 1))] ?? NaN;
    const after = Math.max(0, this.messages - this.warmUp);
    return {
      messages: this.messages,
      checksum: this.checksum,
      p50: at(0.5),
      p99: at(0.99),
      worst: at(1),
      measured: after - (after % atOnce),
      cpuMs: ((this.lastCpu?.user ?? 0) + (this.lastCpu?.system ?? 0)) / 1000,
      wallMs: this.lastAt - this.startedAt,
      rssMb: process.memoryUsage().rss / 1e6,
    };
  }
}

export = (RED: NodeAPI): void => {
  let recorder = new Recorder(0);
  RED.httpAdmin.get('/bench-sink', (_request, response) => void response.json(recorder.report()));
  RED.nodes.registerType('bench-sink', function (this: Node, definition: NodeDef & { warmUp: number }) {
    RED.nodes.createNode(this, definition);
    recorder = new Recorder(definition.warmUp);
    this.on('input', (message, _send, done) => {
      // A message has the event that it is about beside it.
      recorder.take((message as { event?: Payload }).event ?? (message.payload as Payload));
      done();
    });
  });
};
