/**
 * The filter: which events match conditions. Compiled once, for each type of event by itself: what its conditions ask
 * of other types costs nothing, and among many of which each names symbols only those of the event's symbol are tried.
 */
import type { MarketEvent } from '../../core/event';
import { plainText } from '../../core/plain-text';
import { folded, readText, type ReadText } from '../../core/words';
import type { Context, Kept, Test, Values } from './condition-tests';
import { testOf } from './conditions';
import { eventTypes, type EventField, type EventType } from '../event-fields';
import type { Condition, FilterRules } from './filter-form';
import { anyBySymbol } from './filter-index';
import { planFor, remembersOf, type Plan } from './filter-plan';
import { LastValues, type LastRow } from './last-values';

export { parseFilter, type FilterRules } from './filter-form';

export interface EventFilter {
  /** Whether an event matches. Never throws: what is no event at all, or breaks when it is read, does not match. */
  accepts(event: MarketEvent): boolean;
  /** Forgets what "has changed" compares with: of one symbol, or of all. */
  reset(symbol?: string): void;
}

/** What a filter does with events of one type. */
interface Program {
  readonly test: Test;
  /** Undefined where nothing is compared with the last event. */
  readonly last: LastValues | undefined;
}

/** What is known beyond the event while one is judged. Used again for the next. */
class Moment implements Context {
  last: LastValues | undefined;
  row: LastRow | undefined;
  private readonly plain = new Map<string, string>();
  private readonly read = new Map<string, ReadText>();

  before(name: string): Kept | undefined {
    return this.last?.before(this.row, name);
  }

  folded({ name, html }: EventField, text: string): string {
    const known = this.plain.get(name);
    if (known !== undefined) return known;
    const plain = folded(html === true ? plainText(text) : text);
    this.plain.set(name, plain);
    return plain;
  }

  words(field: EventField, text: string): ReadText {
    const known = this.read.get(field.name);
    if (known !== undefined) return known;
    const read = readText(this.folded(field, text));
    this.read.set(field.name, read);
    return read;
  }

  clear(): void {
    this.row = undefined;
    if (this.plain.size > 0) this.plain.clear();
    if (this.read.size > 0) this.read.clear();
  }
}

/** Turns plans into tests. A condition's test is made once, and serves every type. */
class Compiler {
  private readonly tests = new Map<Condition, Test>();

  compile(plan: Plan): Test {
    if (typeof plan === 'boolean') return () => plan;
    if (plan.kind === 'one') return this.one(plan.condition);
    if (plan.kind === 'not') {
      const test = this.compile(plan.plan);
      return (event, context) => !test(event, context);
    }
    const parts = plan.plans.map(part => ({ plan: part, test: this.compile(part) }));
    if (plan.kind === 'any') return anyBySymbol(parts);
    const tests = parts.map(({ test }) => test);
    return (event, context) => {
      for (let at = 0; at < tests.length; at += 1) if (!tests[at]?.(event, context)) return false;
      return true;
    };
  }

  private one(condition: Condition): Test {
    const test = this.tests.get(condition) ?? testOf(condition);
    this.tests.set(condition, test);
    return test;
  }
}

/**
 * Makes a filter of rules. `null`, NaN and a field that the type has not are no value: no comparison holds without one,
 * except that what is to be left out of texts and lists is then not there ({@link holdsWithoutValue}). "Changed"
 * compares with the last event of the same symbol and type (and interval, of bars) that had a value; a late event
 * neither compares nor counts. 10,000 symbols of each type are remembered at least, 20,000 at most.
 */
export function compileFilter(rules: FilterRules): EventFilter {
  const compiler = new Compiler();
  const moment = new Moment();
  const programs = new Map<unknown, Program>();
  const programFor = (type: unknown): Program => {
    const known = eventTypes.find(one => one === type);
    const made = programs.get(known) ?? makeProgram(compiler, rules, known);
    programs.set(known, made);
    return made;
  };
  const judge = (event: Values): boolean => {
    const { test, last } = programs.get(event.type) ?? programFor(event.type);
    if (last === undefined) return test(event, moment);
    const row = last.rowOf(event);
    moment.last = last;
    moment.row = row;
    const accepted = test(event, moment);
    if (row !== undefined) last.keep(row, event);
    return accepted;
  };
  return {
    accepts: event => {
      try {
        return isEvent(event) && judge(event);
      } catch {
        return false;
      } finally {
        moment.clear();
      }
    },
    reset: symbol => {
      for (const { last } of programs.values()) last?.forget(symbol);
    },
  };
}

function isEvent(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && 'type' in value;
}

function makeProgram(compiler: Compiler, rules: FilterRules, type: EventType | undefined): Program {
  const plan = planFor(rules, type);
  const remembers = remembersOf(plan);
  const last = remembers.names.length === 0 ? undefined : new LastValues(remembers);
  return { test: compiler.compile(plan), last };
}
