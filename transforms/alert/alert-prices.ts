/** What the kinds of rules on prices measure: against what, and how far beyond it a price is. */
import type { MarketEvent, QuoteEvent } from '../../core/event';
import { isObject } from '../../core/read';
import { indicatorIn } from '../indicator-field';
import type { AlertKind, AlertRule } from './alert-rules';
import { PriceWindow, VolumeWindow } from './alert-window';

/** What one rule remembers of the past of one symbol. */
export type Past = PriceWindow | VolumeWindow | undefined;

/** A finite number of a field, else NaN: whatever an event holds. */
export function numberOf(value: unknown): number {
  return typeof value === 'number' && value - value === 0 ? value : NaN;
}

function firstOf(one: number, other: number): number {
  return Number.isNaN(one) ? other : one;
}

/** What an indicator put beside an event. */
function indicated(event: object, name: string): number {
  const numbers = 'indicators' in event ? event.indicators : undefined;
  return isObject(numbers) ? numberOf(numbers[name]) : NaN;
}

/** The price that a rule looks at; NaN where the event has none. */
function priceOf(rule: AlertRule, event: MarketEvent): number {
  const { price } = rule;
  const indicator = indicatorIn(price);
  if (indicator !== undefined) return indicated(event, indicator);
  if (event.type === 'bar') return numberOf(event.close);
  if (event.type !== 'quote' || price === 'close') return NaN;
  if (price === '') return firstOf(numberOf(event.last), numberOf(event.mid));
  return numberOf(event[price as keyof QuoteEvent]);
}

/** Ask minus bid, or in percent of their middle; NaN where the middle is not above 0. */
function spreadOf(rule: AlertRule, event: MarketEvent): number {
  if (event.type !== 'quote') return NaN;
  const [bid, ask] = [numberOf(event.bid), numberOf(event.ask)];
  if (rule.unit === 'absolute') return numberOf(ask - bid);
  const mid = bid / 2 + ask / 2;
  return mid > 0 ? numberOf(((ask - bid) / mid) * 100) : NaN;
}

/** What a rule looks at in an event: a price, a spread, or the volume of a bar. NaN: nothing can be said. */
export function valueIn(rule: AlertRule, event: MarketEvent): number {
  if (rule.kind === 'spreadWider') return spreadOf(rule, event);
  if (rule.kind !== 'volumeSpike') return priceOf(rule, event);
  const volume = event.type === 'bar' ? numberOf(event.volume) : NaN;
  return volume >= 0 ? volume : NaN;
}

/** How much further than `by` a move is, in the directions that count. */
function beyond({ direction, by }: AlertRule, move: number): number {
  const size = direction === 'both' ? Math.abs(move) : direction === 'up' ? move : -move;
  return size - by;
}

/** In percent of the size of what it is from; NaN from 0. */
function percent(value: number, from: number): number {
  return from === 0 ? NaN : ((value - from) / Math.abs(from)) * 100;
}

function previousClose(quote: QuoteEvent, value: number): number {
  const change = numberOf(quote.change);
  return firstOf(numberOf(quote.previousClose), numberOf(firstOf(numberOf(quote.last), value) - change));
}

/** Of the highest and lowest of the window, that from which the price moved further in a direction that counts. */
function origin({ direction }: AlertRule, past: Past, value: number): number {
  if (!(past instanceof PriceWindow)) return NaN;
  const { high, low } = past;
  if (direction !== 'both') return direction === 'up' ? low : high;
  return high - value > value - low ? high : low;
}

/** A new high is one only where prices are known since T ago. */
function extreme(past: Past, side: 'high' | 'low', time: number): number {
  return past instanceof PriceWindow && past.covers(time) ? past[side] : NaN;
}

/** Where a price or volume is compared with one; NaN where there is none yet. */
export function referenceOf(
  rule: AlertRule,
  event: MarketEvent,
  past: Past,
  value: number,
  time: number,
): number {
  switch (rule.kind) {
    case 'entersRange':
    case 'leavesRange':
      return Math.abs(value - rule.low) <= Math.abs(value - rule.high) ? rule.low : rule.high;
    case 'movesBy':
    case 'movesByPercent':
      return origin(rule, past, value);
    case 'fromPreviousClose':
      return event.type === 'quote' ? previousClose(event, value) : NaN;
    case 'fromOpen':
      return event.type === 'quote' ? numberOf(event.open) : NaN;
    case 'newHigh':
      return extreme(past, 'high', time);
    case 'newLow':
      return extreme(past, 'low', time);
    case 'volumeSpike':
      return past instanceof VolumeWindow ? past.averageBefore(time) : NaN;
    case 'spreadWider':
      return rule.by;
    default:
      return rule.level;
  }
}

/** How far a value is beyond what the rule asks for, in the rule's own unit; below 0 it is not there. */
export function excessOf(rule: AlertRule, value: number, reference: number): number {
  switch (rule.kind) {
    case 'crossesBelow':
    case 'newLow':
      return reference - value;
    case 'entersRange':
      return Math.min(value - rule.low, rule.high - value);
    case 'leavesRange':
      return Math.max(rule.low - value, value - rule.high);
    case 'movesBy':
      return beyond(rule, value - reference);
    case 'movesByPercent':
    case 'fromPreviousClose':
    case 'fromOpen':
      return beyond(rule, percent(value, reference));
    case 'volumeSpike':
      return reference > 0 ? value / reference - rule.times : NaN;
    default:
      return value - reference;
  }
}

const hair = 1e-9;

/** Kinds that hold at their limit itself: a range includes its ends, "moves by 5" includes 5. */
const inclusive: ReadonlySet<AlertKind> = new Set<AlertKind>([
  ...(['entersRange', 'movesBy', 'movesByPercent', 'fromPreviousClose'] as const),
  ...(['fromOpen', 'volumeSpike'] as const),
]);

export function isBeyond(rule: AlertRule, excess: number): boolean {
  // 0.3 - 0.1 is a hair less than 0.2: rounding shall not lose a move.
  return excess > 0 || (inclusive.has(rule.kind) && excess >= -rule.by * hair);
}

/** True where a value went back far enough for the rule to fire again. */
export function isBack(rule: AlertRule, excess: number): boolean {
  return excess <= -rule.rearmBy * (1 - hair);
}

/** Kinds that tell of a change of sides: they fire only where the other side was seen before. */
export function isCrossing(rule: AlertRule): boolean {
  return isLevel(rule) || rule.kind === 'entersRange' || rule.kind === 'leavesRange';
}

/** Kinds for which a value equal to the level is on neither side. */
export function isLevel({ kind }: AlertRule): boolean {
  return kind === 'crossesAbove' || kind === 'crossesBelow';
}

/** An empty window for a rule that needs one. */
export function newPast(rule: AlertRule): Past {
  const { kind, direction, withinMs } = rule;
  if (kind === 'volumeSpike') return new VolumeWindow(rule.bars, withinMs);
  if (kind === 'newHigh') return new PriceWindow(withinMs, 'high');
  if (kind === 'newLow') return new PriceWindow(withinMs, 'low');
  if (kind !== 'movesBy' && kind !== 'movesByPercent') return undefined;
  return new PriceWindow(withinMs, direction === 'both' ? 'both' : direction === 'up' ? 'low' : 'high');
}
