import { cut, fit } from './escape-text';
import { discordEscaper } from './escape-discord';
import { signatureOf } from './message-card';
import type { Card, Tone } from './message-parts';
import { moreWords, takeLines, type Renderer } from './message-renderer';

export interface DiscordEmbed {
  title: string;
  url?: string;
  description?: string;
  color: number;
  fields?: { name: string; value: string; inline: boolean }[];
  footer?: { text: string };
}

/** Body of a webhook's or a bot's message. With `parse: []` nothing in it pings, whatever it holds. */
export interface DiscordMessage {
  content: string;
  embeds: DiscordEmbed[];
  allowed_mentions: { parse: [] };
}

/**
 * `content` holds 2,000 characters; an embed's title 256, description 4,096, field name 256, field value 1,024, footer
 * 2,048, 25 fields, 6,000 in all (https://docs.discord.com/developers/resources/message#embed-object-embed-limits).
 * `allowed_mentions`: https://docs.discord.com/developers/resources/message#allowed-mentions-object
 */
const most = {
  title: 250,
  sections: 2_800,
  field: 150,
  footer: 250,
  content: 1_950,
  digest: 3_900,
  lineTitle: 220,
};

const colors: Readonly<Record<Tone, number>> = { up: 0x1a7f37, down: 0xcf222e, none: 0x4a6fa5 };

const { text: escape, url: escapeUrl } = discordEscaper;

function message(content: string, embeds: DiscordEmbed[]): DiscordMessage {
  return { content, embeds, allowed_mentions: { parse: [] } };
}

function embedOf(card: Card): DiscordEmbed {
  const room = Math.floor(most.sections / Math.max(1, card.sections.length)) - 120;
  const description = card.sections
    .map(({ heading, text }) => {
      const above = heading === null ? '' : `**${fit(heading, 100, escape)}**\n`;
      return above + fit(text, room, escape);
    })
    .join('\n\n');
  const fields = card.facts.map(({ name, value }) => ({
    name,
    value: fit(value, most.field, escape),
    inline: true,
  }));
  return {
    title: fit(card.title, most.title, escape),
    ...(card.link === null ? {} : { url: escapeUrl(card.link.url) }),
    ...(description === '' ? {} : { description }),
    color: colors[card.tone],
    ...(fields.length === 0 ? {} : { fields }),
    // A footer knows no markdown: a backslash would be seen.
    footer: { text: cut(signatureOf(card), most.footer) },
  };
}

/** `**[Title](https://…)**`, on one line. */
function line(card: Card): string {
  const title = fit(card.title, most.lineTitle, escape);
  const linked = card.link === null ? `**${title}**` : `**[${title}](${escapeUrl(card.link.url)})**`;
  return `• ${linked}${card.time === null ? '' : ` ${escape(card.time)}`}`;
}

export const discordRenderer: Renderer<DiscordMessage> = {
  escape: discordEscaper,
  longest: most.content - most.title,
  card: card => message('', [embedOf(card)]),
  digest(title, cards) {
    const taken = takeLines(cards.map(line), most.digest, 100);
    const left = cards.length - taken.length;
    const description = [...taken, ...(left === 0 ? [] : [moreWords(left)])].join('\n');
    const embed = { title: fit(title, most.title, escape), description, color: colors.none };
    return { message: message('', [embed]), left };
  },
  own(title, text) {
    return message(title === null ? text : `**${fit(title, most.title - 10, escape)}**\n${text}`, []);
  },
};
