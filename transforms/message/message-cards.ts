/** The built-in templates: one per type of event. */
import { percentText } from './message-format';
import { arrow, factsOf, large, money, percent, toneOf, words, type CardBody } from './message-parts';
import { recordCards } from './message-records';
import type { Values } from './message-values';

/** `240.10 × 300`. */
function side(event: Values, price: string, size: string): string | null {
  const [at, units] = [event.price(price), large(event, size)];
  return at === null || units === null ? at : `${at} × ${units}`;
}

function delayWords(event: Values): string | null {
  const seconds = event.number('delaySeconds');
  if (seconds === null || seconds === 0) return null;
  if (seconds < 0) return 'end of day';
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}

function signedPrice(event: Values, name: string): string | null {
  const value = event.number(name);
  return value !== null && value > 0 ? `+${event.price(name)}` : event.price(name);
}

function quoteCard(event: Values): CardBody {
  const price = event.price('last') ?? event.price('mid') ?? event.price('bid') ?? event.price('ask');
  const tone = toneOf(event.number('changePercent') ?? event.number('change'));
  const change = percent(event, 'changePercent') ?? signedPrice(event, 'change');
  const said = words(event.symbol ?? 'Quote', price ?? 'without a price', event.text('currency'));
  const title = change === null ? said : `${said}, ${change}`;
  const [low, high] = [event.price('low'), event.price('high')];
  return {
    label: 'Quote',
    title: arrow(tone) + title,
    tone,
    sections: [],
    link: null,
    facts: factsOf([
      ['Change', event.number('changePercent') === null ? null : signedPrice(event, 'change')],
      ['Bid', side(event, 'bid', 'bidSize')],
      ['Ask', side(event, 'ask', 'askSize')],
      ['Open', event.price('open')],
      ['Range', low === null || high === null ? null : `${low} – ${high}`],
      ['Previous close', event.price('previousClose')],
      ['Volume', large(event, 'volume')],
      ['Market cap', money(large(event, 'marketCap'), event)],
      ['Market', event.text('marketStatus')?.toLowerCase() ?? null],
      ['Delay', delayWords(event)],
    ]),
  };
}

const units: Readonly<Record<string, string>> = {
  ...{ T: 'tick', s: 'second', m: 'minute', h: 'hour', D: 'day', W: 'week', M: 'month' },
};

/** `5-minute bar` of `5m`. */
function barName(event: Values): string {
  const interval = event.text('interval') ?? '';
  const [, count = '', unit = ''] = /^(\d{1,5})([TsmhDWM])$/.exec(interval) ?? [];
  return unit === '' ? words(interval, 'bar') : `${count}-${units[unit]} bar`;
}

function barCard(event: Values): CardBody {
  const [open, close] = [event.number('open'), event.number('close')];
  const tone = toneOf(open === null || close === null ? null : close - open);
  const part = open === null || close === null ? NaN : ((close - open) / open) * 100;
  const moved = Number.isFinite(part) ? percentText(part) : null;
  const at = event.flag('closed') ? 'closed at' : 'at';
  const price = event.price('close');
  const said = words(event.symbol ?? 'Bar', price && at, price);
  const title = moved === null ? said : `${said}, ${moved}`;
  return {
    label: event.flag('closed') ? barName(event) : `${barName(event)}, running`,
    title: arrow(tone) + title,
    tone,
    sections: [],
    link: null,
    facts: factsOf([
      ['Open', event.price('open')],
      ['High', event.price('high')],
      ['Low', event.price('low')],
      ['Close', price],
      ['Volume', large(event, 'volume')],
      ['From', event.time('start')],
      ['To', event.time('end')],
    ]),
  };
}

export const cards: Readonly<Record<string, (event: Values) => CardBody>> = {
  quote: quoteCard,
  bar: barCard,
  ...recordCards,
};
