/**
 * Memory that things take, in a process of its own: `node --expose-gc memory.js <url> <connections> <symbols> <nodes>
 * <bars>`. Each figure is what the collected heap grew by, divided by how many things there were.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { SocketHandlers } from '../core/ports';
import { createEngine, type Engine } from '../core/subscribe';
import { nodePorts } from '../ports/node';
import { report } from './measure';
import { subscribe } from './ours';
import { symbolsOf } from './payloads';

export interface MemoryResult {
  bytesPerConnection: number;
  /** One node, many symbols. */
  bytesPerSymbol: number;
  /** Many nodes, a symbol each. */
  bytesPerNode: number;
  bytesPerBar: number;
}

const [url = '', connections = '0', symbols = '0', nodes = '0', bars = '0'] = process.argv.slice(2);
const settleMs = 300;
const deadlineMs = 20_000;

/** Bytes in use once what is garbage is gone. */
async function bytesInUse(): Promise<number> {
  await sleep(settleMs);
  global.gc?.();
  global.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function until(probe: () => boolean, what: string): Promise<void> {
  const end = performance.now() + deadlineMs;
  while (!probe()) {
    if (performance.now() > end) throw new Error(`Waited in vain for ${what}.`);
    await sleep(20);
  }
}

/** An engine whose sockets are open at once and say nothing but what `speak` says. */
function mutedEngine(speak: (handlers: SocketHandlers) => void): Engine {
  return createEngine({
    ...nodePorts,
    dial: (_request, handlers) => {
      queueMicrotask(() => {
        handlers.opened();
        speak(handlers);
      });
      const nothing = (): void => undefined;
      return { send: nothing, ping: nothing, close: nothing, terminate: nothing };
    },
  });
}

/** Real sockets, each of an account of its own, with one symbol that has had a quote. */
async function perConnection(count: number): Promise<number> {
  const engine = createEngine(nodePorts);
  const open = (apiKey: string): unknown =>
    subscribe(engine, { server: url, apiKey, row: { code: symbolsOf(1)[0] }, events: () => undefined });
  const online = (): number => engine.connections().filter(({ events }) => events > 0).length;
  open('warm-up');
  await until(() => online() === 1, 'the first connection');
  const before = await bytesInUse();
  for (let index = 0; index < count; index += 1) open(`bench-${index}`);
  await until(() => online() === count + 1, `${count} connections`);
  const bytes = ((await bytesInUse()) - before) / count;
  engine.close();
  return bytes;
}

/** Nodes on one connection that share `count` symbols, each symbol with its latest quote. */
async function perSymbol(count: number, nodes: number): Promise<number> {
  let told: SocketHandlers | undefined;
  const engine = mutedEngine(handlers => (told = handlers));
  const codes = symbolsOf(count);
  const before = await bytesInUse();
  for (let node = 0; node < nodes; node += 1) {
    const code = codes.filter((_, index) => index % nodes === node).join(' ');
    subscribe(engine, { server: url, row: { code }, events: () => undefined });
  }
  await until(() => told !== undefined, 'the muted socket');
  for (const code of codes) {
    const quote = { code, last_price: 101.25, bid: 101.2, ask: 101.3, volume: 4754 };
    told?.received(Buffer.from(JSON.stringify(quote)));
  }
  const bytes = ((await bytesInUse()) - before) / count;
  if (engine.connections()[0]?.remembered !== count) throw new Error('Not all quotes are remembered.');
  engine.close();
  return bytes;
}

async function perBar(count: number): Promise<number> {
  const start = 1_757_000_040;
  const series = Array.from({ length: count }, (_, index) => {
    const open = 100 + (index % 100) / 100;
    return {
      time: start + index * 60,
      open,
      high: open + 1,
      low: open - 1,
      close: open + 0.5,
      volume: index,
    };
  });
  const frame = { code: 'LSE:S0000', bar_type: '1m', bar_end: series.at(-1)?.time, series };
  let text = JSON.stringify(frame);
  series.length = 0;
  const before = await bytesInUse();
  const engine = mutedEngine(handlers => handlers.received(Buffer.from(text)));
  const row = { code: 'LSE:S0000', type: 'series', barType: 'minute', barInterval: 1, maxDp: count };
  subscribe(engine, { server: url, row, events: () => undefined });
  await until(() => engine.connections()[0]?.remembered === count, `${count} bars`);
  const textBytes = text.length;
  text = '';
  const bytes = ((await bytesInUse()) - before + textBytes) / count;
  engine.close();
  return bytes;
}

async function main(): Promise<void> {
  const result: MemoryResult = {
    bytesPerConnection: await perConnection(Number(connections)),
    bytesPerSymbol: await perSymbol(Number(symbols), 1),
    bytesPerNode: await perSymbol(Number(nodes), Number(nodes)),
    bytesPerBar: await perBar(Number(bars)),
  };
  report(result);
}

void main();
