/** The tarball, installed as users install it, is found whole by each host. */
import { strict as assert } from 'node:assert';
import { startN8n } from './n8n';
import { startNodeRed } from './nodeRed';
import { manifest } from './project';

/** What every fresh Node-RED writes. */
const usual = /Projects disabled|Encrypted credentials not found/;

for (const version of ['5', '4'] as const) {
  describe(`the tarball in Node-RED ${version}`, () => {
    it('loads every node set, and writes no warning', async function () {
      this.timeout(120_000);
      const red = await startNodeRed({ version });
      try {
        const ours = (await red.nodes()).filter(({ module }) => module === manifest.name);
        const wanted = Object.keys(manifest['node-red'].nodes).sort();
        assert.deepEqual(ours.map(({ name }) => name).sort(), wanted);
        for (const set of ours) {
          assert.equal(set.err, undefined, `${set.name}: ${set.err}`);
          assert.ok(set.enabled && set.types.length > 0, `${set.name} registers a type`);
        }
        const complaints = red
          .log()
          .split('\n')
          .filter(line => /\[(warn|error)\]/.test(line) && !usual.test(line));
        assert.deepEqual(complaints, []);
      } finally {
        const exit = await red.stop();
        assert.equal(exit.signal ?? exit.code, 0, 'Node-RED ends by itself when asked to');
      }
    });
  });
}

describe('the tarball in n8n', () => {
  it('is known with every node, its icon and its credentials', async function () {
    this.timeout(180_000);
    const n8n = await startN8n();
    try {
      const ours = (await n8n.nodeTypes()).filter(({ name }) => name.startsWith(`${manifest.name}.`));
      // n8n makes a second type of each node that agents may use as a tool.
      const own = ours.filter(({ name }) => !name.endsWith('Tool'));
      assert.equal(own.length, manifest.n8n.nodes.length);
      for (const type of ours) assert.ok(type.iconUrl, `${type.name} has an icon`);
      const needed = ours.flatMap(({ credentials = [] }) => credentials.map(({ name }) => name));
      const known = await n8n.rest.call<{ name: string }[]>('GET', '/types/credentials.json');
      for (const name of needed)
        assert.ok(
          known.some(type => type.name === name),
          `the credential ${name} is known`,
        );
    } finally {
      const exit = await n8n.stop();
      assert.equal(exit.signal ?? exit.code, 0, 'n8n ends by itself when asked to');
    }
  });
});
