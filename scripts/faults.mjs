/**
 * The fault matrix by itself, and its table:  node scripts/faults.mjs [--write]
 *
 * Prints the table; `--write` writes it to docs/faults.md instead. It fails as the tests do.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { ensureModules } from './install.mjs';
import { run, runMain, runOrThrow, say } from './process.mjs';
import { inProject } from './project.mjs';

const page = inProject('docs', 'faults.md');

runMain(async () => {
  await ensureModules();
  const compiler = inProject('node_modules', 'typescript', 'bin', 'tsc');
  await runOrThrow(process.execPath, [compiler, '-p', 'tsconfig.test.json'], { title: 'tsc' });
  const folder = mkdtempSync(join(tmpdir(), 'market-feeds-faults-'));
  try {
    await play(join(folder, 'table.md'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

async function play(file) {
  const mocha = inProject('node_modules', 'mocha', 'bin', 'mocha.js');
  const args = ['--enable-source-maps', mocha, inProject('.build', 'test', 'faults', 'matrix.test.js')];
  const env = { ...process.env, FAULTS_TABLE: file };
  const { code } = await run(process.execPath, args, { env, stdio: 'inherit' });
  process.exitCode = code ?? 1;
  const text = await format(readFileSync(file, 'utf8'), { ...(await resolveConfig(page)), filepath: page });
  if (!process.argv.includes('--write')) return say(text);
  writeFileSync(page, text);
  say(`Written to ${page}`);
}
