/** What the dialog of indicators says is what the node says: the dialog's script is made of `indicator-page`. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runInNewContext } from 'node:vm';
import * as compiled from '../../transforms/indicator/indicator-page';
import { root } from '../hosts/project';

interface Builder {
  buildIfStale(): Promise<void>;
}

const forms: Record<string, unknown>[] = [
  {},
  { indicators: [{ kind: 'sma' }] },
  { indicators: Object.keys(compiled.indicatorKinds).map(kind => ({ kind })) },
  { indicators: [{ kind: 'rsi', length: 'x' }, { kind: 'macd', fast: '30' }, { kind: '' }, 7] },
  {
    indicators: [
      { kind: 'vwap', timeZone: 'Mars' },
      { kind: 'sma', price: 'last', length: '${LENGTH}' },
    ],
  },
  { indicators: [{ kind: 'sma' }, { kind: 'sma' }], running: 'x' },
];

describe('the script of the dialog of indicators', function () {
  // It may have to be built first.
  this.timeout(60_000);

  it('says what the node says, without the library and without anything of Node.js', async () => {
    const { buildIfStale } = (await import(
      pathToFileURL(join(root, 'scripts', 'build.mjs')).href
    )) as Builder;
    await buildIfStale();
    const script = readFileSync(join(root, 'resources', 'indicator.js'), 'utf8');
    const window = { marketFeeds: {} as { indicator?: typeof compiled } };
    runInNewContext(`${script}\n;`, Object.assign(window, { Intl }));
    const { indicator } = window.marketFeeds;
    assert.ok(indicator);
    assert.ok(script.length < 20_000, `${script.length} characters`);
    for (const form of forms) {
      const said: string = JSON.stringify(indicator.reviewIndicators(form));
      assert.equal(said, JSON.stringify(compiled.reviewIndicators(form)));
    }
  });
});
