import assert from 'node:assert/strict';
import { cellText } from '../../transforms/message/escape-cell';
import { discordEscaper } from '../../transforms/message/escape-discord';
import { escapeHtml, subjectOf } from '../../transforms/message/escape-html';
import { slackEscaper } from '../../transforms/message/escape-slack';
import { teamsEscaper } from '../../transforms/message/escape-teams';
import { telegramEscaper } from '../../transforms/message/escape-telegram';
import { cleanLine, cleanLines, cut, fit, safeUrl } from '../../transforms/message/escape-text';
import { parseMessage, renderMessage, targetTitles } from '../../transforms/message/message';
import {
  changeText,
  largeText,
  numberText,
  percentText,
  priceText,
  timeText,
} from '../../transforms/message/message-format';
import { fc } from '../property';
import { hostileTexts } from './hostile-texts';
import * as checks from './message-checks';
import { alert, events } from './message-events';

/** UTF-16 units at random, among them half pairs; signs that mean something; pieces of the hostile texts. */
const unit = fc.integer({ min: 0, max: 0xffff }).map(code => String.fromCharCode(code));
const sign = fc.constantFrom(
  ...'<>&"\'*_~`|[](){}\\@#/:=+-!\n\r\t ·é😀\u200d\ufe0f\u0301\u202e1aZ'.split(''),
);
const piece = fc.constantFrom(...hostileTexts.map(text => text.slice(0, 60)));
const anyText = fc.array(fc.oneof(unit, sign, piece), { maxLength: 40 }).map(parts => parts.join(''));

const escapes = { slackEscaper, telegramEscaper, discordEscaper, teamsEscaper, html: { text: escapeHtml } };

describe('Cleaning a text', () => {
  it('leaves nothing that cannot be seen, and nothing to clean', () => {
    fc.assert(
      fc.property(anyText, text => {
        const clean = cleanLines(text);
        assert.equal(checks.wrongCharacters(clean), undefined);
        assert.equal(cleanLines(clean), clean);
        assert.doesNotMatch(cleanLine(text), /\n/);
      }),
      { numRuns: 1_000 },
    );
  });

  it('keeps what people write: scripts, accents, emoji of several parts', () => {
    for (const text of ['می‌خواهم', 'क्‍ष', 'Ünïcödé', '👩‍🚀 ❤️‍🔥 👍🏽', 'Tiếng Việt', 'e\u0301']) {
      assert.equal(cleanLine(text), text);
    }
  });

  it('takes away bidi controls, halves of pairs and towers of marks', () => {
    assert.equal(cleanLine('abc\u202edef'), 'abcdef');
    assert.equal(cleanLine('a\ud83d b'), 'a\ufffd b');
    assert.equal(cleanLine(`Z${'\u0301'.repeat(500)}algo`), `Z${'\u0301'.repeat(4)}algo`);
  });

  it('takes time in proportion to the text', () => {
    const started = performance.now();
    for (const part of [' ', '\n ', '\u200d', '\u0301', '@', '<', ':a', '0', '_', '/', '{', '\\', '=?']) {
      const text = part.repeat(100_000 / part.length);
      for (const { text: escape } of Object.values(escapes)) escape(cleanLines(text));
      cellText(text);
      subjectOf(text);
    }
    assert.ok(performance.now() - started < 2_000);
  });
});

describe('Cutting a text', () => {
  it('keeps to the length, takes no character apart and ends in …', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 0, max: 60 }), (text, max) => {
        const clean = cleanLines(text);
        const short = cut(clean, max);
        assert.ok(short.length <= max || short === clean);
        assert.ok(short === clean || max < 1 || short.endsWith('…'));
        assert.doesNotMatch(short, /\p{Surrogate}/u);
      }),
      { numRuns: 1_000 },
    );
  });

  it('cuts at the end of a word where one is near, and never inside an emoji', () => {
    assert.equal(cut('Apple and Microsoft agree', 16), 'Apple and…');
    assert.equal(cut('👩‍🚀👩‍🚀', 7), '👩‍🚀…');
    assert.equal(cut('e\u0301e\u0301', 3), 'e\u0301…');
  });

  it('cuts before it escapes, so that no escape is cut', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 0, max: 80 }), (text, max) => {
        const clean = cleanLine(text);
        for (const [name, escape] of Object.entries(escapes)) {
          const short = fit(clean, max, escape.text);
          const isMarkdown = name === 'discordEscaper' || name === 'teamsEscaper';
          assert.ok(short.length <= max);
          assert.doesNotMatch(short, isMarkdown ? /(?<!\\)(?:\\\\)*\\$/ : /&[a-z#0-9]*$/);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('Escaping', () => {
  it('leaves nothing live in any target', () => {
    fc.assert(
      fc.property(anyText, text => {
        const clean = cleanLine(text);
        assert.equal(checks.mrkdwnProblem(slackEscaper.text(clean)), undefined);
        assert.equal(checks.discordProblem(discordEscaper.text(clean)), undefined);
        assert.deepEqual(checks.readHtml(telegramEscaper.text(clean)).tags, []);
        assert.doesNotMatch(telegramEscaper.text(clean), /@\w/);
        assert.doesNotMatch(teamsEscaper.text(clean), /\{\{|(?<!\\)(?:\\\\)*[[\]<>*`]/);
      }),
      { numRuns: 1_000 },
    );
  });

  it('into HTML can be read back to the very same text', () => {
    fc.assert(fc.property(anyText, text => assert.equal(checks.decoded(escapeHtml(text)), text)));
  });

  it('into a cell never begins a formula, into a subject never another header', () => {
    fc.assert(
      fc.property(anyText, text => {
        assert.doesNotMatch(cellText(text), /^[\s\u200b]*[=+\-@\t\r＝＋－＠]/);
        assert.doesNotMatch(subjectOf(text), /[\r\n]|=\?/);
        assert.ok(subjectOf(text).length <= 150);
      }),
      { numRuns: 1_000 },
    );
  });

  it('leaves plain prices, names and times as they are', () => {
    for (const text of [
      'AAPL 240.12 USD, +0.93 %',
      'BRK_B',
      '15:04:10',
      '-0.16 %',
      '5*3',
      'and/or',
      '#1 in Europe',
    ]) {
      assert.equal(slackEscaper.text(text), text);
      assert.equal(telegramEscaper.text(text), text);
    }
    assert.equal(discordEscaper.text('-0.16 %, 238.40'), '-0.16 %, 238.40');
  });
});

describe('An address', () => {
  it('is http or https without a user name, in ASCII, with every sign encoded that means something', () => {
    assert.equal(safeUrl('https://example.com/a?b=c&d=e#f'), 'https://example.com/a?b=c&d=e#f');
    // Often enough to be optimised: some of what Node.js offers answers otherwise then.
    for (let times = 0; times < 20_000; times += 1) {
      const url = safeUrl('https://exämple.com/ü (1)|2');
      assert.equal(url, 'https://xn--exmple-cua.com/%C3%BC%20%281%29%7C2');
    }
    for (const bad of [
      'javascript:alert(1)',
      'JAVASCRIPT:x',
      'data:text/html,x',
      'tg://user?id=1',
      '//x',
      'x',
      '',
    ]) {
      assert.equal(safeUrl(bad), undefined);
    }
    assert.equal(safeUrl('https://www.sec.gov@evil.example/'), undefined);
    assert.equal(safeUrl(`https://example.com/${'a'.repeat(3_000)}`), undefined);
  });

  it('never holds what could end it', () => {
    fc.assert(
      fc.property(anyText, text => {
        const url = safeUrl(`https://example.com/${text}`);
        if (url !== undefined) assert.match(url, /^https:\/\/[!#-&*-;=?-Z_a-z~%]+$/);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('Numbers and times', () => {
  it('read as people write them', () => {
    const prices: [number, string | null, string][] = [
      ...([
        [240.12, null, '240.12'],
        [240.1, null, '240.10'],
        [5, null, '5.00'],
        [1.0874, 'EURUSD', '1.08740'],
      ] as const),
      ...([
        [151.2, 'USDJPY', '151.200'],
        [1.0874, 'EUR/USD', '1.08740'],
        [67250.5, 'BTCUSD', '67,250.50'],
      ] as const),
      ...([
        [0.1 + 0.2, null, '0.30'],
        [0.00001234, null, '0.00001234'],
        [-0.5, null, '-0.50'],
        [1e21, null, '1.000e+21'],
      ] as const),
    ].map(([value, symbol, text]) => [value, symbol, text]);
    for (const [value, symbol, text] of prices) assert.equal(priceText(value, symbol), text);
    assert.deepEqual([0.9289, -3, 0, 0.004, 1234.5].map(percentText), [
      '+0.93 %',
      '-3 %',
      '0 %',
      '+0.004 %',
      '+1,234.5 %',
    ]);
    assert.deepEqual(
      [3.561e12, 94.9e9, 12.34e6, 999_999_999, 812_400].map(value => largeText(value)),
      [...['3.56 T', '94.9 B', '12.3 M', '1 B', '812,400']],
    );
    assert.equal(changeText(2.21), '+2.21');
    assert.equal(numberText(0.98), '0.98');
  });

  it('never fail, whatever the number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), value => {
        for (const write of [priceText, percentText, largeText, numberText, changeText]) {
          assert.match(write(value), /^[-+]?\d[\d,]*(?:\.\d+)?(?:e\+\d+)?(?: [TBM%])?$/);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('stand in the zone, and what is no time stays', () => {
    assert.equal(timeText('2026-03-04T20:04:10.120Z', 'America/New_York'), '4 Mar 2026, 15:04:10 EST');
    assert.equal(timeText('2026-07-01T00:00:00Z', 'UTC'), '1 Jul 2026, 00:00:00 UTC');
    for (const text of ['amc', '2026-03-04', '99999-99-99T99:99:99Z', ''])
      assert.equal(timeText(text, 'UTC'), text);
  });
});

describe('Any item', () => {
  const fields = [...events, alert].flatMap(event => Object.keys(event));
  const strange = fc.oneof(fc.anything(), anyText, fc.double(), fc.constant(null));
  const changed = fc.dictionary(fc.constantFrom(...fields), strange, { maxKeys: 12 });
  const item = fc
    .tuple(fc.constantFrom<object>(...events, alert), changed)
    .map(([event, changes]): unknown => ({ ...event, ...changes }));

  for (const target of Object.keys(targetTitles)) {
    it(`becomes a message for ${target} or is told apart, and nothing is thrown`, () => {
      const one = parseMessage({ target });
      const own = parseMessage({
        target,
        mode: 'digest',
        template: '{{line}} {{raw.a.b}} {{alert.x}} {{counts.buy}}',
      });
      fc.assert(
        fc.property(fc.array(fc.oneof(item, fc.anything()), { maxLength: 4 }), items => {
          for (const options of [one, own, { ...one, mode: 'digest' as const }]) {
            const { messages, others } = renderMessage(options, items);
            const places = [
              ...messages.flatMap(message => message.items),
              ...others.map(other => other.item),
            ];
            assert.deepEqual(places.sort(), [...items.keys()]);
            for (const { message } of messages) {
              for (const [, text] of checks.textsIn(message))
                assert.equal(checks.wrongCharacters(text), undefined);
            }
          }
        }),
        { numRuns: 100 },
      );
    });
  }
});
