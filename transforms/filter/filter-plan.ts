/** What is left of a filter once the type of event is known, and which symbols it concerns. */
import type { Context } from './condition-tests';
import { comparesWithLast, testOf } from './conditions';
import { typesWith, type EventType } from '../event-fields';
import { isGroup, type Condition, type FilterRules, type Match } from './filter-form';
import { holdsWithoutValue } from './filter-operators';

/** A filter's tree without what is certain: `true` takes everything, `false` nothing. */
export type Plan =
  | boolean
  | { readonly kind: 'one'; readonly condition: Condition }
  | { readonly kind: 'all' | 'any'; readonly plans: readonly Plan[] }
  | { readonly kind: 'not'; readonly plan: Plan };

const nothingKnown: Context = {
  before: () => undefined,
  folded: (_, text) => text,
  words: () => ({ words: new Set(), order: [] }),
};

/** A condition on events of a type, any where that is undefined: certain where it asks for what the type has not. */
function planOne(condition: Condition, type: EventType | undefined): Plan {
  const { field, operator } = condition;
  if (type === undefined) return { kind: 'one', condition };
  if (field.name === 'type') return testOf(condition)({ type }, nothingKnown);
  if (!typesWith(field.name).has(type)) return holdsWithoutValue(field.kind, operator.id);
  return { kind: 'one', condition };
}

function combine(match: Match, plans: readonly Plan[]): Plan {
  if (match === 'none') {
    const plan = combine('any', plans);
    return typeof plan === 'boolean' ? !plan : { kind: 'not', plan };
  }
  const decisive = match === 'any';
  if (plans.includes(decisive)) return decisive;
  const open = plans.filter(plan => typeof plan !== 'boolean');
  if (open.length === 0) return !decisive;
  return open.length === 1 ? (open[0] as Plan) : { kind: match, plans: open };
}

/** What a filter asks of events of a type; of any type where that is undefined. */
export function planFor({ match, conditions }: FilterRules, type: EventType | undefined): Plan {
  if (conditions.length === 0) return true;
  const plans = conditions.map(row =>
    isGroup(row)
      ? combine(
          row.match,
          row.conditions.map(inner => planOne(inner, type)),
        )
      : planOne(row, type),
  );
  return combine(match, plans);
}

/** The symbols without which a plan cannot hold, in the field that must hold one of them. */
export interface Needs {
  readonly field: 'symbol' | 'symbols';
  readonly symbols: readonly string[];
}

function needsOfOne({ field, operator, wanted }: Condition): Needs | undefined {
  if (field.name !== 'symbol' && field.name !== 'symbols') return undefined;
  if (wanted.takes === 'text' && operator.id === 'eq') return { field: field.name, symbols: [wanted.text] };
  if (wanted.takes !== 'texts') return undefined;
  if (operator.id === 'in' || operator.id === 'hasAny') return { field: field.name, symbols: wanted.texts };
  return operator.id === 'hasAll' ? { field: field.name, symbols: wanted.texts.slice(0, 1) } : undefined;
}

/** What an event must name for a plan to hold; undefined where it may hold for any symbol. */
export function needsOf(plan: Plan): Needs | undefined {
  if (typeof plan === 'boolean' || plan.kind === 'not') return undefined;
  if (plan.kind === 'one') return needsOfOne(plan.condition);
  const needs = plan.plans.map(needsOf);
  const known = needs.filter(one => one !== undefined);
  if (plan.kind === 'all') {
    const first = known.find(({ field }) => field === 'symbol') ?? known[0];
    return known.reduce<Needs | undefined>((best, one) => {
      const isBetter = one.field === best?.field && one.symbols.length < best.symbols.length;
      return isBetter ? one : best;
    }, first);
  }
  const [first] = known;
  if (first === undefined || known.length < needs.length) return undefined;
  if (known.some(({ field }) => field !== first.field)) return undefined;
  return { field: first.field, symbols: known.flatMap(({ symbols }) => symbols) };
}

/** Which fields must be remembered from event to event, and of which symbols; all where `symbols` is undefined. */
export interface Remembers {
  readonly names: readonly string[];
  readonly symbols: readonly string[] | undefined;
}

/** What a plan compares with the last event. */
export function remembersOf(plan: Plan): Remembers {
  const names = new Set<string>();
  const symbols = new Set<string>();
  let every = false;
  const walk = (part: Plan, bound: readonly string[] | undefined): void => {
    if (typeof part === 'boolean') return;
    if (part.kind === 'not') return walk(part.plan, bound);
    if (part.kind !== 'one') {
      const needs = needsOf(part);
      const inner = needs?.field === 'symbol' ? needs.symbols : bound;
      for (const one of part.plans) walk(one, part.kind === 'all' ? inner : bound);
    } else if (comparesWithLast(part.condition)) {
      names.add(part.condition.field.name);
      if (bound === undefined) every = true;
      for (const symbol of bound ?? []) symbols.add(symbol);
    }
  };
  walk(plan, undefined);
  return { names: [...names], symbols: every ? undefined : [...symbols] };
}
