/**
 * All tests, straight after `git clone`:  node scripts/test.mjs [unit] [mocha arguments, such as --grep words]
 *
 * Installs, builds, lints, checks the types; runs the unit tests on this Node.js; then, unless `unit`, those on sockets,
 * installs the real hosts and runs the tests in them and in a browser, side by side, on the cached Node.js 24, which they
 * need. The last line sums up everything that ran.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { ensureChromium } from './browser.mjs';
import { build } from './build.mjs';
import { filesBelow } from './files.mjs';
import { ensure } from './hosts.mjs';
import { ensureModules } from './install.mjs';
import { packTarball } from './pack.mjs';
import { run, runOrThrow, say } from './process.mjs';
import { inProject, root } from './project.mjs';

const minute = 60_000;
/** Steps that prove nothing by passing: only their failure counts. */
const preparations = ['install', 'hosts'];
/** Tests on real sockets, in real hosts and browsers; with those of the package itself they take minutes. */
const slowFolders = /^(wire|faults|contract|simulator|hosts|soak|browser)\//;
const tally = { passed: 0, failed: 0 };
const failures = [];
const unitOnly = process.argv[2] === 'unit';
const mochaArguments = process.argv.slice(unitOnly ? 3 : 2);

await main().catch(error => count('npm test', { passed: 0, failed: 1 }, error.message));
if (failures.length) say(`\nFailed: ${failures.join(', ')}`);
process.exitCode = tally.failed ? 1 : 0;
say(`\n${tally.passed} passed, ${tally.failed} failed`);

async function main() {
  if (!(await check('install', ensureModules))) return;
  mkdirSync(inProject('.build'), { recursive: true });
  rmSync(inProject('.build', 'logs'), { recursive: true, force: true });
  if (!unitOnly) {
    await check('build', build);
    await check('lint', lint);
  }
  // Even with type errors the tests are compiled, and what they say is worth knowing.
  await check('types', () => tool('typescript/bin/tsc', '-p', 'tsconfig.test.json'));
  await suite(
    'unit',
    testsIn(path => path.includes('/') && !slowFolders.test(path)),
    process.execPath,
    { minutes: 10 },
  );
  if (unitOnly) return;
  await suite(
    'wire',
    testsIn(path => !path.includes('/') || /^(wire|faults|contract|simulator)\//.test(path)),
    process.execPath,
    { minutes: 15 },
  );
  await inHosts();
}

async function inHosts() {
  let hosts;
  const env = {};
  const prepared = await check('hosts', async () => {
    hosts = await ensure();
    env.MARKET_FEEDS_TARBALL = await packTarball();
  });
  if (!prepared) return;
  const bound = { minutes: 35, timeout: minute, env };
  const inHost = testsIn(path => /^(hosts|soak)\//.test(path));
  const inBrowser = testsIn(path => path.startsWith('browser/'));
  env.CHROMIUM = inBrowser.length ? await ensureChromium() : undefined;
  if (inBrowser.length && !env.CHROMIUM) {
    await suite('hosts', inHost, hosts.node, bound);
    say(
      '\nThe browser tests did NOT run: no Chromium or Chrome was found. Install one, or set CHROMIUM to its path.',
    );
    return;
  }
  // Side by side, since the ones mostly wait and the others mostly compute; ports and folders are their own.
  await Promise.all([
    suite('hosts', inHost, hosts.node, { ...bound, log: inProject('.build', 'hosts.log') }),
    suite('browser', inBrowser, hosts.node, bound),
  ]);
}

async function lint() {
  // Both always run: half of the findings would only cost a second round.
  const results = await Promise.allSettled([
    tool('eslint/bin/eslint.js', '.'),
    tool('prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'),
  ]);
  const broken = results.find(({ status }) => status === 'rejected');
  if (broken) throw broken.reason;
}

function tool(path, ...args) {
  const script = inProject('node_modules', ...path.split('/'));
  return runOrThrow(process.execPath, [script, ...args], {
    title: path.split('/')[0],
    timeoutMs: 5 * minute,
  });
}

/** The compiled files of all tests whose path below test/ fits: from the sources, since .build keeps deleted ones. */
function testsIn(fits) {
  return filesBelow(inProject('test'))
    .map(path => relative(inProject('test'), path).split(sep).join('/'))
    .filter(path => path.endsWith('.test.ts') && fits(path))
    .map(path => inProject('.build', 'test', path.replace(/ts$/, 'js')))
    .map(path => relative(root, path));
}

/** One step that passes or fails as a whole. */
async function check(name, step) {
  const since = Date.now();
  try {
    await step();
    say(`${name}: passed (${((Date.now() - since) / 1000).toFixed(1)} s)`);
    if (!preparations.includes(name)) count(name, { passed: 1, failed: 0 });
    return true;
  } catch (error) {
    count(name, { passed: 0, failed: 1 }, error.message);
    return false;
  }
}

/**
 * One run of mocha. Without counts, or with an exit code that they do not explain, it has failed as a whole.
 * @param options `log` keeps what it prints in a file until it ends, so that it stays apart from what runs beside it
 */
async function suite(name, files, node, { minutes, timeout = 20_000, env = {}, log }) {
  if (files.length === 0) return say(`\n${name} tests: there are none`);
  say(`\n${name} tests${log ? ': their results come when they have ended' : ''}`);
  const counts = inProject('.build', `${name}.counts.json`);
  rmSync(counts, { force: true });
  const args = ['--enable-source-maps', inProject('node_modules', 'mocha', 'bin', 'mocha.js')];
  args.push(
    '--reporter',
    inProject('scripts', 'reporter.cjs'),
    '--timeout',
    String(timeout),
    ...mochaArguments,
    ...files,
  );
  const given = { ...process.env, ...env, MARKET_FEEDS_COUNTS: counts };
  const options = { env: given, timeoutMs: minutes * minute, ...(log && { log }) };
  const { code, signal, timedOut } = await run(node, args, options);
  if (log) say(`\n${name} tests\n${readFileSync(log, 'utf8')}`);
  const counted = existsSync(counts) ? JSON.parse(readFileSync(counts, 'utf8')) : undefined;
  if (!counted)
    return count(`${name} tests`, { passed: 0, failed: 1 }, `mocha ended early: ${signal ?? code}`);
  const unexplained = counted.failed === 0 && (code !== 0 || timedOut);
  if (unexplained) counted.failed = 1;
  count(`${name} tests`, counted, unexplained ? `mocha ended with ${signal ?? code}` : undefined);
  if (counted.pending) say(`${counted.pending} ${name} tests did not run (pending); they count as neither.`);
}

function count(name, { passed, failed }, message) {
  tally.passed += passed;
  tally.failed += failed;
  if (failed) failures.push(name);
  if (message) say(`${name}: FAILED. ${message}`);
}
