/** An invented alert, to build a workflow with before a rule has fired. */
import {
  isRecord,
  type BarEvent,
  type EarningsEvent,
  type MarketEvent,
  type QuoteEvent,
} from '../../core/event';
import type { EventType } from '../event-fields';
import { samples } from '../message/message-samples';
import { AlertOperator, type Alert } from './alert';
import { isLevel, numberOf, valueIn } from './alert-prices';
import { bareSymbol, typesOf, type AlertRule, type AlertRules } from './alert-rules';

const minuteMs = 60_000;

/** Without what rounding adds. */
const tidy = (value: number): number => Number(value.toPrecision(10));
const iso = (ms: number): string => new Date(ms).toISOString();
const timeOf = ({ time, receivedTime }: MarketEvent): number => Date.parse(time ?? receivedTime);

/** A little above a price, or below it. */
const near = (price: number, sign: 1 | -1): number => tidy(price + sign * (Math.abs(price) * 0.001 || 0.01));

/** The event itself if the rule looks at its type, else an invented one of the same feed; of a symbol that it names. */
function baseFor(rule: AlertRule, event: MarketEvent, types: readonly EventType[]): MarketEvent {
  const own = typesOf(rule);
  const other = own.find(type => types.includes(type)) ?? own[0] ?? event.type;
  const { provider, stream, symbol, symbols } = event;
  const base = own.includes(event.type)
    ? event
    : ({ ...samples[other][0], provider, stream, symbol, symbols } as MarketEvent);
  const upper = symbol?.toUpperCase() ?? '';
  const [first] = rule.symbols;
  const isMeant =
    first === undefined || rule.symbols.includes(upper) || rule.symbols.includes(bareSymbol(upper));
  const named = isMeant ? {} : { symbol: first, symbols: [first] };
  return { ...base, ...named, action: 'created', backfill: false };
}

function barAt(bar: BarEvent, close: number, agoMs: number): BarEvent {
  const time = iso(timeOf(bar) - agoMs);
  const times = { time, receivedTime: time, start: iso(timeOf(bar) - agoMs - minuteMs), end: time };
  const [high, low] = [Math.max(bar.high ?? close, close), Math.min(bar.low ?? close, close)];
  return { ...bar, ...times, id: `${bar.id} ${agoMs}`, high, low, close, closed: true };
}

function quoteAt(quote: QuoteEvent, { price: side }: AlertRule, price: number, agoMs: number): QuoteEvent {
  const time = iso(timeOf(quote) - agoMs);
  const half = Math.max(0, ((quote.ask ?? 0) - (quote.bid ?? 0)) / 2);
  const mid = tidy(side === 'bid' ? price + half : side === 'ask' ? price - half : price);
  const last = quote.last === null && side !== 'last' ? null : price;
  const prices = { last, mid, bid: tidy(mid - half), ask: tidy(mid + half) };
  return { ...quote, ...prices, time, receivedTime: time, id: `${quote.id} ${agoMs} ${price}` };
}

/** The prices that go with the one that a rule asks for; what is in percent stays true. */
const scaledNames = ['open', 'high', 'low', 'close', 'previousClose', 'change', 'bid', 'ask', 'mid', 'last'];

/** The event with prices of about the size that a rule speaks of. */
function scaled<Event extends QuoteEvent | BarEvent>(rule: AlertRule, event: Event): Event {
  const isRange = rule.kind === 'entersRange' || rule.kind === 'leavesRange';
  const wanted = isRange ? rule.high : isLevel(rule) ? rule.level : NaN;
  const factor = wanted / valueIn(rule, event);
  if (!(factor > 0 && factor < Infinity)) return event;
  const prices = Object.entries(event).flatMap(([name, value]): [string, unknown][] =>
    scaledNames.includes(name) && typeof value === 'number' ? [[name, tidy(value * factor)]] : [],
  );
  return { ...event, ...Object.fromEntries(prices) };
}

/** What a rule on prices is to see: of old first. */
function priceStory(rule: AlertRule, given: QuoteEvent | BarEvent): MarketEvent[] {
  const { level, low, high, by, direction, withinMs } = rule;
  const base = scaled(rule, given);
  const price = numberOf(valueIn(rule, base)) || 100;
  const at = (value: number, agoMs = 0): QuoteEvent | BarEvent =>
    base.type === 'bar' ? barAt(base, value, agoMs) : quoteAt(base, rule, value, agoMs);
  const sign = direction === 'down' ? -1 : 1;
  const byPercent = tidy(price + (sign * Math.abs(price) * by) / 100);
  switch (rule.kind) {
    case 'crossesAbove':
      return [at(near(level, -1)), at(near(level, 1))];
    case 'crossesBelow':
      return [at(near(level, 1)), at(near(level, -1))];
    case 'entersRange':
      return [at(near(high, 1)), at(tidy(low / 2 + high / 2))];
    case 'leavesRange':
      return [at(tidy(low / 2 + high / 2)), at(near(high, 1))];
    case 'movesBy':
      return [at(price), at(tidy(price + sign * by))];
    case 'movesByPercent':
      return [at(price), at(byPercent)];
    case 'fromPreviousClose': {
      const change = { change: tidy(byPercent - price), changePercent: sign * by };
      return [{ ...at(byPercent), ...change, previousClose: price } as QuoteEvent];
    }
    case 'fromOpen':
      return [{ ...at(byPercent), open: price }];
    case 'newHigh':
      return [at(price, withinMs), at(near(price, 1))];
    case 'newLow':
      return [at(price, withinMs), at(near(price, -1))];
    default:
      return base.type === 'bar' ? spike(rule, base) : [wide(rule, base, price)];
  }
}

/** Bars as usual, then one of a large volume. */
function spike({ bars, withinMs, times }: AlertRule, base: BarEvent): MarketEvent[] {
  const volume = base.volume !== null && base.volume > 0 ? base.volume : 1000;
  const count = bars > 0 ? bars : 3;
  const stepMs = bars > 0 ? minuteMs : withinMs / (count + 1);
  const before = Array.from({ length: count }, (_, index) => (count - index) * stepMs);
  return [
    ...before.map(agoMs => ({ ...barAt(base, base.close ?? 100, agoMs), volume })),
    { ...barAt(base, base.close ?? 100, 0), volume: Math.ceil(volume * times) },
  ];
}

function wide({ unit, by }: AlertRule, base: QuoteEvent, mid: number): MarketEvent {
  const half = (unit === 'percent' ? (Math.abs(mid) * by) / 100 : by) * 0.55;
  return { ...base, mid, bid: tidy(mid - half), ask: tidy(mid + half) };
}

function earningsOf({ figure, by, kind }: AlertRule, base: EarningsEvent): MarketEvent {
  const sign = kind === 'earningsBeat' ? 1 : -1;
  const percent = sign * (by || 5);
  const estimate = (figure === 'eps' ? base.epsEstimate : base.revenueEstimate) || 1;
  const value = tidy(estimate + (Math.abs(estimate) * percent) / 100);
  const surprise = tidy(value - estimate);
  return figure === 'eps'
    ? { ...base, eps: value, epsEstimate: estimate, epsSurprise: surprise, epsSurprisePercent: percent }
    : {
        ...{ ...base, revenue: value, revenueEstimate: estimate },
        ...{ revenueSurprise: surprise, revenueSurprisePercent: percent },
      };
}

/** The record that a rule looks for. */
function recordFor(rule: AlertRule, base: MarketEvent): MarketEvent {
  const isDown = rule.kind === 'ratingDown' || rule.direction === 'down';
  const action = isDown ? 'Downgrades' : 'Upgrades';
  if (rule.kind === 'ratingUp' || rule.kind === 'ratingDown') {
    if (base.type === 'insight') return { ...base, ratingAction: action, rating: isDown ? 'Hold' : 'Buy' };
    if (base.type !== 'rating') return base;
    const [rating, ratingPrior] = isDown ? ['Hold', 'Buy'] : ['Buy', 'Hold'];
    return { ...base, ratingAction: action, rating, ratingPrior };
  }
  if (base.type === 'rating') {
    const priceTargetPrior = base.priceTargetPrior || 100;
    const priceTarget = tidy(priceTargetPrior * (1 + ((isDown ? -1 : 1) * rule.by) / 100));
    return { ...base, priceTargetAction: isDown ? 'Lowers' : 'Raises', priceTarget, priceTargetPrior };
  }
  if (base.type === 'earnings') return earningsOf(rule, base);
  if (base.type === 'filing')
    return { ...base, form: rule.forms[0] ?? base.form, cik: rule.ciks[0] ?? base.cik };
  if (rule.match === 'none') return base;
  const said = rule.words.map(term => term.join(' ').replace(/\*$/, '')).join(', ');
  if (base.type === 'transcript') return { ...base, sentence: `An invented sentence: ${said}` };
  return base.type === 'news' ? { ...base, headline: `An invented headline: ${said}` } : base;
}

/**
 * What the first rule would tell of: made of an invented event, in exactly the shape and words of a real alert. A rule
 * that fires at nothing that could be invented is stood for by another one's alert.
 * @param event a sample of the feed
 * @param types those that come from the feed
 */
export function sampleAlert(rules: AlertRules, event: MarketEvent, types: readonly EventType[]): Alert {
  const [rule] = rules;
  const other = samples.alert[0] as Alert;
  if (rule === undefined) return other;
  const base = baseFor(rule, event, types);
  const story = isRecord(base) ? [recordFor(rule, base)] : priceStory(rule, base);
  // When it may fire is another matter.
  const operator = new AlertOperator([{ ...rule, coolDownMs: 0, quiet: undefined }]);
  const alerts = story.flatMap(one => operator.take(one, timeOf(one)));
  return alerts[0] ?? operator.due(timeOf(base) + rule.holdMs)[0] ?? other;
}
