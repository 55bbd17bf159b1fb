/** The form of alert rules, validated. Its property names are public: they are saved in users' flows. */
import { ConfigError } from '../../core/errors';
import { fingerprint } from '../../core/fingerprint';
import type { Form } from '../../core/provider';
import { isObject } from '../../core/read';
import { indicatorIn, indicators } from '../indicator-field';
import { AlertRow } from './alert-row';
import {
  alertKinds,
  factsOf,
  type AlertKind,
  type AlertRule,
  type AlertRules,
  type ValueName,
} from './alert-rules';
import { defaultText } from './alert-text';
import { mostBars } from './alert-window';

/** Rules that one node holds at most. */
const mostRules = 2000;

const dayMs = 86_400_000;
const yearMs = 366 * dayMs;
/** Timers of the hosts cannot wait much longer. */
const longestHoldMs = 20 * dayMs;

type Values = Pick<AlertRule, ValueName>;

const noValues: Values = {
  ...{ price: '', level: 0, low: 0, high: 0, by: 0, unit: 'absolute', direction: 'both', withinMs: 0 },
  ...{ times: 0, bars: 0, figure: 'eps', forms: [], amendments: false, ciks: [], match: 'any', words: [] },
};

const priceNames = ['', 'last', 'mid', 'bid', 'ask', 'close', indicators] as const;

/** "By" may be empty or 0 where any surprise counts. */
function byOf(row: AlertRow, kind: AlertKind): number {
  const isSurprise = kind === 'earningsBeat' || kind === 'earningsMiss';
  if (isSurprise) return row.number('by', 'The percent', { least: 0, empty: 0 });
  return row.positive(
    'by',
    kind === 'movesBy' ? 'The move' : kind === 'spreadWider' ? 'The spread' : 'The percent',
  );
}

/** How each value is read. */
const readers: { readonly [Name in ValueName]: (row: AlertRow, kind: AlertKind) => Values[Name] } = {
  price: row => {
    const price = row.choice('price', 'The price', priceNames, '');
    return price === indicators ? row.indicator() : price;
  },
  level: row => row.number('level', 'The level'),
  low: row => row.number('low', 'The low end of the range'),
  high: row => row.number('high', 'The high end of the range'),
  by: byOf,
  unit: row => row.choice('unit', 'The unit', ['absolute', 'percent'], 'absolute'),
  direction: row => row.choice('direction', 'The direction', ['both', 'up', 'down'], 'both'),
  // A volume is compared with a number of bars, or with a time.
  withinMs: (row, kind) =>
    kind === 'volumeSpike'
      ? row.duration('withinMs', 'The time', { most: 2 * yearMs, empty: 0 })
      : row.someTime('withinMs', 'The time', 2 * yearMs),
  times: row => row.positive('times', 'How many times its average'),
  bars: row => Math.floor(row.number('bars', 'The number of bars', { least: 0, most: mostBars, empty: 0 })),
  figure: row => row.choice('figure', 'The figure', ['eps', 'revenue'], 'eps'),
  forms: row => row.forms(),
  amendments: row => row.flag('amendments', true),
  ciks: row => row.ciks(),
  match: row => row.choice('match', 'Match', ['any', 'all', 'none'], 'any'),
  words: row => row.words(),
};

/** What the kind needs; values of other kinds, left over in the form, are ignored. */
function valuesOf(row: AlertRow, kind: AlertKind): Values {
  const found = factsOf(kind).values.map(name => [name, readers[name](row, kind)] as const);
  const values = { ...noValues, ...(Object.fromEntries(found) as Partial<Values>) };
  const isRange = kind === 'entersRange' || kind === 'leavesRange';
  if (isRange && values.low >= values.high)
    row.fail('high', 'the low end of the range must be below its high end.');
  if (kind !== 'volumeSpike') return checkPrice(row, kind, values);
  if (values.bars === 0 && values.withinMs === 0) return { ...values, bars: 20 };
  return values.bars > 0 ? { ...values, withinMs: 0 } : values;
}

const isOfTheDay = (kind: AlertKind): boolean => kind === 'fromPreviousClose' || kind === 'fromOpen';

function checkPrice(row: AlertRow, kind: AlertKind, values: Values): Values {
  if (values.price === 'close' && !factsOf(kind).types.includes('bar')) {
    row.fail(
      'price',
      'bars do not tell the previous close or the open of the day. Choose a price of quotes, such as last.',
    );
  }
  if (indicatorIn(values.price) !== undefined && isOfTheDay(kind))
    row.fail(
      'price',
      'an indicator has no previous close and no open. Choose a price of quotes, such as last.',
    );
  return values;
}

function parseRule(form: Form, place: number): AlertRule {
  const row = new AlertRow(form, place);
  const kind = row.choice<AlertKind>(
    'kind',
    'The kind',
    Object.keys(alertKinds) as AlertKind[],
    'crossesAbove',
  );
  const isPrice = factsOf(kind).family === 'price';
  const repeat = row.choice('repeat', 'Repeat', ['always', 'once', 'daily', 'rearm'], 'always');
  if (repeat === 'rearm' && !isPrice) {
    row.fail('repeat', '"again after it went back" works with prices only. Choose another repeat.');
  }
  const when = {
    ...{ symbols: row.symbols(), kind, ...valuesOf(row, kind) },
    holdMs: isPrice ? row.duration('holdMs', 'Holds for', { most: longestHoldMs, empty: 0 }) : 0,
    coolDownMs: row.duration('coolDownMs', 'The cool-down', { most: yearMs, empty: 0 }),
    repeat,
    rearmBy:
      repeat === 'rearm' ? row.number('rearmBy', 'How far it must go back', { least: 0, empty: 0 }) : 0,
    timeZone: row.timeZone(),
    includePast: row.flag('includePast', false),
  };
  const { name } = row;
  const rest = { quiet: row.quiet(), text: row.text(defaultText(kind, when.price)) };
  return { place, key: fingerprint(JSON.stringify(when)), name: name || `Rule ${place}`, ...when, ...rest };
}

/** The rows that a form holds: a list (Node-RED), or an n8n collection of one. */
function rowsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return isObject(value) && Array.isArray(value.row) ? value.row : [];
}

/** Equal rules are told apart by how many of them came before. */
function withOwnKeys(rules: readonly AlertRule[]): AlertRules {
  const seen = new Map<string, number>();
  return rules.map(rule => {
    const count = seen.get(rule.key) ?? 0;
    seen.set(rule.key, count + 1);
    return count === 0 ? rule : { ...rule, key: `${rule.key}-${count}` };
  });
}

/**
 * Validates the form of an alert node, whose property `rules` is a list of rows:
 *
 * - `name`; `symbols`: a list in one string, empty for every symbol; `kind`: one of {@link alertKinds};
 * - what the kind needs: `price` (empty, `last`, `mid`, `bid`, `ask`, `close`, or `indicators` with the name of a
 *   number in `indicator`), `level`, `low`, `high`, `by`, `unit`
 *   (`absolute`, `percent`), `direction` (`both`, `up`, `down`), `withinMs`, `times`, `bars`, `figure` (`eps`,
 *   `revenue`), `forms`, `amendments`, `ciks`, `match` (`any`, `all`, `none`), `words`;
 * - `holdMs`, `coolDownMs`, `repeat` (`always`, `once`, `daily`, `rearm`), `rearmBy` in the unit of the rule's value;
 * - `timeZone` (of days, quiet hours and times in texts; New York where empty), `quietFrom`, `quietTo` (`HH:MM`),
 *   `quietDays` (`Sat, Sun`; on which the hours begin); `text`: the sentence, with `{{fields}}`; `includePast`.
 *
 * Durations (`…Ms`) are numbers of ms, or texts with a unit such as `5 min`.
 *
 * Throws a ConfigError in a user's words that names the rule: a `RuleError`, unless it concerns all of them.
 */
export function parseAlerts(form: Form): AlertRules {
  const rows = rowsOf(form.rules);
  if (rows.length === 0) throw new ConfigError('Add at least one rule.');
  if (rows.length > mostRules) throw new ConfigError(`One node takes at most ${mostRules} rules.`);
  return withOwnKeys(
    rows.map((row, index) => {
      if (isObject(row)) return parseRule(row, index + 1);
      throw new ConfigError(`Rule ${index + 1}: it must be an object with a kind.`);
    }),
  );
}
