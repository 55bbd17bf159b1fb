import assert from 'node:assert/strict';
import { parseMessage, renderMessage, targetTitles, type Target } from '../../transforms/message/message';
import { hostileTexts } from './hostile-texts';
import * as checks from './message-checks';
import { alert, events } from './message-events';
import { problemOf } from './message-problems';

/** The event with a text in every field that a provider fills with words. */
function poisoned(event: object, text: string): Record<string, unknown> {
  const keep = new Set(['type', 'id', 'time', 'receivedTime', 'action', 'start', 'end']);
  const entries = Object.entries(event).map(([name, value]: [string, unknown]) => {
    if (keep.has(name) || typeof value === 'number' || typeof value === 'boolean') return [name, value];
    if (name === 'counts') return [name, { [text]: 5 }];
    return [name, Array.isArray(value) ? [text, text] : text];
  });
  return Object.fromEntries(entries) as Record<string, unknown>;
}

function poisonedItems(text: string): Record<string, unknown>[] {
  const [quote = {}] = events;
  const items = events.map(event => poisoned(event, text));
  const alerts = { ...poisoned(alert, text), event: poisoned(quote, text) };
  // Addresses are read for themselves: with a real host before the text.
  const linked = items.map(item =>
    'url' in item ? { ...item, url: `https://example.com/${text}?q=${text}#${text}` } : item,
  );
  return [...items, alerts, ...linked.filter(item => 'url' in item)];
}

/** What is wrong with the messages that a form makes of items, for whoever reads the failure. */
function found(form: Record<string, unknown>, items: readonly unknown[]): string[] {
  const options = parseMessage(form);
  const { messages } = renderMessage(options, items);
  return messages.flatMap(({ message }, index) => {
    const wrong = checks.textsIn(message).find(([, text]) => checks.wrongCharacters(text) !== undefined);
    if (wrong !== undefined)
      return [`${index}: character ${JSON.stringify(checks.wrongCharacters(wrong[1]))} in ${wrong[0]}`];
    assert.deepEqual(JSON.parse(JSON.stringify(message)), message);
    try {
      const problem = problemOf(options.target, message);
      return problem === undefined ? [] : [`${index}: ${problem}`];
    } catch (error) {
      return [`${index}: ${String(error)}`];
    }
  });
}

function throws(call: () => unknown): boolean {
  try {
    call();
    return false;
  } catch {
    return true;
  }
}

const targets = Object.keys(targetTitles);

describe('A hostile text in every field', () => {
  it('is noticed by the checks where nothing escapes it', () => {
    for (const text of ['<!channel>', '@here', '<https://evil.example|a>x>', 'a & b', '`code`']) {
      assert.notEqual(checks.mrkdwnProblem(text), undefined, text);
    }
    for (const text of [
      '@everyone',
      '[a](https://evil.example)',
      '**a',
      '# a',
      '<@1>',
      'https://evil.example',
    ]) {
      assert.notEqual(checks.discordProblem(text), undefined, text);
    }
    for (const text of ['<b>a', '</b>', 'a < b', '&nbsp;', '<img src="x" onerror="y">', '@name', '/start']) {
      const problem = (): string | undefined => checks.telegramProblem(text);
      assert.ok(throws(problem) || problem() !== undefined, text);
    }
    assert.notEqual(problemOf('row', { cell: ' =1+1' }), undefined);
    assert.notEqual(checks.wrongCharacters('a\u202eb'), undefined);
  });

  it('is one of at least two hundred different ones', () => {
    assert.ok(new Set(hostileTexts).size >= 200);
  });

  for (const target of targets) {
    it(`breaks nothing and pings nobody in ${target}, in any type of event`, () => {
      for (const text of hostileTexts) {
        assert.deepEqual(found({ target }, poisonedItems(text)), [], JSON.stringify(text.slice(0, 80)));
      }
    });

    it(`breaks nothing and pings nobody in a digest for ${target}`, () => {
      const items = hostileTexts.flatMap(text => poisonedItems(text).slice(0, 3));
      for (let start = 0; start < items.length; start += 40) {
        assert.deepEqual(
          found({ target, mode: 'digest' }, items.slice(start, start + 40)),
          [],
          `from ${start}`,
        );
      }
      assert.deepEqual(found({ target, mode: 'digest' }, items), []);
    });
  }
});

const own: Record<Exclude<Target, 'row' | 'text'>, string> = {
  slack: '*{{symbol}}*: <{{url}}|{{headline}}> {{summary}}',
  email: '<p><b>{{symbol}}</b> <a href="{{url}}">{{headline}}</a> {{summary}}</p>',
  telegram: '<b>{{symbol}}</b> <a href="https://example.com/{{symbol}}">{{headline}}</a> {{summary}}',
  discord: '**[{{headline}}](https://example.com/{{symbol}})**\n{{summary}}',
  teams: '**{{symbol}}** [{{headline}}](https://example.com/{{symbol}}) {{summary}}',
};

describe('A hostile text in the fields of an own template', () => {
  for (const [target, template] of Object.entries(own)) {
    it(`breaks nothing and pings nobody in ${target}`, () => {
      for (const text of hostileTexts) {
        const news = { ...poisonedItems(text)[2], url: 'https://example.com/' };
        const title = '{{headline}}';
        assert.deepEqual(found({ target, template }, [news]), [], JSON.stringify(text.slice(0, 80)));
        assert.deepEqual(found({ target, template, title }, [news]), [], JSON.stringify(text.slice(0, 80)));
      }
    });
  }

  it('gives no address where an address is asked for and the text is none', () => {
    for (const text of hostileTexts) {
      const { messages } = renderMessage(
        parseMessage({ target: 'email', template: '<a href="{{headline}}">x</a> <a href=\'{{url}}\'>y</a>' }),
        [poisonedItems(text)[2]],
      );
      const { html } = messages[0]?.message as { html: string };
      for (const [, href = ''] of html.matchAll(/href=["']([^"']*)["']/g))
        assert.match(href, /^(?:https?:\/\/[^\s"'<>]+)?$/);
    }
  });

  it('does not become a tag or a mention behind a bracket of the user', () => {
    for (const text of ['!channel', '@U012AB3CD', '#C012AB3CD', 'img src=x onerror=alert(1)', 'script']) {
      for (const target of ['slack', 'email', 'telegram', 'discord'] as const) {
        const [news] = [poisonedItems(text)[2]];
        const { messages } = renderMessage(parseMessage({ target, template: 'a <{{headline}}> b' }), [news]);
        assert.ok(!JSON.stringify(messages).includes(`<${text}`), `${target} ${text}`);
      }
    }
  });
});
