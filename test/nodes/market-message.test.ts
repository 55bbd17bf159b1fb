/** The message node in Node-RED, without Node-RED: what the sending nodes behind it get, and what stays. */
import assert from 'node:assert/strict';
import register from '../../nodes/MarketMessage/market-message';
import { FakeRed } from './fakeRed';
import * as sample from '../transforms/message-events';
import type { Form } from '../../core/provider';

interface Sent extends Record<string, unknown> {
  payload: Record<string, unknown>;
}

function textIn(value: unknown): string {
  assert.ok(typeof value === 'string');
  return value;
}

describe('market-message in Node-RED', () => {
  let red: FakeRed;
  const node = (form: Form): FakeRed => (red = new FakeRed(register, form));
  afterEach(() => red.close());
  const sent = (): Sent[] => red.sent.map(([message]) => message as unknown as Sent);
  const first = (): Sent => sent()[0] as Sent;

  it('puts a message in place of the event, and leaves the rest as it is', () => {
    node({ target: 'slack' });
    const event = { ...sample.news };
    const message = { payload: sample.news, event, topic: 'AAPL', url: 'https://example.com/hook', req: {} };
    red.input(message);
    assert.equal(red.sent[0]?.length, 1);
    assert.equal(first(), message, 'the message itself, for what comes next to answer');
    const { payload, ...rest } = first();
    assert.deepEqual(Object.keys(payload), ['text', 'blocks']);
    assert.equal(rest['event'], event);
    assert.deepEqual([rest['topic'], rest['url']], ['AAPL', 'https://example.com/hook']);
    assert.deepEqual(red.shown, [{ fill: 'green', shape: 'dot', text: 'status.counters 1' }]);
  });

  it('keeps the event beside the message where nothing has', () => {
    node({ target: 'text' });
    red.input({ payload: sample.news });
    red.input({ payload: sample.alert });
    assert.deepEqual(
      sent().map(({ event }) => event),
      [sample.news, sample.quote],
    );
    assert.match(textIn(sent()[1]?.payload), /^AAPL crossed above 240\.00/);
  });

  it('writes an email as the email node reads it', () => {
    node({ target: 'email', title: 'News about {{symbol}}' });
    red.input({ payload: sample.news, topic: 'AAPL', to: 'me@example.com' });
    const { topic, payload, plaintext, to } = first();
    assert.deepEqual([topic, to], ['News about AAPL', 'me@example.com']);
    assert.match(textIn(payload), /^<!doctype html>/);
    assert.match(textIn(plaintext), /^News about AAPL\n/);
  });

  it('writes for Telegram what the Bot API takes and what the telegram sender takes', () => {
    node({ target: 'telegram', to: '-1001' });
    red.input({ payload: sample.news });
    const { text, content, type, options, ...rest } = first().payload;
    const link_preview_options = { url: 'https://www.example.com/news/1?a=1&b=2' };
    assert.deepEqual(rest, { chat_id: '-1001', chatId: '-1001', parse_mode: 'HTML', link_preview_options });
    assert.deepEqual([type, content], ['message', text]);
    assert.deepEqual(options, { parse_mode: 'HTML', link_preview_options });
  });

  it('takes the chat or channel from the message where the form names none', () => {
    node({ target: 'telegram' });
    red.input({ payload: sample.news, chatId: 42 });
    red.input({ payload: sample.news });
    assert.deepEqual(
      sent().map(({ payload }) => [payload['chat_id'], 'chatId' in payload]),
      [
        ['42', true],
        [undefined, false],
      ],
    );
    red.input({ payload: sample.news, chatId: 'my group' });
    assert.match(red.failed[0] ?? '', /^msg\.chatId: "my group" is none\. Write the number of a chat/);
    void red.close();
    node({ target: 'slack', to: '#alerts' });
    red.input({ payload: sample.news, channel: '#other' });
    assert.equal(first().payload['channel'], '#alerts');
  });

  it('writes the bodies of webhooks for Discord and Teams, a text, a row, and a table', () => {
    const payloads = ['discord', 'teams', 'text', 'row'].map(target => {
      node({ target, columns: 'symbol last' });
      red.input({ payload: sample.quote });
      return first().payload;
    });
    const [discord = {}, teams = {}, text, row] = payloads;
    assert.deepEqual(Object.keys(discord), ['content', 'embeds', 'allowed_mentions']);
    assert.deepEqual(Object.keys(teams), ['type', 'attachments']);
    assert.equal(typeof text, 'string');
    assert.deepEqual(row, { symbol: 'NASDAQ:AAPL', last: 240.12 });
    node({ target: 'row', columns: 'symbol last', header: true });
    red.input({ payload: sample.quote });
    assert.deepEqual(first().payload, [
      ['symbol', 'last'],
      ['NASDAQ:AAPL', 240.12],
    ]);
  });

  it('makes a message of each event of a list, each with its own event and nothing shared', () => {
    node({ target: 'row', columns: 'headline' });
    const list = [sample.news, sample.newsAlert, sample.quote];
    red.input({ payload: list, topic: 'news', headers: { a: 1 } });
    assert.deepEqual(
      sent().map(({ event, topic, payload }) => [event, topic, payload['headline'] !== '']),
      [
        [sample.news, 'news', true],
        [sample.news, 'news', true],
        [sample.quote, 'news', false],
      ],
    );
    for (const name of ['headers', 'event']) assert.notEqual(sent()[0]?.[name], sent()[1]?.[name]);
    assert.deepEqual(red.shown.at(-1)?.text, 'status.counters 3');
  });

  it('makes one digest of a list, and nothing of an empty one', () => {
    node({ target: 'slack', mode: 'digest' });
    red.input({ payload: [sample.news, sample.filing], event: 'mine' });
    red.input({ payload: [] });
    assert.equal(red.sent.length, 1);
    assert.deepEqual([first().payload['text'], first()['event']], ['1 news item, 1 filing', 'mine']);
  });

  it('tells what is no event, and sends the rest of a list all the same', () => {
    node({ target: 'text' });
    red.input({ payload: 'AAPL' });
    red.input({ payload: [sample.news, 1, { type: 'tweet' }] });
    assert.equal(red.sent.length, 1);
    const why = 'is neither a market event nor an alert: it is no object.';
    assert.deepEqual(red.failed, [
      `msg.payload ${why}`,
      `msg.payload[1] ${why} 1 more of the list were left out too.`,
    ]);
  });

  it('passes what is no event where that is chosen', () => {
    node({ target: 'text', other: 'pass' });
    const [text, list] = [{ payload: 'AAPL' }, { payload: [1, 2] }];
    for (const message of [text, list, { payload: [sample.news, 3] }]) red.input(message);
    assert.deepEqual([sent()[0], sent()[1]], [text, list]);
    assert.equal('event' in text, false);
    assert.equal(typeof sent()[2]?.payload, 'string');
    assert.deepEqual(sent()[3], { payload: [3] });
    assert.deepEqual(red.failed, []);
  });

  it('names the field that is wrong, when the flow starts and for each message', () => {
    const wrong: [Form, RegExp][] = [
      [{}, /^Target: choose slack, /],
      [{ target: 'slack', template: '{{headlin}}' }, /^Template: "headlin" is no field/],
      [{ target: 'slack', to: 'a b' }, /^Channel: "a b" is none\. Write the name or id of a channel/],
      [{ target: 'telegram', to: 'alerts' }, /^Chat: "alerts" is none\./],
    ];
    for (const [form, sentence] of wrong) {
      node(form);
      assert.match(red.told[0] ?? '', sentence);
      red.input({ payload: sample.news });
      assert.match(red.failed[0] ?? '', sentence);
      assert.deepEqual(red.sent, []);
      void red.close();
    }
  });
});
