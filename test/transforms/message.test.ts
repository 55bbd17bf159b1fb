import assert from 'node:assert/strict';
import { ConfigError } from '../../core/errors';
import {
  parseMessage,
  renderMessage,
  targetTitles,
  type Message,
  type Target,
} from '../../transforms/message/message';
import * as checks from './message-checks';
import * as sample from './message-events';
import { problemOf } from './message-problems';

const targets = Object.keys(targetTitles) as Target[];

function messageOf(form: Record<string, unknown>, items: readonly unknown[]): Message {
  const [first] = renderMessage(parseMessage(form), items).messages;
  assert.ok(first !== undefined);
  return first.message;
}

function textOf(event: unknown, form: Record<string, unknown> = {}): string {
  return messageOf({ target: 'text', ...form }, [event]) as string;
}

function titleOf(event: unknown): string | undefined {
  return textOf(event).split('\n')[0];
}

describe('The built-in templates', () => {
  const titles: [string, unknown, string][] = [
    ['a quote by its price and change', sample.quote, '▲ AAPL 240.12 USD, +0.93 %'],
    ['a currency pair with all its digits', sample.pair, 'EURUSD 1.08740'],
    ['a bar by its close and change', sample.bar, '▼ AAPL closed at 240.12, -0.16 %'],
    ['an article by its headline', sample.news, 'Apple & Microsoft agree on shared charging standard'],
    ['a filing by its form, in words', sample.filing, 'AAPL Form 8-K/A: current report, amended'],
    ['a rating as a sentence', sample.rating, '▲ AAPL upgraded to Buy by Sample Securities'],
    ['a consensus with its score', sample.consensus, 'AAPL consensus: BUY (3.86 of 5)'],
    ['an insight by firm and rating', sample.insight, 'AAPL kept at Overweight by Sample Securities'],
    [
      'earnings by beat and miss',
      sample.earnings,
      '▲ AAPL Q1 2026: EPS beat by 2.55 %, revenue missed by 0.32 %',
    ],
    ['bulls and bears by symbol', sample.bullsBears, 'AAPL: bulls and bears'],
    ['a transcript by its call', sample.transcript, 'Apple Inc. Q1 2026 Earnings Call'],
    ['the sound of a call', sample.transcriptAudio, 'AAPL call: listen now'],
    ['an alert by its own sentence', sample.alert, sample.alert.message],
  ];
  for (const [what, event, title] of titles) it(`name ${what}`, () => assert.equal(titleOf(event), title));

  it('say when earnings are expected', () => {
    const open = { ...sample.earnings, eps: null, revenue: null, epsSurprisePercent: null, timeOfDay: 'amc' };
    assert.equal(titleOf(open), 'AAPL Q1 2026: earnings are expected on 2026-03-04 after the close');
  });

  it('compute a surprise that the provider leaves out, and know a number as expected', () => {
    const own = {
      ...sample.earnings,
      epsSurprisePercent: null,
      revenueSurprisePercent: null,
      revenue: 124_300_000_000,
    };
    assert.equal(titleOf(own), '▲ AAPL Q1 2026: EPS beat by 2.55 %, revenue as expected');
    const nothing = { ...own, eps: -0.1, epsEstimate: 0, revenueEstimate: null };
    assert.equal(titleOf(nothing), '▼ AAPL Q1 2026: EPS missed');
  });

  it('say that a record was changed or withdrawn, and what was sent afterwards', () => {
    assert.match(textOf({ ...sample.news, action: 'deleted' }), /News, withdrawn ·/);
    assert.match(
      textOf({ ...sample.rating, action: 'updated', backfill: true }),
      /Rating, updated · .* · sent afterwards$/,
    );
  });

  it('write large numbers in short and times in the chosen zone', () => {
    const text = textOf(sample.quote, { timeZone: 'America/New_York' });
    assert.match(text, /Market cap: 3\.56 T USD/);
    assert.match(text, /4 Mar 2026, 15:04:10 EST/);
    assert.match(textOf(sample.earnings), /Revenue: 123\.9 B USD, expected 124\.3 B, before 119\.6 B/);
  });

  it('tell the name of the rule and the event behind an alert', () => {
    const text = textOf(sample.newsAlert);
    assert.match(text, /Alert: Charging/);
    assert.match(text, /Apple & Microsoft agree/);
    assert.match(text, /https:\/\/www\.example\.com\/news\/1\?a=1&b=2/);
  });

  it('are valid for each target, for each type of event', () => {
    const items = [...sample.events, sample.pair, sample.alert, sample.newsAlert];
    for (const target of targets)
      for (const { message } of renderMessage(parseMessage({ target }), items).messages)
        assert.equal(problemOf(target, message), undefined, target);
  });

  it('are valid where nothing is known but the type', () => {
    const items = sample.events.map(({ type }) => ({ type }));
    for (const target of targets)
      for (const { message } of renderMessage(parseMessage({ target }), items).messages)
        assert.equal(problemOf(target, message), undefined, target);
  });

  it('link an article, and preview only that link in Telegram', () => {
    const url = 'https://www.example.com/news/1?a=1&b=2';
    const telegram = messageOf({ target: 'telegram' }, [sample.news]);
    assert.deepEqual((telegram as { link_preview_options: unknown }).link_preview_options, { url });
    const quiet = messageOf({ target: 'telegram' }, [sample.quote]);
    assert.deepEqual((quiet as { link_preview_options: unknown }).link_preview_options, {
      is_disabled: true,
    });
    const email = messageOf({ target: 'email' }, [sample.news]) as { html: string; text: string };
    assert.match(email.html, /href="https:\/\/www\.example\.com\/news\/1\?a=1&amp;b=2"/);
    assert.match(email.text, /https:\/\/www\.example\.com\/news\/1\?a=1&b=2/);
  });
});

describe('An own template', () => {
  it('is the formatting of its target, with values for fields', () => {
    const form = { target: 'slack', template: '*{{symbol}}* at {{last}} ({{changePercent}})' };
    assert.equal(
      (messageOf(form, [sample.quote]) as { text: string }).text,
      '*NASDAQ:AAPL* at 240.12 (+0.93 %)',
    );
  });

  it('escapes values for the target', () => {
    const form = { target: 'telegram', template: '<b>{{headline}}</b>' };
    const { text } = messageOf(form, [sample.news]) as { text: string };
    assert.equal(text, '<b>Apple &amp; Microsoft agree on shared charging standard</b>');
  });

  it('knows the fields of an alert, its numbers, its event and the raw record', () => {
    const template =
      '{{alert}}|{{kind}}|{{value}}|{{reference}}|{{alert.level}}|{{event.symbol}}|{{last}}|{{raw.nested.deep}}|{{line}}|{{count}}';
    const text = textOf(sample.alert, { template });
    assert.equal(
      text,
      `Apple above 240|crossesAbove|240.12|240.00|240|NASDAQ:AAPL|240.12|inner|${sample.alert.message}|1`,
    );
  });

  it('writes nothing for a field that the event does not have, and the title where nothing is left', () => {
    assert.equal(textOf(sample.quote, { template: '[{{headline}}]' }), '[]');
    assert.equal(textOf(sample.quote, { template: '{{headline}}' }), '▲ AAPL 240.12 USD, +0.93 %');
  });

  it('inserts addresses where Slack links them, and parts of addresses encoded', () => {
    const bare = textOfSlack('See {{url}}');
    assert.equal(bare, 'See <https://www.example.com/news/1?a=1&amp;b=2>');
    assert.equal(textOfSlack('<{{url}}|more>'), '<https://www.example.com/news/1?a=1&amp;b=2|more>');
    assert.match(textOfSlack('https://example.com/?q={{headline}}'), /\?q=Apple%20%26%20Microsoft/);
  });

  function textOfSlack(template: string): string {
    return (messageOf({ target: 'slack', template }, [sample.news]) as { text: string }).text;
  }

  it('becomes HTML with line breaks and plain text in an email, below the chosen subject', () => {
    const template = 'Hello,\n<b>{{symbol}}</b> &amp; <a href="{{url}}">more</a>';
    const form = { target: 'email', subject: '{{symbol}}: {{headline}}', template };
    const email = messageOf(form, [sample.news]) as { subject: string; html: string; text: string };
    assert.equal(email.subject, 'AAPL: Apple & Microsoft agree on shared charging standard');
    assert.match(email.html, /Hello,<br>\n<b>AAPL<\/b>/);
    assert.equal(email.text, 'Hello,\nAAPL & more (https://www.example.com/news/1?a=1&b=2)');
    assert.equal(checks.emailProblem(email.html), undefined);
  });

  it('stays within the length of its target, however long the values', () => {
    const long = { ...sample.news, headline: '<&>'.repeat(3_000), summary: '😀'.repeat(3_000) };
    const template = '{{headline}} {{summary}} {{headline}}';
    const telegram = messageOf({ target: 'telegram', template, title: '{{headline}}' }, [long]) as {
      text: string;
    };
    assert.equal(checks.telegramProblem(telegram.text), undefined);
    assert.match(telegram.text, /…/);
    const discord = messageOf({ target: 'discord', template, title: '{{headline}}' }, [long]);
    assert.equal(checks.discordMessageProblem(discord), undefined);
  });

  it('sets the title of the built-in templates', () => {
    assert.equal(textOf(sample.quote, { title: 'Now: {{symbol}}' }).split('\n')[0], 'Now: NASDAQ:AAPL');
  });
});

describe('What is typed wrong', () => {
  const wrong: [string, Record<string, unknown>, RegExp][] = [
    ['no target', {}, /^Target: choose slack, email,/],
    ['an unknown target', { target: 'fax' }, /^Target must be one of slack, .+, not "fax"\.$/],
    ['an unknown mode', { target: 'slack', mode: 'all' }, /^Mode must be one of one, digest, not "all"\.$/],
    [
      'an unknown field',
      { target: 'slack', template: '{{headlin}}' },
      /^Template: "headlin" is no field .* "headline"\?$/,
    ],
    [
      'an unknown field of the event',
      { target: 'slack', title: '{{event.lst}}' },
      /^Title: "event\.lst" is no field/,
    ],
    [
      'an open bracket',
      { target: 'slack', template: 'Now {{symbol' },
      /^Template: "{{symbol" is not closed\./,
    ],
    [
      'an unknown column',
      { target: 'row', columns: 'symbol, prise' },
      /^Columns: "prise" is no field .* Did you mean/,
    ],
    ['an unknown zone', { target: 'text', timeZone: 'New York' }, /^Time zone: "New York" is not known\./],
    ['a template that is no text', { target: 'text', template: 5 }, /^Template must be a text\.$/],
    [
      'a long template',
      { target: 'discord', template: 'a'.repeat(5_000) },
      /^Template is too long for Discord/,
    ],
    ['a long subject', { target: 'email', subject: 'a'.repeat(500) }, /^Subject is too long/],
    [
      'an unknown choice for the rest',
      { target: 'text', other: 'drop' },
      /^Other items must be one of error, pass, not "drop"/,
    ],
  ];
  for (const [what, form, message] of wrong) {
    it(`is told in a user's words: ${what}`, () => {
      assert.throws(
        () => parseMessage(form),
        error => error instanceof ConfigError && message.test(error.message),
      );
    });
  }
});

describe('An item that is neither event nor alert', () => {
  const strangers: [unknown, RegExp][] = [
    [null, /^Item 1 is neither a market event nor an alert: it is no object\.$/],
    [{ headline: 'x' }, /the field "type" is missing/],
    [{ type: 'tweet' }, /"tweet" in the field "type" is no type of event/],
    [{ alert: 'rule', event: sample.quote }, /needs a text in the field "message"/],
    [{ alert: 'rule', message: 'x' }, /needs the event in the field "event"/],
  ];

  it('passes by where that is chosen, beside the messages of the others', () => {
    const items = [...strangers.map(([item]) => item), sample.quote];
    const { messages, others } = renderMessage(parseMessage({ target: 'text', other: 'pass' }), items);
    assert.deepEqual(
      messages.map(one => one.items),
      [[5]],
    );
    assert.deepEqual(
      others.map(({ item, error }) => [item, error]),
      [0, 1, 2, 3, 4].map(at => [at, null]),
    );
    assert.equal(others[1]?.value, items[1]);
  });

  it('is an error else, which names the field', () => {
    for (const form of [{ target: 'text' }, { target: 'text', other: 'error' }])
      for (const [item, message] of strangers) {
        const [other] = renderMessage(parseMessage(form), [item]).others;
        assert.ok(other?.error instanceof ConfigError);
        assert.match(other.error.message, message);
      }
  });

  it('is called what the host calls it', () => {
    const [other] = renderMessage(
      parseMessage({ target: 'text' }),
      [null],
      at => `msg.payload[${at}]`,
    ).others;
    assert.match(other?.error?.message ?? '', /^msg\.payload\[0\] is neither/);
  });
});

describe('A form', () => {
  it('may keep what another target had use for, right or wrong', () => {
    const left = { title: 'a'.repeat(500), template: '{{nothing}}', columns: 'nothing' };
    assert.throws(() => parseMessage({ target: 'row', ...left }), /^ConfigError: Columns/);
    const row = parseMessage({ target: 'row', ...left, columns: '' });
    assert.deepEqual([row.title, row.template], [null, null]);
    assert.deepEqual(parseMessage({ target: 'slack', columns: 'nothing' }).columns, []);
    assert.throws(() => parseMessage({ target: 'email', title: left.title }), /^ConfigError: Subject is too/);
  });
});
