import { cut, plainEscaper } from './escape-text';
import { signatureOf } from './message-card';
import type { Card } from './message-parts';
import { moreWords, takeLines, type Renderer } from './message-renderer';

/** No service sets a limit: what a person reads in one go, or a text node shows. */
const most = { section: 5_000, text: 20_000, lines: 200 };

/** A card as lines of plain text. */
export function cardText(card: Card): string {
  const sections = card.sections.map(({ heading, text }) => {
    const above = heading === null ? '' : `${heading}:\n`;
    return above + cut(text, most.section);
  });
  const facts = card.facts.map(({ name, value }) => `${name}: ${value}`).join('\n');
  const footer = signatureOf(card);
  const parts = [card.title, ...sections, facts, card.link?.url ?? '', footer];
  return parts.filter(part => part !== '').join('\n\n');
}

/** Many cards as a list of lines: what fits, and how many did not. */
export function digestText(title: string, cards: readonly Card[]): { message: string; left: number } {
  const lines = cards.map(card => {
    const more = [card.time, card.link?.url ?? null].filter(part => part !== null).join(' · ');
    return `• ${cut(card.title, 300)}${more === '' ? '' : `\n  ${more}`}`;
  });
  const taken = takeLines(lines, most.text, most.lines);
  const left = cards.length - taken.length;
  const rest = left === 0 ? [] : [moreWords(left)];
  return { message: [cut(title, 300), '', ...taken, ...rest].join('\n'), left };
}

export const textRenderer: Renderer<string> = {
  escape: plainEscaper,
  longest: most.text,
  card: cardText,
  digest: digestText,
  own: (title, text) => (title === null ? text : `${title}\n\n${text}`),
};
