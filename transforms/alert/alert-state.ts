/** What is remembered per rule and symbol, and whether a rule that could fire may. */
import type { MarketEvent } from '../../core/event';
import { dayOf, isQuiet } from './alert-clock';
import { newPast, type Past } from './alert-prices';
import { finderOf, type Finder } from './alert-records';
import type { AlertRule } from './alert-rules';

/** A rule, ready to run. */
export interface RunningRule {
  readonly rule: AlertRule;
  /** For rules on records. */
  readonly finder: Finder | undefined;
}

export function runningRule(rule: AlertRule): RunningRule {
  return { rule, finder: finderOf(rule) };
}

/**
 * Where a rule on prices stands: nothing known yet; not true; true, but not yet for as long as it must hold; true and
 * done with, until it is not true again.
 */
export type Phase = 'new' | 'off' | 'holding' | 'on';

/** What a rule saw when it became true, brought up to date while it holds. */
export interface Sight {
  event: MarketEvent;
  value: number;
  reference: number;
  /** When it became true, by the event's own time. */
  time: number;
}

/** One rule and one symbol. */
export class RuleState {
  phase: Phase = 'new';
  /** Repeat `rearm`: false from an alert until the value went back. */
  isArmed = true;
  /** When it last fired, in ms since 1970. */
  firedAt: number | undefined;
  sight: Sight | undefined;
  /** While it holds: when it will have held for long enough, and its place among those that do. */
  dueAt = 0;
  place = -1;
  /** Volume: the bar that `phase` speaks of. */
  barStart = NaN;
  readonly past: Past;

  constructor(
    readonly running: RunningRule,
    readonly symbol: string | null,
  ) {
    this.past = newPast(running.rule);
  }

  get rule(): AlertRule {
    return this.running.rule;
  }
}

/** What a rule that could fire gets. `spent`: its repeat says no; `suppressed`: not now, by cool-down or quiet hours. */
export type Verdict = 'fires' | 'spent' | 'suppressed';

function isSpent({ rule, firedAt, isArmed }: RuleState, now: number): boolean {
  if (rule.repeat === 'rearm') return !isArmed;
  if (firedAt === undefined || rule.repeat === 'always') return false;
  return rule.repeat === 'once' || dayOf(rule.timeZone, firedAt) === dayOf(rule.timeZone, now);
}

/** Decides, and remembers that it fired. Nothing that does not fire now is kept for later. */
export function decide(state: RuleState, now: number): Verdict {
  const { rule, firedAt } = state;
  if (isSpent(state, now)) return 'spent';
  // A clock that was set back by more than the cool-down ends it too.
  if (firedAt !== undefined && Math.abs(now - firedAt) < rule.coolDownMs) return 'suppressed';
  if (rule.quiet && isQuiet(rule.quiet, rule.timeZone, now)) return 'suppressed';
  state.firedAt = now;
  state.isArmed = rule.repeat !== 'rearm';
  return 'fires';
}
