/** What it tells at `GET /bench-sink`. Latencies are ms, from the sender's stamp, after the warm-up. */
export interface SinkReport {
  messages: number;
  /** Sum of the prices seen, in cents. */
  checksum: number;
  p50: number;
  p99: number;
  worst: number;
  /** Messages after the warm-up, and the processor and wall time that Node-RED took from the first to the last. */
  measured: number;
  cpuMs: number;
  wallMs: number;
  rssMb: number;
}
