/** Kills a real Node-RED in the middle of bursts, again and again, and compares:  npm run soak -- 100 */
import { build } from './build.mjs';
import { ensure } from './hosts.mjs';
import { ensureModules } from './install.mjs';
import { packTarball } from './pack.mjs';
import { run, runMain, runOrThrow, say } from './process.mjs';
import { inProject } from './project.mjs';

runMain(async () => {
  const kills = Number(process.argv[2] ?? 20);
  if (!Number.isInteger(kills) || kills < 1 || kills > 1000)
    throw new Error('Say how often Node-RED is killed: a number from 1 to 1000.');
  await ensureModules();
  await build();
  const compiler = inProject('node_modules', 'typescript', 'bin', 'tsc');
  await runOrThrow(process.execPath, [compiler, '-p', 'tsconfig.test.json'], { title: 'tsc' });
  const { node } = await ensure();
  const env = { ...process.env, MARKET_FEEDS_TARBALL: await packTarball(), SOAK_KILLS: String(kills) };
  say(`\nNode-RED is killed ${kills} times; a time takes about ten seconds.`);
  const mocha = inProject('node_modules', 'mocha', 'bin', 'mocha.js');
  const test = inProject('.build', 'test', 'soak', 'kills.test.js');
  const timeoutMs = 600_000 + kills * 60_000;
  const { code } = await run(node, [mocha, test], { env, stdio: 'inherit', timeoutMs });
  process.exitCode = code ?? 1;
});
