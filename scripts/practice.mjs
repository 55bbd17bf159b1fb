/** The practice feed from the command line; arguments go to it:  npm run practice -- --help */
import { buildIfStale } from './build.mjs';
import { ensureModules } from './install.mjs';
import { run, runMain } from './process.mjs';
import { inProject } from './project.mjs';

runMain(async () => {
  await ensureModules();
  await buildIfStale();
  const args = [inProject('dist', 'simulator', 'cli.js'), ...process.argv.slice(2)];
  const { code } = await run(process.execPath, args, { stdio: 'inherit', timeoutMs: Infinity });
  process.exitCode = code ?? 1;
});
