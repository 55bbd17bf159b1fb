import { fit } from './escape-text';
import { telegramEscaper } from './escape-telegram';
import { signatureOf } from './message-card';
import type { Card } from './message-parts';
import { moreWords, takeLines, type Renderer } from './message-renderer';

/** Arguments of `sendMessage`; the chat is chosen in the host's Telegram node. */
export interface TelegramMessage {
  text: string;
  parse_mode: 'HTML';
  /** Only the article's own address is previewed, never one that stands in a headline. */
  link_preview_options: { is_disabled: true } | { url: string };
}

/**
 * "1-4096 characters after entities parsing": https://core.telegram.org/bots/api#sendmessage. Here tags and entities
 * count too, so that no way of counting finds more.
 */
const most = {
  title: 400,
  sections: 1_600,
  fact: 150,
  footer: 250,
  message: 4_000,
  digest: 3_700,
  lineTitle: 250,
};

const { text: escape, url: escapeUrl } = telegramEscaper;

function message(text: string, url?: string): TelegramMessage {
  const preview = url === undefined ? { is_disabled: true as const } : { url };
  return { text, parse_mode: 'HTML', link_preview_options: preview };
}

function bold(text: string, length: number): string {
  return `<b>${fit(text, length, escape)}</b>`;
}

function linked(card: Card, length: number): string {
  const title = fit(card.title, length, escape);
  return card.link === null ? `<b>${title}</b>` : `<b><a href="${escapeUrl(card.link.url)}">${title}</a></b>`;
}

function cardText(card: Card): string {
  const room = Math.floor(most.sections / Math.max(1, card.sections.length));
  const sections = card.sections.map(({ heading, text }) => {
    const above = heading === null ? '' : `${bold(heading, 100)}\n`;
    return above + fit(text, room, escape);
  });
  const facts = takeLines(
    card.facts.map(({ name, value }) => `${escape(name)}: ${fit(value, most.fact, escape)}`),
    900,
  ).join('\n');
  const footer = `<i>${fit(signatureOf(card), most.footer, escape)}</i>`;
  return [linked(card, most.title), ...sections, facts, footer].filter(part => part !== '').join('\n\n');
}

export const telegramRenderer: Renderer<TelegramMessage> = {
  escape: telegramEscaper,
  longest: most.message - most.title,
  card: card => message(cardText(card), card.link?.url),
  digest(title, cards) {
    const lines = cards.map(card => {
      const time = card.time === null ? '' : `\n<i>${escape(card.time)}</i>`;
      return `• ${linked(card, most.lineTitle)}${time}`;
    });
    const head = bold(title, most.title);
    const taken = takeLines(lines, most.digest - head.length, 100);
    const left = cards.length - taken.length;
    const rest = left === 0 ? [] : [moreWords(left)];
    return { message: message([head, ...taken, ...rest].join('\n')), left };
  },
  own(title, text) {
    return message(title === null ? text : `${bold(title, most.title - 10)}\n${text}`);
  },
};
