import { strict as assert } from 'node:assert';
import type { MarketEvent } from '../../core/event';
import { typeFields, commonFields, eventTypes, type EventType } from '../../transforms/event-fields';
import { compileFilter, parseFilter } from '../../transforms/filter/filter';
import { fc } from '../property';
import { eventOf, quote, row } from './filter-cases';

interface Row {
  field: string;
  operator: string;
  value: string | number;
}
interface Group {
  match: string;
  conditions: Row[];
}
type Loose = Record<string, unknown>;

const ticker = (symbol: string): string => symbol.slice(symbol.indexOf(':') + 1).toLowerCase();
const split = new Map<unknown, string[]>();

function parts(value: unknown): string[] {
  const known = split.get(value) ?? String(value).toLowerCase().split(', ');
  split.set(value, known);
  return known;
}

const names = new Map<unknown, Set<string>>(
  eventTypes.map(type => [type, new Set([...commonFields, ...typeFields[type]].map(({ name }) => name))]),
);

function combined<One>(match: string, rows: readonly One[], holds: (one: One) => boolean): boolean {
  return match === 'all' ? rows.every(holds) : rows.some(holds) === (match === 'any');
}

/** A filter as anybody would write it at first: the whole tree for each event, and everything remembered. */
class NaiveFilter {
  private readonly last = new Map<string, Loose>();

  constructor(
    private readonly match: string,
    private readonly rows: (Row | Group)[],
  ) {}

  accepts(event: Loose): boolean {
    const key = `${String(event.type)} ${String(event.symbol)} ${String(event.interval)}`;
    const before = this.last.get(key) ?? {};
    const holds = (one: Row | Group): boolean =>
      'match' in one ? combined(one.match, one.conditions, holds) : this.holds(one, event, before);
    if (event.symbol !== null) {
      const known = Object.entries(event).filter(([, value]) => value !== null && !Number.isNaN(value));
      this.last.set(key, { ...before, ...Object.fromEntries(known) });
    }
    return this.rows.length === 0 || combined(this.match, this.rows, holds);
  }

  private holds({ field, operator, value }: Row, event: Loose, before: Loose): boolean {
    const its = names.get(event.type)?.has(field) ? event[field] : undefined;
    if (operator === 'empty') return its === undefined || its === null || Number.isNaN(its);
    if (field === 'symbol') return this.symbolHolds(operator, value, its);
    if (field === 'symbols') {
      const any = (its as string[]).some(one => parts(value).map(ticker).includes(ticker(one)));
      return any === (operator === 'hasAny');
    }
    if (typeof its === 'string' || field === 'headline' || field === 'form')
      return this.textHolds(operator, value, its);
    return this.numberHolds(operator, Number(value), its, before[field]);
  }

  private symbolHolds(operator: string, value: unknown, its: unknown): boolean {
    const any = typeof its === 'string' && parts(value).map(ticker).includes(ticker(its));
    return any === (operator === 'eq' || operator === 'in');
  }

  private textHolds(operator: string, value: unknown, its: unknown): boolean {
    const text = typeof its === 'string' ? its.toLowerCase() : undefined;
    const tokens = text?.split(' ') ?? [];
    if (operator === 'anyWords') return parts(value).some(word => tokens.includes(word));
    if (operator === 'noWords') return !parts(value).some(word => tokens.includes(word));
    if (operator === 'allWords') return parts(value).every(word => tokens.includes(word));
    const any = text !== undefined && parts(value).includes(text);
    return any === (operator === 'eq' || operator === 'in');
  }

  private numberHolds(operator: string, value: number, its: unknown, before: unknown): boolean {
    if (typeof its !== 'number' || Number.isNaN(its)) return false;
    if (operator === 'gt') return its > value;
    if (operator === 'lte') return its <= value;
    if (operator === 'neq') return its !== value;
    if (typeof before !== 'number') return false;
    if (operator === 'rose') return its > before;
    return operator === 'changedBy' ? Math.abs(its - before) >= value : its !== before;
  }
}

const symbol = fc.constantFrom('A', 'B', 'C', 'X:A', 'b');
const rows = {
  number: fc.record({
    field: fc.constantFrom('last', 'high', 'eps'),
    operator: fc.constantFrom('gt', 'lte', 'neq', 'rose', 'changed', 'changedBy', 'empty'),
    value: fc.integer({ min: 1, max: 4 }),
  }),
  symbol: fc.record({
    field: fc.constant('symbol'),
    operator: fc.constantFrom('eq', 'neq'),
    value: fc.constantFrom('A', 'b', 'C', 'D'),
  }),
  symbolList: fc.record({
    field: fc.constant('symbol'),
    operator: fc.constantFrom('in', 'notIn'),
    value: fc.array(fc.constantFrom('A', 'B', 'c'), { minLength: 1 }).map(list => list.join(', ')),
  }),
  symbols: fc.record({
    field: fc.constant('symbols'),
    operator: fc.constantFrom('hasAny', 'hasNone'),
    value: fc.array(fc.constantFrom('A', 'B', 'c'), { minLength: 1 }).map(list => list.join(', ')),
  }),
  type: fc.record({
    field: fc.constant('type'),
    operator: fc.constantFrom('eq', 'neq'),
    value: fc.constantFrom(...eventTypes),
  }),
  form: fc.record({
    field: fc.constant('form'),
    operator: fc.constantFrom('eq', 'neq', 'in', 'notIn', 'empty'),
    value: fc.constantFrom('8-K', '10-k'),
  }),
  words: fc.record({
    field: fc.constant('headline'),
    operator: fc.constantFrom('anyWords', 'allWords', 'noWords'),
    value: fc.constantFrom('up', 'up, down', 'down'),
  }),
};
const condition: fc.Arbitrary<Row> = fc.oneof(...Object.values(rows));
const match = fc.constantFrom('all', 'any', 'none');
const group: fc.Arbitrary<Group> = fc.record({
  match,
  conditions: fc.array(condition, { minLength: 1, maxLength: 4 }),
});
const tree = fc.array(fc.oneof({ weight: 2, arbitrary: condition }, group), { maxLength: 9 });

const some = fc.constantFrom(null, NaN, 0, 1, 2, 3, 4);
const event: fc.Arbitrary<MarketEvent> = fc
  .record({
    type: fc.constantFrom<EventType>('quote', 'bar', 'news', 'filing', 'earnings'),
    symbol: fc.oneof(symbol, fc.constant(null)),
    symbols: fc.array(symbol, { maxLength: 3 }),
    ...{ last: some, high: some, eps: some, interval: fc.constantFrom('1m', '5m') },
    form: fc.constantFrom('8-K', '10-K', null),
    headline: fc.constantFrom('Up', 'down and up', 'Sideways', null),
  })
  .map(({ type, ...given }) => {
    const fields = [...commonFields, ...typeFields[type]].map(({ name }) => name);
    return eventOf(type, Object.fromEntries(Object.entries(given).filter(([name]) => fields.includes(name))));
  });

describe('a compiled filter', () => {
  it('says what the whole tree says, for any filter and any row of events', () => {
    fc.assert(
      fc.property(match, tree, fc.array(event, { maxLength: 12 }), (its, conditions, events) => {
        const filter = compileFilter(parseFilter({ match: its, conditions }));
        const naive = new NaiveFilter(its, conditions);
        for (const one of events) {
          assert.equal(filter.accepts(one), naive.accepts(one as unknown as Loose), JSON.stringify(one));
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('says the same with 1,000 rules over 10,000 symbols', () => {
    const rules: Group[] = Array.from({ length: 1000 }, (_, at) => ({
      match: 'all',
      conditions: [
        {
          field: 'symbol',
          operator: at % 3 ? 'eq' : 'in',
          value: at % 3 ? `S${at}` : `S${at}, S${at + 1000}`,
        },
        at % 2
          ? { field: 'last', operator: 'gt', value: at % 7 }
          : { field: 'last', operator: 'rose', value: '' },
      ],
    }));
    const [filter, naive] = [
      compileFilter(parseFilter({ match: 'any', conditions: rules })),
      new NaiveFilter('any', rules),
    ];
    let [accepted, differing] = [0, 0];
    for (let at = 0; at < 10_000; at += 1) {
      // Every fourth event is of a symbol that rules name, and comes again; the others are all there are besides.
      const number = at % 4 === 0 ? (at * 7) % 500 : at;
      const one = quote({ symbol: `${at % 8 ? '' : 'X:'}S${number}`, last: (at * 13) % 11 });
      const result = filter.accepts(one);
      if (result) accepted += 1;
      if (result !== (number < 2000 && naive.accepts(one as unknown as Loose))) differing += 1;
    }
    assert.equal(differing, 0);
    assert.ok(accepted > 500, String(accepted));
  });

  it('tries only the rules that can concern the event: those of other symbols and types cost nothing', () => {
    const cost = (rules: number): number => {
      const conditions = Array.from({ length: rules }, (_, at) => ({
        match: 'all',
        conditions: [row('symbol', 'eq', `S${at}`), row('last', 'gt', 1e9)],
      }));
      const filing = { match: 'all', conditions: [row('form', 'eq', '8-K'), row('symbols', 'hasAny', 'S1')] };
      const form = { match: 'any', conditions: [...conditions, ...Array<object>(rules).fill(filing)] };
      const filter = compileFilter(parseFilter(form));
      const events = Array.from({ length: 1000 }, (_, at) => quote({ symbol: `S${at}`, last: 1 }));
      for (const one of events) filter.accepts(one);
      const started = performance.now();
      for (let turn = 0; turn < 20; turn += 1) for (const one of events) filter.accepts(one);
      return performance.now() - started;
    };
    cost(10);
    const [few, many] = [Math.min(cost(10), cost(10)), Math.min(cost(1000), cost(1000))];
    assert.ok(many < few * 20 + 5, `10 rules ${few} ms, 1,000 rules ${many} ms`);
  });
});
