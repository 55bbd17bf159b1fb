/** A host as a child process: its output in a file, its end certain. */
import { execFileSync, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, statSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { delimiter, dirname, join } from 'node:path';
import { root } from './project';

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** From the request to stop until the process was gone. */
  stopMs: number;
}

const living = new Set<number>();
let started = 0;
let watching = false;

/** A running host. It is ended by force if the tests' process ends first. */
export class HostProcess {
  readonly pid: number;
  readonly logFile: string;
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  hasExited = false;
  private forgotten = 0;

  constructor(name: string, node: string, args: string[], env: NodeJS.ProcessEnv, cwd: string) {
    const logs = join(root, '.build', 'logs');
    mkdirSync(logs, { recursive: true });
    this.logFile = join(logs, `${name}-${process.pid}-${++started}.log`);
    // Straight into a file: a host whose pipe lost its reader was seen spinning at full load.
    const log = openSync(this.logFile, 'w');
    const child = spawn(node, args, { env, cwd, stdio: ['ignore', log, log] });
    closeSync(log);
    child.once('error', () => undefined);
    if (child.pid === undefined) throw new Error(`${node} cannot be started.`);
    this.pid = child.pid;
    living.add(this.pid);
    endWithUs();
    this.exited = new Promise(resolve => {
      child.once('exit', (code, signal) => {
        this.hasExited = true;
        living.delete(this.pid);
        resolve({ code, signal });
      });
    });
  }

  /** What the host wrote, since its start or the last `forgetLog`. */
  log(): string {
    return readFileSync(this.logFile).subarray(this.forgotten).toString('utf8');
  }

  /** Leaves what was written so far out of `log`; it stays in the file. */
  forgetLog(): void {
    this.forgotten = statSync(this.logFile).size;
  }

  logTail(lines = 30): string {
    return `The end of ${this.logFile}:\n${this.log().split('\n').slice(-lines).join('\n')}`;
  }

  /** Resident memory in MiB. */
  rss(): number {
    if (process.platform !== 'linux') {
      return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(this.pid)], { encoding: 'utf8' })) / 1024;
    }
    const status = readFileSync(`/proc/${this.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
  }

  /** Asks the host to end, and ends it by force after `graceMs`. */
  async stop(graceMs: number): Promise<Exit> {
    const since = Date.now();
    if (!this.hasExited) process.kill(this.pid, 'SIGTERM');
    const force = setTimeout(() => this.kill(), graceMs);
    const exit = await this.exited;
    clearTimeout(force);
    return { ...exit, stopMs: Date.now() - since };
  }

  /** Ends the host at once, as a crash would. */
  kill(): void {
    if (!this.hasExited) process.kill(this.pid, 'SIGKILL');
  }
}

/** The environment of a host: nothing of ours (no proxies, no npm settings), `node` first in the path. */
export function hostEnvironment(
  node: string,
  home: string,
  extra: Record<string, string>,
): NodeJS.ProcessEnv {
  const windows = ['SystemRoot', 'ComSpec', 'PATHEXT', 'TEMP', 'TMP'].flatMap(name => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  const path = [dirname(node), process.env['PATH']].join(delimiter);
  return {
    ...(Object.fromEntries(windows) as NodeJS.ProcessEnv),
    PATH: path,
    HOME: home,
    USERPROFILE: home,
    ...extra,
  };
}

/** A port that nobody uses now. Somebody may take it before the host does: hosts are then started again on another. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise(resolve => server.close(resolve));
  return port;
}

/** Whether a start failed because somebody took the port between `freePort` and the host. */
export function lostItsPort(host: HostProcess): boolean {
  return /EADDRINUSE|port in use|address already in use/i.test(host.log());
}

function endWithUs(): void {
  if (watching) return;
  watching = true;
  process.once('exit', () => {
    for (const pid of living) process.kill(pid, 'SIGKILL');
  });
  // Without a handler these end the process with no `exit` event.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
}
