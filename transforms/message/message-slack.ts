import { fit } from './escape-text';
import { slackEscaper } from './escape-slack';
import { signatureOf } from './message-card';
import type { Card } from './message-parts';
import { moreWords, takeLines, type Renderer } from './message-renderer';

interface SlackText {
  type: 'mrkdwn';
  text: string;
  /** True: Slack makes no links and mentions of its own from what only looks like some. */
  verbatim: true;
}

export type SlackBlock =
  | { type: 'section'; text: SlackText }
  | { type: 'section'; fields: SlackText[] }
  | { type: 'context'; elements: SlackText[] };

/** Arguments of `chat.postMessage`, or the body of an incoming webhook. `text` is what notifications show. */
export interface SlackMessage {
  text: string;
  blocks: SlackBlock[];
}

/**
 * A text object holds 3,000 characters and a field 2,000, a section ten fields, a context ten elements, a message 50
 * blocks (https://docs.slack.dev/reference/block-kit/blocks); from some 13,000 characters in all Slack answers
 * `msg_blocks_too_long` (https://github.com/slackapi/bolt-js/issues/2509). Lengths are held well below.
 */
const most = {
  title: 600,
  section: 2_800,
  field: 300,
  footer: 300,
  digest: 9_000,
  line: 1_600,
  lineTitle: 300,
};

const { text: escape, url: escapeUrl } = slackEscaper;

function mrkdwn(text: string): SlackText {
  return { type: 'mrkdwn', text, verbatim: true };
}

function section(text: string): SlackBlock {
  return { type: 'section', text: mrkdwn(text) };
}

function context(text: string): SlackBlock {
  return { type: 'context', elements: [mrkdwn(text)] };
}

/** `*<https://…|Title>*`. */
function linked(card: Card, length: number): string {
  const title = fit(card.title, length, escape);
  return card.link === null ? `*${title}*` : `*<${escapeUrl(card.link.url)}|${title}>*`;
}

function notification(title: string): string {
  return fit(title, most.title, escape);
}

function cardMessage(card: Card): SlackMessage {
  const room = Math.floor(most.section / Math.max(1, card.sections.length)) - 200;
  const sections = card.sections.map(({ heading, text }) => {
    const above = heading === null ? '' : `*${fit(heading, 150, escape)}*\n`;
    return section(above + fit(text, room, escape));
  });
  const fields = card.facts.map(({ name, value }) =>
    mrkdwn(`*${escape(name)}*\n${fit(value, most.field, escape)}`),
  );
  const footer = context(fit(signatureOf(card), 2 * most.footer, escape));
  const facts: SlackBlock[] = fields.length === 0 ? [] : [{ type: 'section', fields }];
  return {
    text: notification(card.title),
    blocks: [section(linked(card, most.title)), ...sections, ...facts, footer],
  };
}

/** Lines in as few sections as hold them. */
function sectionsOf(lines: readonly string[]): SlackBlock[] {
  const texts: string[] = [];
  for (const line of lines) {
    const last = texts.at(-1);
    if (last !== undefined && last.length + line.length < most.section)
      texts[texts.length - 1] = `${last}\n${line}`;
    else texts.push(line);
  }
  return texts.map(section);
}

export const slackRenderer: Renderer<SlackMessage> = {
  escape: slackEscaper,
  longest: most.section,
  card: cardMessage,
  digest(title, cards) {
    const lines = cards.map(card => {
      const time = card.time === null ? '' : `  ${escape(card.time)}`;
      return `• ${linked(card, most.lineTitle)}${time}`;
    });
    const taken = takeLines(lines, most.digest, 100);
    const left = cards.length - taken.length;
    const rest = left === 0 ? [] : [context(moreWords(left))];
    const head = section(`*${fit(title, most.title, escape)}*`);
    return { message: { text: notification(title), blocks: [head, ...sectionsOf(taken), ...rest] }, left };
  },
  own(title, text) {
    const head = title === null ? [] : [section(`*${fit(title, most.title, escape)}*`)];
    return { text: title === null ? text : notification(title), blocks: [...head, section(text)] };
  },
};
