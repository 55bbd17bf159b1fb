/**
 * The tarball keeps what the hosts, their catalogues and their installers ask of a package. The rules are those of
 * `node-red-dev validate` (P.., D.., N..) and of n8n's loader, as far as they need neither network nor host.
 */
import { strict as assert } from 'node:assert';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { registrations, type Registration } from './editorPage';
import { manifest, root } from './hosts/project';
import { installTarball } from './hosts/tarball';

const execute = promisify(execFile);

interface FlowNode {
  type: string;
}

describe('the package', function () {
  // It may have to be built first.
  this.timeout(60_000);
  let folder: string;
  let installed: string;
  let npmSaid: string;
  let files: string[];

  const read = (path: string): string => readFileSync(join(installed, path), 'utf8');
  const pagePath = (entry: string): string => entry.replace(/\.js$/, '.html');
  const entries = Object.entries(manifest['node-red'].nodes);
  const types = (): Registration[] => entries.flatMap(([, entry]) => registrations(read(pagePath(entry))));

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'market-feeds-package-'));
    npmSaid = await installTarball(folder, 'node-red', process.execPath);
    installed = join(folder, 'node_modules', manifest.name);
    files = readdirSync(installed, { recursive: true, encoding: 'utf8' });
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  it('installs as the palette manager does it, as one package', () => {
    assert.match(npmSaid, /added 1 package /);
    assert.deepEqual(
      readdirSync(join(folder, 'node_modules')).filter(name => !name.startsWith('.')),
      [manifest.name.split('/')[0]],
    );
  });

  it('has a manifest that both hosts accept', () => {
    const shipped = JSON.parse(read('package.json')) as Record<string, unknown>;
    assert.ok(shipped['license'], 'P01: a licence');
    assert.ok(shipped['repository'] && shipped['bugs'], 'P03: a repository, and a place for bugs');
    assert.match(String(shipped['name']), /^@[^/]+\/n8n-nodes-/, 'P04: scoped; n8n: its pattern');
    for (const keyword of ['node-red', 'n8n-community-node-package']) {
      assert.ok((shipped['keywords'] as string[]).includes(keyword), `P05: the keyword ${keyword}`);
    }
    assert.equal(manifest['node-red'].version, '>=4.0.0', 'P06: accepts Node-RED 4 and 5');
    // The palette insists on it, and Node-RED 4.1 runs on Node.js 20.
    assert.deepEqual(shipped['engines'], { node: '>=20' }, 'P07');
    assert.deepEqual(shipped['dependencies'] ?? {}, {}, 'D01; n8n: no-runtime-dependencies');
    assert.deepEqual(shipped['peerDependencies'], { 'n8n-workflow': '*' });
    // Without it every Node-RED user would install n8n-workflow, or fail to.
    assert.deepEqual(shipped['peerDependenciesMeta'], { 'n8n-workflow': { optional: true } });
  });

  it('contains what is published and nothing else', () => {
    const always = ['package.json', 'README.md', 'LICENSE'];
    assert.deepEqual(
      readdirSync(installed).filter(name => ![...manifest.files, ...always].includes(name)),
      [],
    );
    assert.deepEqual(
      always.filter(name => !files.includes(name)),
      [],
    );
    assert.match(read('THIRD-PARTY-NOTICES.md'), /^## ws \d/m);
    const scripts = files.filter(name => /\.(js|json|html|md)$/.test(name));
    assert.deepEqual(
      scripts.filter(name => read(name).includes(root)),
      [],
      'no path of the machine that built it',
    );
  });

  it('has an editor page beside each Node-RED node that the flow library can read', () => {
    for (const [set, entry] of entries) {
      const found = registrations(read(pagePath(entry)));
      assert.ok(found.length > 0, `${set} registers a type`);
      for (const { type, unreadable } of found)
        assert.deepEqual(unreadable, [], `${type}: written as literals`);
    }
  });

  it('contains the shared code and styles that its pages load', () => {
    const folder = `resources/${manifest.name}/`;
    for (const [set, entry] of entries) {
      const loaded = [...read(pagePath(entry)).matchAll(/(?:src|href)="(resources\/[^"]+)"/g)];
      assert.ok(loaded.length > 0, set);
      for (const [, address = ''] of loaded) {
        // Node-RED serves the package's folder under its name; the editor would wait for what is missing for ever.
        assert.ok(address.startsWith(folder), address);
        assert.ok(files.includes(join('resources', address.slice(folder.length))), `${set}: ${address}`);
      }
    }
  });

  it('has a template, help and icon for each Node-RED type', () => {
    for (const [set, entry] of entries) {
      const page = read(pagePath(entry));
      const translated = join(dirname(entry), 'locales', 'en-US', `${set}.html`);
      const texts = page + (existsSync(join(installed, translated)) ? read(translated) : '');
      for (const { type, icon } of registrations(page)) {
        assert.ok(texts.includes(`data-template-name="${type}"`), `${type} has a template`);
        assert.ok(texts.includes(`data-help-name="${type}"`), `${type} has help`);
        const own = icon?.startsWith('font-awesome/') ? undefined : icon;
        if (own)
          assert.ok(files.includes(join(dirname(entry), 'icons', own)), `${type}: its icon ${own} exists`);
      }
    }
  });

  it('shows every Node-RED type in an example (N02), and examples are flow arrays', () => {
    const examples = files
      .filter(name => /^examples[\\/].*\.json$/.test(name))
      .map(name => JSON.parse(read(name)) as FlowNode[]);
    for (const example of examples) assert.ok(Array.isArray(example));
    const shown = new Set(examples.flat().map(({ type }) => type));
    const wanted = types().filter(({ category }) => category !== 'config');
    assert.deepEqual(
      wanted.map(({ type }) => type).filter(type => !shown.has(type)),
      [],
    );
  });

  it('has the icons and codex files that n8n looks for', () => {
    for (const path of manifest.n8n.nodes) {
      const codex = JSON.parse(read(path.replace(/\.js$/, '.json'))) as { node: string };
      const name = basename(path).split('.')[0] ?? '';
      assert.equal(codex.node, `${manifest.name}.${name.charAt(0).toLowerCase()}${name.slice(1)}`);
    }
    for (const path of [...manifest.n8n.nodes, ...manifest.n8n.credentials]) {
      const icons = [...read(path).matchAll(/['"]file:([^'"]+)['"]/g)].map(([, icon = '']) => icon);
      assert.ok(icons.length > 0, `${path} has an icon`);
      for (const icon of icons)
        assert.ok(existsSync(join(installed, dirname(path), icon)), `${path}: ${icon} exists`);
    }
  });

  it('loads in Node-RED without n8n, and does nothing by itself', async () => {
    const loaded = await load(
      entries.map(([, entry]) => `require(${JSON.stringify(join(installed, entry))})`),
    );
    assert.deepEqual(
      loaded.modules.filter(path => /n8n/.test(path.slice(installed.length))),
      [],
    );
    assert.deepEqual(loaded.active, []);
  });

  it('loads in n8n class by class, and does nothing by itself', async () => {
    const classes = [...manifest.n8n.nodes, ...manifest.n8n.credentials].map(path => {
      // n8n derives the name of the class from that of the file.
      return `new (require(${JSON.stringify(join(installed, path))}).${basename(path).split('.')[0]})()`;
    });
    assert.deepEqual((await load(classes)).active, []);
  });
});

/** Evaluates expressions in a fresh Node.js, where `n8n-workflow` resolves as it does inside n8n. */
async function load(expressions: string[]): Promise<{ modules: string[]; active: string[] }> {
  const code = `const vm = require('node:vm');
    for (const text of ${JSON.stringify(expressions)}) vm.runInNewContext(text, { require });
    const idle = ['PipeWrap', 'TTYWrap', 'FSReqCallback'];
    const active = process.getActiveResourcesInfo().filter(name => !idle.includes(name));
    console.log(JSON.stringify({ modules: Object.keys(require.cache), active }));`;
  const env = { ...process.env, NODE_PATH: join(root, 'node_modules') };
  const { stdout } = await execute(process.execPath, ['-e', code], { env, cwd: tmpdir(), timeout: 20_000 });
  return JSON.parse(stdout) as { modules: string[]; active: string[] };
}
