import assert from 'node:assert/strict';
import { parseRecord, parseReplay, parseSpeed } from '../../transforms/recording/recording-form';
import { faultOfRecord, faultOfReplay } from '../../transforms/recording/recording-page';

describe('the form of a recorder', () => {
  it('means its defaults where it says nothing', () => {
    const defaults = { folder: '', fileName: 'market', rotateBytes: 1e7, keepBytes: 2e8, raw: false };
    assert.deepEqual(parseRecord({}), defaults);
    assert.deepEqual(
      parseRecord({ folder: ' ', fileName: '', rotateMb: '', keepMb: null, raw: '' }),
      defaults,
    );
    const said = { folder: '/data/x', fileName: 'Börse 2', rotateMb: '0.5', keepMb: 5, raw: 'true' };
    assert.deepEqual(parseRecord(said), {
      ...{ folder: '/data/x', fileName: 'Börse 2', rotateBytes: 5e5, keepBytes: 5e6, raw: true },
    });
  });

  it('refuses paths that make no sense, with a sentence', () => {
    const folders = [
      '../x',
      'a/../../etc',
      '..',
      '~/x',
      '~root',
      '/',
      '//',
      'C:\\',
      'c:/',
      'http://x/y',
      'file:///x',
    ];
    for (const folder of [...folders, 'a\nb', 'a\u0000b', 'x'.repeat(2000), 5, {}, ['a']]) {
      assert.match(faultOfRecord({ folder }), /^The folder (must|is) .+\.$/, JSON.stringify(folder));
    }
    for (const folder of ['x', 'x/y', '/var/lib/x', 'C:\\data', 'a..b', '${DIR}', 'mit Leerzeichen'])
      assert.equal(faultOfRecord({ folder }), '', folder);
  });

  it('refuses names that no file can have everywhere, and sizes that are none', () => {
    for (const fileName of ['a/b', '..', '.a', 'a.', 'con', 'NUL', 'a:b', 'x'.repeat(61), '-a', 5])
      assert.match(faultOfRecord({ fileName }), /^The file name must/, String(fileName));
    for (const rotateMb of ['much', 0, -1, NaN, 1e9]) {
      assert.match(
        faultOfRecord({ rotateMb }),
        /^The size of a file in MB must be a number/,
        String(rotateMb),
      );
    }
    for (const keepMb of [10, 20, 39])
      assert.match(
        faultOfRecord({ rotateMb: 20, keepMb }),
        /^All files together must be allowed .+ here 40 MB/,
      );
    assert.equal(faultOfRecord({ rotateMb: 20, keepMb: 40 }), '');
  });
});

describe('the form of a replay', () => {
  it('means its defaults where it says nothing', () => {
    assert.deepEqual(parseReplay({}), {
      ...{ recording: 'practice-prices', speed: 1, times: 'recorded', loop: false, autoStart: true },
      longestPauseMs: Infinity,
    });
    const said = {
      recording: '/x',
      speed: 'max',
      times: 'now',
      loop: true,
      autoStart: false,
      longestPause: '2',
    };
    assert.deepEqual(parseReplay(said), {
      ...{
        recording: '/x',
        speed: Infinity,
        times: 'now',
        loop: true,
        autoStart: false,
        longestPauseMs: 2000,
      },
    });
  });

  it('says what is wrong', () => {
    const cases: [form: object, sentence: RegExp][] = [
      [{ recording: '' }, /^Choose a recording/],
      [{ recording: '../../etc/passwd' }, /^The recording must not hold "\.\."/],
      [{ recording: 'a', speed: 0 }, /^The speed must be a number from 0.01/],
      [{ recording: 'a', speed: 'fast' }, /^The speed must/],
      [{ recording: 'a', speed: true }, /^The speed must/],
      [{ recording: 'a', times: 'tomorrow' }, /^Times must be kept/],
      [{ recording: 'a', longestPause: -1 }, /^The longest pause/],
    ];
    for (const [form, sentence] of cases) assert.match(faultOfReplay(form as never), sentence);
    assert.equal(faultOfReplay({ recording: '${FILE}', speed: '${SPEED}' }), '');
  });

  it('understands speeds as people write them', () => {
    assert.deepEqual(['12', 12, '12x', '12 ×', ' MAX ', '', undefined, '0.5'].map(parseSpeed), [
      12,
      12,
      12,
      12,
      Infinity,
      1,
      1,
      0.5,
    ]);
  });
});
