/**
 * The build: `dist/`, as both hosts load it, and THIRD-PARTY-NOTICES.md.
 *
 * `tsc` compiles; esbuild then replaces each `dist/vendor/*.js` by itself with its npm packages inside, so that the
 * package has no dependencies and both hosts share one copy. What Node-RED's dialogs ask of the compiled code itself
 * becomes a script in `resources/`: page and node cannot differ. Editor pages, icons, translations and codex files go
 * beside their compiled nodes, where the hosts look for them.
 */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { filesBelow, lastChangeMs } from './files.mjs';
import { requireModules } from './install.mjs';
import { withLock } from './lock.mjs';
import { noticesOf } from './notices.mjs';
import { runMain, runOrThrow, say } from './process.mjs';
import { inProject, isCommand, root } from './project.mjs';
import { isShared, isText, writeText } from './texts.mjs';

const dist = inProject('dist');
const stamp = inProject('.build', 'dist.stamp');
const sourceFolders = ['core', 'ports', 'vendor', 'transforms', 'nodes', 'credentials', 'simulator', 'icons'];
const sourceFiles = [
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'scripts/build.mjs',
  'scripts/notices.mjs',
  'scripts/texts.mjs',
];
/** Compiled code that pages load too, each as one script that puts its exports under a global name. */
const pageScripts = [
  {
    from: join('transforms', 'alert', 'alert-page.js'),
    to: inProject('resources', 'alert.js'),
    globalName: 'marketFeeds.alert',
  },
  {
    from: join('transforms', 'filter', 'filter-page.js'),
    to: inProject('resources', 'filter.js'),
    globalName: 'marketFeeds.filter',
  },
  {
    from: join('transforms', 'hours', 'hours-page.js'),
    to: inProject('resources', 'hours.js'),
    globalName: 'marketFeeds.hours',
  },
  {
    from: join('transforms', 'message', 'message-page.js'),
    to: inProject('resources', 'message.js'),
    globalName: 'marketFeeds.message',
  },
  {
    from: join('transforms', 'pace', 'pace-page.js'),
    to: inProject('resources', 'pace.js'),
    globalName: 'marketFeeds.pace',
  },
  {
    from: join('transforms', 'bars', 'bars-page.js'),
    to: inProject('resources', 'bars.js'),
    globalName: 'marketFeeds.bars',
  },
  {
    from: join('transforms', 'indicator', 'indicator-page.js'),
    to: inProject('resources', 'indicator.js'),
    globalName: 'marketFeeds.indicator',
  },
  {
    from: join('transforms', 'recording', 'recording-page.js'),
    to: inProject('resources', 'recording.js'),
    globalName: 'marketFeeds.recording',
  },
];
const assets = [
  { folder: 'nodes', extensions: ['.html', '.json', '.svg', '.png'] },
  { folder: 'credentials', extensions: ['.svg', '.png'] },
  { folder: 'icons', extensions: ['.svg', '.png'] },
];

/** Builds `dist/` from nothing. */
export async function build() {
  requireModules();
  mkdirSync(inProject('.build'), { recursive: true });
  await withLock(inProject('.build', 'build.lock'), async () => {
    const since = Date.now();
    rmSync(dist, { recursive: true, force: true });
    rmSync(stamp, { force: true });
    const tsc = inProject('node_modules', 'typescript', 'bin', 'tsc');
    await runOrThrow(process.execPath, [tsc, '-p', 'tsconfig.json'], { title: 'tsc' });
    const metafiles = await bundleVendor();
    writeFileSync(inProject('THIRD-PARTY-NOTICES.md'), noticesOf(metafiles));
    await bundlePageScripts();
    for (const { folder, extensions } of assets) copyAssets(folder, extensions);
    // What changed while the build ran must count as newer than it.
    writeFileSync(stamp, String(since));
    say(`build: dist/ in ${((Date.now() - since) / 1000).toFixed(1)} s`);
  });
}

/** Builds only if a source is newer than `dist/`. */
export async function buildIfStale() {
  const results = [stamp, dist, ...pageScripts.map(({ to }) => to)];
  const built = results.every(path => existsSync(path)) ? Number(readFileSync(stamp, 'utf8')) : 0;
  const changed = Math.max(...[...sourceFolders, ...sourceFiles].map(path => lastChangeMs(inProject(path))));
  if (changed >= built) await build();
}

async function bundleVendor() {
  const { build: bundle } = await import('esbuild');
  const leaves = filesBelow(join(dist, 'vendor')).filter(path => path.endsWith('.js'));
  return Promise.all(
    leaves.map(async path => {
      const result = await bundle({
        // Of the source, whose exports are still static: what no leaf exports is left out.
        entryPoints: [inProject(relative(dist, path).replace(/\.js$/, '.ts'))],
        outfile: path,
        allowOverwrite: true,
        bundle: true,
        platform: 'node',
        format: 'cjs',
        target: 'node20',
        minifyWhitespace: true,
        minifySyntax: true,
        // Optional accelerators and colours: required inside try, so their absence is no failure.
        external: ['bufferutil', 'utf-8-validate', 'supports-color'],
        metafile: true,
        absWorkingDir: root,
        logLevel: 'warning',
      });
      return result.metafile;
    }),
  );
}

async function bundlePageScripts() {
  const { build: bundle } = await import('esbuild');
  for (const { from, to, globalName } of pageScripts) {
    await bundle({
      entryPoints: [join(dist, from)],
      outfile: to,
      globalName,
      bundle: true,
      platform: 'browser',
      format: 'iife',
      target: 'es2022',
      minify: true,
      absWorkingDir: root,
      logLevel: 'warning',
    });
  }
}

function copyAssets(folder, extensions) {
  for (const path of filesBelow(inProject(folder))) {
    if (!extensions.includes(extname(path)) || isShared(path)) continue;
    const target = join(dist, relative(root, path));
    if (isText(path)) writeText(path, target);
    else cpSync(path, target);
  }
}

if (isCommand(import.meta.url)) runMain(build);
