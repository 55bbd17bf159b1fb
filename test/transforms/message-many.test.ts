import assert from 'node:assert/strict';
import { parseMessage, renderMessage, type Message } from '../../transforms/message/message';
import * as checks from './message-checks';
import * as sample from './message-events';

function messageOf(form: Record<string, unknown>, items: readonly unknown[]): Message {
  const [first] = renderMessage(parseMessage(form), items).messages;
  assert.ok(first !== undefined);
  return first.message;
}

describe('A digest', () => {
  const many = Array.from({ length: 300 }, (_, index) => ({
    ...sample.news,
    id: `n${index}`,
    headline: `Headline ${index}`,
  }));

  it('is one message with a line for each item and a count of each type', () => {
    const { messages } = renderMessage(parseMessage({ target: 'text', mode: 'digest' }), [
      sample.news,
      sample.news,
      sample.alert,
    ]);
    assert.equal(messages.length, 1);
    assert.deepEqual(messages[0]?.items, [0, 1, 2]);
    assert.match(messages[0].message as string, /^2 news, 1 alert\n\n• Apple/);
  });

  for (const target of ['slack', 'email', 'telegram', 'discord', 'teams', 'text']) {
    it(`says in ${target} how many did not fit`, () => {
      const { messages } = renderMessage(parseMessage({ target, mode: 'digest' }), many);
      const [{ message, left } = { message: '', left: 0 }] = messages;
      const texts = checks.textsIn(message).map(([, text]) => text);
      assert.ok(left > 0 && left < 300, String(left));
      const parts = typeof message === 'string' ? [message] : texts;
      assert.ok(parts.some(text => text.includes(`… and ${left} more`)));
      assert.ok(parts.some(text => text.includes('Headline 0')));
      const shown = new Set(parts.join('\n').match(/Headline \d+/g));
      assert.equal(shown.size, 300 - left);
    });
  }

  it('of own templates puts one after the other and counts the rest', () => {
    const form = {
      target: 'telegram',
      mode: 'digest',
      template: '• {{headline}}',
      title: '{{count}} for {{symbol}}{{headline}}',
    };
    const [first] = renderMessage(parseMessage(form), many).messages;
    const { text } = first?.message as { text: string };
    assert.match(text, /^<b>300 for AAPL<\/b>\n• Headline 0\n• Headline 1\n/);
    assert.match(text, new RegExp(`\n… and ${first?.left} more$`));
    assert.ok(text.length <= 4096);
  });

  it('of one item looks like that item', () => {
    const form = { target: 'slack', mode: 'digest' };
    assert.deepEqual(messageOf(form, [sample.quote]), messageOf({ target: 'slack' }, [sample.quote]));
  });

  it('of nothing is no message', () => {
    assert.deepEqual(renderMessage(parseMessage({ target: 'slack', mode: 'digest' }), []), {
      messages: [],
      others: [],
    });
  });
});

describe('A row', () => {
  it('is flat, with the fields of the type in their order, numbers as numbers', () => {
    const row = messageOf({ target: 'row', timeZone: 'America/New_York' }, [sample.quote]) as Record<
      string,
      unknown
    >;
    assert.deepEqual(Object.keys(row).slice(0, 7), ['time', 'type', 'symbol', 'bid', 'ask', 'mid', 'last']);
    assert.equal(row['time'], '2026-03-04 15:04:10');
    assert.equal(row['last'], 240.12);
    assert.ok(Object.values(row).every(cell => typeof cell !== 'object'));
  });

  it('has the chosen columns and no others, empty where there is nothing', () => {
    const form = { target: 'row', columns: 'symbol, last headline; alert.level counts.buy' };
    assert.deepEqual(messageOf(form, [sample.alert]), {
      ...{ symbol: 'NASDAQ:AAPL', last: 240.12, headline: '', 'alert.level': 240, 'counts.buy': '' },
    });
    assert.deepEqual(Object.keys(messageOf(form, [sample.news])), [
      'symbol',
      'last',
      'headline',
      'alert.level',
      'counts.buy',
    ]);
  });

  it('of an alert holds the rule, its sentence and its numbers', () => {
    const row = messageOf({ target: 'row' }, [sample.alert]);
    assert.deepEqual(Object.keys(row), [
      ...['time', 'alert', 'kind', 'symbol', 'message', 'value', 'reference', 'change', 'changePercent'],
      'type',
    ]);
  });

  it('comes as a table with a header on request', () => {
    const form = { target: 'row', mode: 'digest', header: true, columns: 'symbol last' };
    const table = messageOf(form, [sample.quote, sample.news]);
    assert.deepEqual(table, [
      ['symbol', 'last'],
      ['NASDAQ:AAPL', 240.12],
      ['AAPL', ''],
    ]);
  });

  it('of many is a list with the same columns for all', () => {
    const rows = messageOf({ target: 'row', mode: 'digest' }, [sample.quote, sample.news]) as object[];
    assert.deepEqual(Object.keys(rows[0] ?? {}), Object.keys(rows[1] ?? {}));
  });

  it('keeps a text from becoming a formula', () => {
    const news = { ...sample.news, headline: ' =HYPERLINK("https://evil.example")' };
    const row = messageOf({ target: 'row', columns: 'headline' }, [news]);
    assert.deepEqual(row, { headline: '\'=HYPERLINK("https://evil.example")' });
  });
});
