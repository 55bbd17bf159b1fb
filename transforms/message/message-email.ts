import { decodeEntities } from '../../core/plain-text';
import { cut, fit } from './escape-text';
import { escapeHtml, htmlEscaper, subjectOf } from './escape-html';
import { footerOf } from './message-card';
import { colours, page } from './message-email-page';
import type { Card } from './message-parts';
import { moreWords, takeLines, type Renderer } from './message-renderer';
import { cardText, digestText } from './message-text';

/** What the hosts' email nodes take. `text` is for readers that show no HTML. */
export interface EmailMessage {
  subject: string;
  html: string;
  text: string;
}

/** Gmail clips a message above 102 kB ("[Message clipped]"); three bytes a character leave room at 30,000. */
const most = { title: 500, section: 5_000, fact: 300, footer: 300, own: 25_000, digest: 28_000, line: 300 };

const small = 'font-size:13px;line-height:20px';

function paragraph(text: string): string {
  const html = fit(text, most.section, escapeHtml).replace(/\n/g, '<br>');
  return `<p class="text" style="margin:12px 0 0;font-size:16px;line-height:24px;color:${colours.text}">${html}</p>`;
}

function sectionHtml({ heading, text }: Card['sections'][number]): string {
  if (heading === null) return paragraph(text);
  const style = `margin:16px 0 -8px;font-size:14px;line-height:20px;font-weight:600;color:${colours.strong}`;
  return `<p class="strong" style="${style}">${fit(heading, 150, escapeHtml)}</p>${paragraph(text)}`;
}

function factsHtml(facts: Card['facts']): string {
  if (facts.length === 0) return '';
  const rows = facts.map(({ name, value }, index) => {
    const line = index === 0 ? '' : `border-top:1px solid ${colours.line};`;
    const cell = `${line}padding:8px 0;font-size:15px;line-height:20px;vertical-align:top`;
    const left = `<td class="faint line" style="${cell};color:${colours.faint};padding-right:16px;white-space:nowrap">`;
    const right = `<td class="strong line" align="right" style="${cell};color:${colours.strong};word-break:break-word">`;
    return `<tr>${left}${escapeHtml(name)}</td>${right}${fit(value, most.fact, escapeHtml)}</td></tr>`;
  });
  const table = '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"';
  return `${table} style="margin-top:16px;border-collapse:collapse">${rows.join('')}</table>`;
}

function buttonHtml(link: Card['link']): string {
  if (link === null) return '';
  const style =
    'display:inline-block;padding:10px 18px;border-radius:6px;font-size:15px;line-height:20px;font-weight:600;' +
    `background:${colours.link};color:#ffffff;text-decoration:none`;
  const anchor = `<a class="button" href="${htmlEscaper.url(link.url)}" style="${style}">${escapeHtml(link.label)}</a>`;
  return `<p style="margin:20px 0 0">${anchor}</p>`;
}

function titleHtml(text: string): string {
  const style = `margin:4px 0 0;font-size:21px;line-height:28px;font-weight:700;color:${colours.strong};word-break:break-word`;
  return `<h1 class="strong" style="${style}">${fit(text, most.title, escapeHtml)}</h1>`;
}

function cardHtml(card: Card): string {
  const label = `<p class="faint" style="margin:0;${small};color:${colours.faint}">${fit(card.label, 150, escapeHtml)}</p>`;
  const footer = fit(footerOf(card), most.footer, escapeHtml);
  const parts = [label, titleHtml(card.title), ...card.sections.map(sectionHtml), factsHtml(card.facts)];
  const foot = `<p class="faint" style="margin:20px 0 0;${small};color:${colours.faint}">${footer}</p>`;
  return page(subjectOf(card.title), [...parts, buttonHtml(card.link), foot].join('\n'), card.tone);
}

function lineHtml(card: Card): string {
  const title = fit(card.title, most.line, escapeHtml);
  const look = 'font-size:16px;line-height:22px;font-weight:600;word-break:break-word';
  const named =
    card.link === null
      ? `<span class="strong" style="${look};color:${colours.strong}">${title}</span>`
      : `<a class="link" href="${htmlEscaper.url(card.link.url)}" style="${look};color:${colours.link};text-decoration:none">${title}</a>`;
  const below = fit([card.label, card.time].filter(part => part !== null).join(' · '), 200, escapeHtml);
  const faint = `<br><span class="faint" style="${small};color:${colours.faint}">${below}</span>`;
  const style = `padding:12px 0;border-top:1px solid ${colours.line}`;
  return `<tr><td class="line" style="${style}">${named}${faint}</td></tr>`;
}

function digestHtml(title: string, lines: readonly string[], left: number): string {
  const table = '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"';
  const list = `${table} style="margin-top:16px;border-collapse:collapse">${lines.join('\n')}</table>`;
  const rest = `<p class="faint" style="margin:12px 0 0;${small};color:${colours.faint}">${moreWords(left)}</p>`;
  return page(subjectOf(title), `${titleHtml(title)}\n${list}\n${left === 0 ? '' : rest}`, 'none');
}

/** HTML as lines of text. It is the user's own, and the values in it are escaped: what looks like a tag is one. */
function textOf(html: string): string {
  const text = html
    .replace(/<a\s[^<>]{0,2000}?href="([^"<>]*)"[^<>]{0,500}>([^<]*)<\/a>/gi, '$2 ($1)')
    .replace(/\s*<(?:br|\/p|\/div|\/tr|\/h\d|\/li)\b[^<>]*>\s*/gi, '\n')
    .replace(/<[a-z/!][^<>]*>/gi, '');
  return decodeEntities(text).trim();
}

/** Lines stay lines where the user wrote no HTML that breaks them. */
function withBreaks(html: string): string {
  return /<(?:br|p|div|table|ul|ol|h\d)\b/i.test(html) ? html : html.replace(/\n/g, '<br>\n');
}

export const emailRenderer: Renderer<EmailMessage> = {
  escape: htmlEscaper,
  longest: most.own,
  card: card => ({ subject: subjectOf(card.title), html: cardHtml(card), text: cardText(card) }),
  digest(title, cards) {
    const lines = takeLines(cards.map(lineHtml), most.digest * 2, 100);
    const left = cards.length - lines.length;
    const { message } = digestText(title, cards.slice(0, lines.length));
    const text = left === 0 ? message : `${message}\n${moreWords(left)}`;
    return { message: { subject: subjectOf(title), html: digestHtml(title, lines, left), text }, left };
  },
  own(title, text) {
    const html = withBreaks(text);
    const isPage = /<html\b/i.test(html);
    const body = `<div class="text" style="font-size:16px;line-height:24px;color:${colours.text}">${html}</div>`;
    const subject = subjectOf(title ?? cut(textOf(html).split('\n')[0] ?? '', 150)) || 'Market data';
    return { subject, html: isPage ? html : page(subject, body, 'none'), text: textOf(html) };
  },
};
