/** Reads one row of the form of indicators. Every refusal names the indicator in a user's words. */
import { ConfigError } from '../../core/errors';
import type { Form } from '../../core/provider';
import { toNumber } from '../../core/read';
import { isEmpty } from '../form-values';
import { zoneClock } from '../zone-clock';
import {
  barPrices,
  indicatorKinds,
  namesOf,
  quotePrices,
  type Indicator,
  type IndicatorKind,
  type IndicatorPrice,
  type LengthName,
} from './indicator-kinds';

const mostLength = 1000;
const mostDeviations = 100;

const titles: Readonly<Record<LengthName, string>> = {
  ...{ length: 'The length', fast: 'The fast length', slow: 'The slow length' },
  signal: 'The length of the signal',
};

const shown = (value: unknown): string =>
  typeof value === 'string'
    ? `"${value.slice(0, 40)}"`
    : typeof value === 'number'
      ? String(value)
      : typeof value;

class Row {
  constructor(
    private readonly form: Form,
    private readonly place: number,
  ) {}

  fail(message: string): never {
    throw new ConfigError(`Indicator ${this.place}: ${message}`);
  }

  choice<Value extends string>(field: string, title: string, values: readonly Value[], empty?: Value): Value {
    const value = this.form[field];
    if (isEmpty(value) && empty !== undefined) return empty;
    const found = values.find(one => one === value);
    const what = isEmpty(value) ? `${title} is missing.` : `${title} ${shown(value)} is not known.`;
    return found ?? this.fail(`${what} Choose one of: ${values.join(', ')}.`);
  }

  length(field: LengthName, kind: IndicatorKind): number {
    const { lengths, leastLength } = indicatorKinds[kind];
    const value = this.form[field];
    if (isEmpty(value)) return lengths[field] ?? 0;
    const number = toNumber(value);
    if (number !== null && Number.isInteger(number) && number >= leastLength && number <= mostLength)
      return number;
    return this.fail(
      `${titles[field]} is a whole number of bars from ${leastLength} to ${mostLength}, not ${shown(value)}.`,
    );
  }

  deviations(): number {
    const value = this.form['deviations'];
    if (isEmpty(value)) return 2;
    const number = toNumber(value);
    if (number !== null && number > 0 && number <= mostDeviations) return number;
    return this.fail(
      `The number of standard deviations is above 0 and at most ${mostDeviations}, not ${shown(value)}.`,
    );
  }

  timeZone(empty: string): string {
    const value = this.form['timeZone'];
    const name = isEmpty(value) ? empty : String(value).trim();
    if (typeof value === 'object' && value !== null) this.fail('The time zone is a text.');
    const { zone } = zoneClock(name) ?? {};
    return zone ?? this.fail(`"${name.slice(0, 40)}" is no time zone. Write one such as America/New_York.`);
  }

  name(fallback: string): string {
    const value = this.form['name'];
    if (isEmpty(value)) return fallback;
    const name = typeof value === 'string' ? value.trim() : '';
    if (/^[A-Za-z]\w{0,39}$/.test(name)) return name;
    return this.fail(
      `The name ${shown(value)} cannot be used. It begins with a letter and has up to 40 letters, digits and _.`,
    );
  }
}

/** `rsi14`; of a MACD and a VWAP by the day nothing is appended. */
function defaultName(kind: IndicatorKind, length: number): string {
  return kind === 'macd' || length === 0 ? kind : `${kind}${length}`;
}

function priceOf(row: Row, kind: IndicatorKind): IndicatorPrice {
  const { price } = indicatorKinds[kind];
  // High, low and close, or a volume: quotes have neither.
  if (price === undefined) return 'close';
  if (kind === 'vwap') return row.choice('price', 'The price', barPrices, price);
  return row.choice('price', 'The price', [...barPrices, ...quotePrices], price);
}

/** One indicator of a form; `zone` is what an empty time zone means. Values of other kinds are ignored. */
export function parseIndicator(form: Form, place: number, zone: string): Indicator {
  const row = new Row(form, place);
  const kind = row.choice('kind', 'The kind', Object.keys(indicatorKinds) as IndicatorKind[]);
  const isDaily = kind === 'vwap' && row.choice('session', 'The session', ['day', 'window'], 'day') === 'day';
  const isMacd = kind === 'macd';
  const length = isDaily ? 0 : row.length(isMacd ? 'slow' : 'length', kind);
  const fast = isMacd ? row.length('fast', kind) : 0;
  if (isMacd && fast >= length) row.fail('the fast length must be shorter than the slow one.');
  return {
    ...{ kind, length, fast },
    signal: isMacd ? row.length('signal', kind) : 0,
    deviations: kind === 'bollinger' ? row.deviations() : 0,
    price: priceOf(row, kind),
    timeZone: isDaily ? row.timeZone(zone) : '',
    name: row.name(defaultName(kind, length)),
  };
}

/** Throws where two numbers would have the same name. */
export function checkNames(indicators: readonly Indicator[]): void {
  const owners = new Map<string, number>();
  indicators.forEach((indicator, index) => {
    for (const name of namesOf(indicator)) {
      const owner = owners.get(name);
      if (owner !== undefined)
        throw new ConfigError(
          `Indicator ${index + 1}: "${name}" is also what indicator ${owner + 1} is called. Give it a name of its own.`,
        );
      owners.set(name, index);
    }
  });
}
