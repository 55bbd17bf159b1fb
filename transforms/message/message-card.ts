/** What a built-in template says of an event or alert, in plain text: each target writes it in its own way. */
import { cards } from './message-cards';
import type { Card, CardBody } from './message-parts';
import { Values, type Item } from './message-values';

/** What no target need show more of. */
const mostFacts = 10;

const changes: Readonly<Record<string, string>> = { updated: 'updated', deleted: 'withdrawn' };

/** `Rating, updated`: a change and a withdrawal are told apart from what is new. */
function labelOf(body: CardBody, event: Values): string {
  const change = changes[event.text('action') ?? ''];
  const isBar = event.text('type') === 'bar' || event.text('type') === 'quote';
  return change === undefined || isBar ? body.label : `${body.label}, ${change}`;
}

function originOf(event: Values): string {
  const parts = [event.text('provider'), event.text('stream'), event.text('symbol')];
  const late = event.flag('backfill') ? 'sent afterwards' : null;
  return [...parts, late].filter(part => part !== null).join(' · ');
}

/** The first sentence of an alert's event, and the numbers that matter, under the alert's own. */
function alertBody(body: CardBody, alert: Values): CardBody {
  const isPrice = body.sections.length === 0 && body.facts.length > 0;
  const about = { heading: null, text: body.title };
  const title = alert.text('message') ?? body.title;
  return {
    ...body,
    label: `Alert: ${alert.text('alert') ?? 'without a name'}`,
    title,
    sections: isPrice || title === body.title ? body.sections : [about, ...body.sections],
    facts: isPrice ? body.facts.slice(0, 6) : body.facts,
  };
}

/** The card of an item. Never throws, whatever the item holds. */
export function cardOf(item: Item, zone: string): Card {
  const event = new Values(item.event, zone);
  const own = cards[item.type]?.(event) ?? {
    ...{ label: 'Event', title: event.symbol ?? item.type, tone: 'none' as const },
    ...{ sections: [], facts: [], link: null },
  };
  const alert = item.alert === null ? null : new Values(item.alert, zone);
  const body = alert === null ? own : alertBody(own, alert);
  // Spelt out: a spread makes objects of changing shapes, which cost most where there are thousands a second.
  return {
    label: alert === null ? labelOf(own, event) : body.label,
    title: body.title,
    tone: body.tone,
    sections: body.sections,
    facts: body.facts.slice(0, mostFacts),
    link: body.link,
    time: alert?.time('time') ?? event.time('time') ?? event.time('receivedTime'),
    origin: originOf(event),
  };
}

/** The line below a card: when, and where from. Empty where nobody knows. */
export function footerOf({ time, origin }: Card): string {
  return [time, origin].filter(part => part !== null && part !== '').join(' · ');
}

/** What it is, when, and where from: never empty. */
export function signatureOf(card: Card): string {
  return [card.label, footerOf(card)].filter(part => part !== '').join(' · ');
}
