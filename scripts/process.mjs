/**
 * Starting other programs: every one is bounded in time, says how long it takes, and ends with this process.
 * Only processes started here are ever signalled, by their id.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, closeSync, readFileSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { root } from './project.mjs';

const minute = 60_000;
const progressEveryMs = 10_000;
const killAfterMs = 10_000;
const running = new Set();
let ending = false;

/** One line of progress. */
export const say = line => console.log(line);

/** Starts `file` and keeps it among the processes that end with this one. */
export function start(file, args, options = {}) {
  endChildrenOnSignals();
  const child = spawn(file, args, { cwd: root, ...options });
  const exited = new Promise(resolve => {
    child.once('error', error => resolve({ code: null, signal: null, error }));
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  const entry = { child, exited };
  running.add(entry);
  void exited.then(() => running.delete(entry));
  return entry;
}

/** Asks a started process to end, ends it by force when it does not, and waits until it is gone. */
export async function stop({ child, exited }, graceMs = killAfterMs) {
  if (child.exitCode !== null || child.signalCode !== null) return exited;
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), graceMs);
  const result = await exited;
  clearTimeout(force);
  return result;
}

/**
 * Runs a program to its end.
 * @param options `title` makes long ones say that they still run; `log` sends the output to a file (its tail is
 *   shown on failure); `timeoutMs` bounds it (default 10 minutes, `Infinity` for what a user ends); the rest goes to
 *   `spawn`.
 * @returns `{ code, signal, timedOut, error? }`; it does not throw when the program fails.
 */
export async function run(file, args, { title, log, timeoutMs = 10 * minute, ...options } = {}) {
  const output = log ? openLog(log) : undefined;
  const entry = start(file, args, {
    stdio: ['ignore', output ?? 'inherit', output ?? 'inherit'],
    ...options,
  });
  const since = Date.now();
  const seconds = () => Math.round((Date.now() - since) / 1000);
  const progress = title && setInterval(() => say(`  ${title}: ${seconds()} s`), progressEveryMs);
  let timedOut = false;
  const giveUp = () => {
    timedOut = true;
    say(`  ${title ?? file}: no end after ${seconds()} s, stopping it`);
    void stop(entry);
  };
  const bound = Number.isFinite(timeoutMs) ? setTimeout(giveUp, timeoutMs) : undefined;
  const result = await entry.exited;
  clearTimeout(bound);
  clearInterval(progress);
  if (output !== undefined) closeSync(output);
  return { ...result, timedOut };
}

/** As `run`, but a failure throws a sentence, with the end of the log. */
export async function runOrThrow(file, args, options = {}) {
  const result = await run(file, args, options);
  if (result.code === 0) return;
  const what = options.title ?? [file, ...args].join(' ');
  const why = result.timedOut
    ? 'took too long'
    : (result.error?.message ?? `ended with ${result.signal ?? result.code}`);
  const tail = options.log ? `\n${readFileSync(options.log, 'utf8').split('\n').slice(-25).join('\n')}` : '';
  throw new Error(`${what}: ${why}.${tail}`);
}

/**
 * npm as `[program, arguments before npm's own]`, started through Node.js itself: no shell, the same on every
 * system, and `node` decides for which Node.js it installs.
 */
export function npmCommand(node = process.execPath) {
  return [node, [findNpmCli()]];
}

/** The environment for npm and what it starts: `node` first in the path, and nothing of an npm that runs us. */
export function npmEnvironment(node = process.execPath) {
  const ours =
    /^(npm_(lifecycle|package|command|node_execpath|config_((local|global)_prefix|loglevel))|INIT_CWD$)/;
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));
  const quiet = { npm_config_audit: 'false', npm_config_fund: 'false', npm_config_update_notifier: 'false' };
  return { ...env, ...quiet, PATH: [dirname(node), process.env.PATH].join(delimiter) };
}

/** Runs npm in `cwd`; throws a sentence when it fails. */
export function npm(args, { node, env, ...options } = {}) {
  const [file, first] = npmCommand(node);
  return runOrThrow(file, [...first, ...args], { env: { ...npmEnvironment(node), ...env }, ...options });
}

function findNpmCli() {
  const fromNpm = process.env.npm_execpath;
  if (fromNpm?.endsWith('npm-cli.js') && existsSync(fromNpm)) return fromNpm;
  const folders = [dirname(process.execPath), ...(process.env.PATH ?? '').split(delimiter)];
  for (const folder of folders) {
    // On Windows npm-cli.js lies beside npm.cmd; elsewhere `npm` is a link to it.
    const beside = join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js');
    if (existsSync(beside)) return beside;
    const link = join(folder, 'npm');
    if (existsSync(link) && realpathSync(link).endsWith('.js')) return realpathSync(link);
  }
  throw new Error('npm was not found. It comes with Node.js: install both from https://nodejs.org/.');
}

function openLog(path) {
  mkdirSync(dirname(path), { recursive: true });
  return openSync(path, 'w');
}

function endChildrenOnSignals() {
  if (process.listenerCount('SIGTERM') > 0) return;
  for (const [signal, number] of [
    ['SIGINT', 2],
    ['SIGTERM', 15],
    ['SIGHUP', 1],
  ]) {
    process.on(signal, () => {
      // A terminal's Ctrl-C arrives twice, from the terminal and through npm.
      if (ending) return;
      ending = true;
      void Promise.all([...running].map(entry => stop(entry))).then(() => process.exit(128 + number));
    });
  }
}

/** Runs a command's `main`, turning what it throws into one sentence and exit code 1. */
export function runMain(main) {
  main().catch(error => {
    // While a signal ends the children, their failures are no news.
    if (ending) return;
    console.error(error.message);
    process.exitCode = 1;
  });
}
