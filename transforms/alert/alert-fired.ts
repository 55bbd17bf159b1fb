/** What an alert says. */
import type { MarketEvent } from '../../core/event';
import { toIso } from '../../core/read';
import type { Finding } from './alert-records';
import type { AlertKind } from './alert-rules';
import type { RuleState } from './alert-state';
import { messageOf } from './alert-text';

/** One firing of a rule. Public: saved flows rely on the field names. */
export interface Alert {
  /** The rule's name. */
  alert: string;
  /** The rule's place in its list, from 1. */
  rule: number;
  /** Short text that stands for all that says when the rule fires: rules of two nodes may share name and place. */
  ruleKey: string;
  kind: AlertKind;
  symbol: string | null;
  /** When it became true, by the event's own time; ISO 8601 in UTC. */
  time: string;
  /** When it fired, by the clock here: later than `time` by what had to hold, and by any delay of the feed. */
  firedTime: string;
  /** A sentence for a person. */
  message: string;
  /** The price, volume, spread, target or figure when it fired; the rating, form, headline or sentence. */
  value: number | string | null;
  /** What the value is compared with: level, nearer end of the range, start of the move, close, estimate, average … */
  reference: number | string | null;
  /** Value minus reference, where both are numbers. */
  change: number | null;
  /** The same in percent of the size of the reference. */
  changePercent: number | null;
  /** The event that fired it; of one that had to hold, the latest. */
  event: MarketEvent;
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** The terms of an alert that compares two numbers. */
export function termsOf(value: number, reference: number): Finding {
  const change = value - reference;
  return {
    value,
    reference,
    change: finite(change),
    changePercent: finite((change / Math.abs(reference)) * 100),
  };
}

/** The alert of a rule that fires at `now` for what happened at `time`. */
export function alertOf(
  state: RuleState,
  event: MarketEvent,
  time: number,
  found: Finding,
  now: number,
): Alert {
  const { rule, symbol } = state;
  const firedTime = toIso(now) ?? new Date(0).toISOString();
  const alert: Alert = {
    ...{ alert: rule.name, rule: rule.place, ruleKey: rule.key, kind: rule.kind, symbol },
    ...{ time: toIso(time) ?? firedTime, firedTime, message: '' },
    ...{ value: found.value, reference: found.reference },
    ...{ change: found.change, changePercent: found.changePercent, event },
  };
  alert.message = messageOf(alert, rule);
  return alert;
}

/** Symbols of one event that are looked at. */
const mostNamed = 50;

/** The symbols of an event, the main one first, each once; `''` where it has none. */
export function symbolsOf({ symbol, symbols }: MarketEvent): string[] {
  const all: unknown[] = [symbol, ...(Array.isArray(symbols) ? symbols.slice(0, mostNamed) : [])];
  const named = new Set(all.filter(one => typeof one === 'string' && one !== '') as string[]);
  return named.size === 0 ? [''] : [...named];
}
