/** What an alert rule is, and what the kinds of rules have in common. Names are public: users' flows hold them. */
import type { Term } from '../../core/words';
import type { EventType } from '../event-fields';
import { indicatorIn } from '../indicator-field';
import type { Template } from './alert-text';
import type { QuietHours } from './alert-clock';

/** The values that a rule of some kind needs, by their names in the form. */
export type ValueName =
  | 'price'
  | 'level'
  | 'low'
  | 'high'
  | 'by'
  | 'unit'
  | 'direction'
  | 'withinMs'
  | 'times'
  | 'bars'
  | 'figure'
  | 'forms'
  | 'amendments'
  | 'ciks'
  | 'match'
  | 'words';

export interface KindFacts {
  /** As a person reads it in a list. */
  readonly title: string;
  /** `record`: each event counts for itself, so that "holds for" and "again after it went back" mean nothing. */
  readonly family: 'price' | 'record';
  /** What it can be said of; kinds with a `price` narrow it further (see {@link typesOf}). */
  readonly types: readonly EventType[];
  readonly values: readonly ValueName[];
}

const prices = { family: 'price', types: ['quote', 'bar'] } as const;
const quotes = { family: 'price', types: ['quote'] } as const;
const record = (...types: EventType[]) => ({ family: 'record', types }) as const;

/** The kinds of rules, in the order in which dialogs list them. */
export const alertKinds = {
  crossesAbove: { ...prices, title: 'Crosses above', values: ['price', 'level'] },
  crossesBelow: { ...prices, title: 'Crosses below', values: ['price', 'level'] },
  entersRange: { ...prices, title: 'Enters a range', values: ['price', 'low', 'high'] },
  leavesRange: { ...prices, title: 'Leaves a range', values: ['price', 'low', 'high'] },
  movesBy: { ...prices, title: 'Moves by', values: ['price', 'by', 'direction', 'withinMs'] },
  movesByPercent: { ...prices, title: 'Moves by %', values: ['price', 'by', 'direction', 'withinMs'] },
  fromPreviousClose: { ...quotes, title: '% from previous close', values: ['price', 'by', 'direction'] },
  fromOpen: { ...quotes, title: '% from the open', values: ['price', 'by', 'direction'] },
  newHigh: { ...prices, title: 'New high', values: ['price', 'withinMs'] },
  newLow: { ...prices, title: 'New low', values: ['price', 'withinMs'] },
  volumeSpike: {
    ...{ family: 'price', types: ['bar'] },
    title: 'Volume spike',
    values: ['times', 'bars', 'withinMs'],
  },
  spreadWider: { ...quotes, title: 'Spread wider than', values: ['by', 'unit'] },
  ratingUp: { ...record('rating', 'insight'), title: 'Rating up', values: [] },
  ratingDown: { ...record('rating', 'insight'), title: 'Rating down', values: [] },
  targetChangedBy: { ...record('rating'), title: 'Price target changed by %', values: ['by', 'direction'] },
  earningsBeat: { ...record('earnings'), title: 'Earnings beat by %', values: ['by', 'figure'] },
  earningsMiss: { ...record('earnings'), title: 'Earnings miss by %', values: ['by', 'figure'] },
  formFiled: { ...record('filing'), title: 'Form filed', values: ['forms', 'amendments', 'ciks'] },
  words: { ...record('news', 'transcript'), title: 'Words', values: ['match', 'words'] },
} as const satisfies Record<string, KindFacts>;

export type AlertKind = keyof typeof alertKinds;

/** What the kinds of a rule have in common. */
export function factsOf(kind: AlertKind): KindFacts {
  return alertKinds[kind];
}

/**
 * Which price a rule looks at: one of quotes, the close of bars, or the number of an indicator beside either. Empty:
 * `last`, where there is none `mid`; of bars their `close`.
 */
export type PriceName = '' | 'last' | 'mid' | 'bid' | 'ask' | 'close' | `indicators.${string}`;

export type Direction = 'both' | 'up' | 'down';

/** How often a rule may fire for one symbol. */
export type Repeat = 'always' | 'once' | 'daily' | 'rearm';

/** A rule as `parseAlerts` validated it. Values that its kind does not use are 0, empty or false. */
export interface AlertRule {
  /** From 1, as in sentences about it. */
  readonly place: number;
  /** Known again after a restart by: all that says when it fires, but neither name nor text. */
  readonly key: string;
  readonly name: string;
  /** In upper case. Without an exchange (`AAPL`) they stand for the symbol on every exchange. None: every symbol. */
  readonly symbols: readonly string[];
  readonly kind: AlertKind;
  readonly price: PriceName;
  readonly level: number;
  readonly low: number;
  readonly high: number;
  readonly by: number;
  readonly unit: 'absolute' | 'percent';
  readonly direction: Direction;
  readonly withinMs: number;
  readonly times: number;
  readonly bars: number;
  readonly figure: 'eps' | 'revenue';
  readonly forms: readonly string[];
  readonly amendments: boolean;
  readonly ciks: readonly string[];
  /** How many of the words a text must hold. */
  readonly match: 'any' | 'all' | 'none';
  readonly words: readonly Term[];
  readonly holdMs: number;
  readonly coolDownMs: number;
  readonly repeat: Repeat;
  readonly rearmBy: number;
  readonly timeZone: string;
  readonly quiet: QuietHours | undefined;
  readonly text: Template;
  readonly includePast: boolean;
}

export type AlertRules = readonly AlertRule[];

/** The types of events that a rule can fire for: a dialog can say so where the source brings none of them. */
export function typesOf({ kind, price }: Pick<AlertRule, 'kind' | 'price'>): readonly EventType[] {
  const { types, values } = factsOf(kind);
  if (!values.includes('price') || price === '' || indicatorIn(price) !== undefined) return types;
  return types.filter(type => (type === 'bar') === (price === 'close'));
}

/** `NASDAQ:AAPL` without its exchange. */
export function bareSymbol(symbol: string): string {
  return symbol.slice(symbol.indexOf(':') + 1);
}
