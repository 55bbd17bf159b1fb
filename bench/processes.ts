/** The bench's processes: the feed, and whatever is measured on it. Each ends with the bench, and is bounded in time. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import type { Expected, Order } from './payloads';

/** How a feed sends an order, where it is not once and as it is: see `feed.ts`. */
export type FeedMode = 'hold' | 'again';

const living = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of living) child.kill('SIGKILL');
});
// Without a handler these end the process with no `exit` event.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));

function started(node: string, script: string, args: string[], flags: string[] = []): ChildProcess {
  const child = spawn(node, [...flags, join(__dirname, `${script}.js`), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  living.add(child);
  child.once('exit', () => living.delete(child));
  return child;
}

/** The feed, running until {@link stop}. */
export class Feed {
  /** Frames written to the latest connection of an order that was held open, known once it is closed. */
  sent: number | undefined;

  private constructor(
    private readonly child: ChildProcess,
    private readonly port: number,
  ) {}

  static async start(node: string): Promise<Feed> {
    const child = started(node, 'feed', []);
    const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', () => reject(new Error('The feed ended.')));
      let feed: Feed | undefined;
      lines.on('line', line => {
        if (feed) feed.sent = (JSON.parse(line) as { sent: number }).sent;
        else resolve((feed = new Feed(child, Number(line))));
      });
    });
  }

  get pid(): number {
    return this.child.pid as number;
  }

  url({ payload, symbols, frames, rate }: Order, mode?: FeedMode): string {
    const path = [payload, symbols, frames, rate, ...(mode ? [mode] : [])].join('/');
    return `ws://127.0.0.1:${this.port}/${path}`;
  }

  /** Waits a moment for {@link sent}: the socket was closed just now. */
  async sentInTheEnd(): Promise<number> {
    for (let tries = 0; this.sent === undefined && tries < 100; tries += 1) await sleep(20);
    return this.sent ?? NaN;
  }

  stop(): void {
    this.child.kill('SIGKILL');
  }
}

/** A run that measured something else than it should have: the bench ends with an error, whatever the speed. */
export class WrongRun extends Error {}

interface Seen extends Expected {
  frames: number;
}

/** Throws a WrongRun unless a consumer saw what was sent to it. */
export function checkSeen(who: string, seen: Seen, sent: Seen): void {
  const text = ({ frames, events, checksum }: Seen): string => [frames, events, checksum].join(' ');
  if (text(seen) === text(sent)) return;
  throw new WrongRun(`${who} saw frames, events, checksum ${text(seen)}; sent were ${text(sent)}.`);
}

/** Runs a script of the bench to its end and gives what it reports. */
export async function runScript<Result>(
  node: string,
  script: string,
  args: string[],
  { timeoutMs, flags = [] }: { timeoutMs: number; flags?: string[] },
): Promise<Result> {
  const child = started(node, script, args, flags);
  let output = '';
  child.stdout?.on('data', part => (output += String(part)));
  const bound = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  clearTimeout(bound);
  const what = `${script} ${args[0] ?? ''}`;
  if (code !== 0) throw new WrongRun(`${what} ended with ${code ?? `nothing after ${timeoutMs} ms`}.`);
  try {
    return JSON.parse(output) as Result;
  } catch {
    throw new WrongRun(`${what} reported ${output === '' ? 'nothing' : output.slice(0, 200)}.`);
  }
}
