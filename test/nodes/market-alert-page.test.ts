/** What the alert's dialog says is what the node says: the dialog's script is made of `alert-page`. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runInNewContext } from 'node:vm';
import * as compiled from '../../transforms/alert/alert-page';
import { alertKinds, type AlertKind } from '../../transforms/alert/alert-rules';
import { root } from '../hosts/project';

interface Builder {
  buildIfStale(): Promise<void>;
}

const kinds = Object.keys(alertKinds) as AlertKind[];
const everything = {
  level: 1,
  low: 1,
  high: '${HIGH}',
  by: 1,
  withinMs: '5 min',
  times: 2,
  words: 'a "b c"',
};
const rules: object[] = [
  ...kinds.map(kind => ({ kind })),
  ...kinds.map(kind => ({ ...everything, kind, symbols: 'AAPL', repeat: 'daily', quietDays: 'Sat-Sun' })),
  ...[{ kind: 'jumps' }, { ...everything, timeZone: 'Mars' }, { ...everything, text: '{{nothing}}' }],
];

describe('the dialog of market-alert', function () {
  // It may have to be built first.
  this.timeout(120_000);

  before(async () => {
    const { buildIfStale } = (await import(
      pathToFileURL(join(root, 'scripts', 'build.mjs')).href
    )) as Builder;
    await buildIfStale();
  });

  it('is served the code that the node runs', () => {
    const script = readFileSync(join(root, 'resources', 'alert.js'), 'utf8');
    const page = { marketFeeds: { textsOf: 'stays' as unknown, alert: undefined as unknown } };
    runInNewContext(script, Object.assign(page, { Intl, Date }));
    assert.equal(page.marketFeeds.textsOf, 'stays');
    const shipped = page.marketFeeds.alert as typeof compiled;
    const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
    for (const name of ['kindGroups', 'defaultTexts'] as const)
      assert.deepEqual(plain(shipped[name]), plain(compiled[name]), name);
    for (const kind of kinds) {
      assert.deepEqual(plain(shipped.factsOf(kind)), plain(compiled.factsOf(kind)));
      assert.deepEqual(plain(shipped.textFieldsOf(kind)), plain(compiled.textFieldsOf(kind)));
    }
    for (const form of [{ rules }, { rules: [] }, {}, ...rules.map(rule => ({ rules: [rule] }))])
      assert.deepEqual(plain(shipped.reviewAlerts(form)), plain(compiled.reviewAlerts(form)));
    assert.equal(shipped.durationText(shipped.parseDuration('90 min') ?? 0), '90 min');
  });

  it('has a text for every input of every kind', () => {
    const folder = join(root, 'nodes', 'MarketAlert', 'locales', 'en-US');
    const texts = JSON.parse(readFileSync(join(folder, 'market-alert.json'), 'utf8')) as {
      input: Record<string, unknown>;
      aria: Record<string, unknown>;
    };
    for (const kind of kinds)
      for (const name of compiled.factsOf(kind).values) {
        assert.equal(typeof texts.input[name], 'string', `${kind}: ${name}`);
        if (texts.input[name] === '')
          assert.ok(texts.aria[name], `${name} has a name for those who cannot see it`);
      }
  });
});
