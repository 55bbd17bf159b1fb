/** The benchmarks; arguments go to them:  npm run bench -- --quick */
import { buildIfStale } from './build.mjs';
import { ensureModules } from './install.mjs';
import { run, runMain, runOrThrow } from './process.mjs';
import { inProject } from './project.mjs';

runMain(async () => {
  await ensureModules();
  await buildIfStale();
  const compiler = inProject('node_modules', 'typescript', 'bin', 'tsc');
  await runOrThrow(process.execPath, [compiler, '-p', 'tsconfig.test.json'], { title: 'tsc' });
  const args = ['--enable-source-maps', inProject('.build', 'bench', 'run.js'), ...process.argv.slice(2)];
  const { code } = await run(process.execPath, args, { stdio: 'inherit', timeoutMs: 60 * 60_000 });
  process.exitCode = code ?? 1;
});
