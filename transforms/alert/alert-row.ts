/** Reads one row of the form of alert rules. Every refusal names the rule in a user's words. */
import { ConfigError } from '../../core/errors';
import type { Form } from '../../core/provider';
import { toList, toNumber } from '../../core/read';
import { formsIn } from '../../core/sec-forms';
import { termsIn, type Term } from '../../core/words';
import { isTimeZone, quietDaysIn, type QuietHours } from './alert-clock';
import { parseTemplate, type Template } from './alert-text';
import { readTimeOfDay } from '../day-times';
import { parseDuration, durationText } from '../duration';
import { isEmpty } from '../form-values';
import { readIndicator } from '../indicator-field';

export interface Limits {
  readonly least?: number;
  readonly most?: number;
  /** What an empty field means; without it the field must be filled. */
  readonly empty?: number;
}

const shown = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 40) : typeof value);

/** What is wrong with one rule. */
export class RuleError extends ConfigError {
  constructor(
    /** The rule, as sentences name it. */
    rule: string,
    /** The field that is wrong, by its name in the form. */
    readonly field: string,
    /** What is wrong with it. */
    readonly fault: string,
  ) {
    super(`${rule}: ${fault}`);
  }
}

export class AlertRow {
  readonly name: string;

  constructor(
    private readonly form: Form,
    private readonly place: number,
  ) {
    this.name = typeof form.name === 'string' ? form.name.trim().slice(0, 200) : '';
  }

  fail(field: string, fault: string): never {
    throw new RuleError(`Rule ${this.place}${this.name === '' ? '' : ` "${this.name}"`}`, field, fault);
  }

  number(field: string, title: string, { least = -1e300, most = 1e300, empty }: Limits = {}): number {
    const value = this.form[field];
    if (isEmpty(value) && empty !== undefined) return empty;
    const number = toNumber(value);
    if (number === null)
      this.fail(field, `${title} must be a number${isEmpty(value) ? '' : `, not "${shown(value)}"`}.`);
    if (number < least) this.fail(field, `${title} must not be below ${least}.`);
    if (number > most) this.fail(field, `${title} must be at most ${most}.`);
    return number;
  }

  /** A number above 0. */
  positive(field: string, title: string, most = 1e300): number {
    const number = this.number(field, title, { most });
    return number > 0 ? number : this.fail(field, `${title} must be more than 0.`);
  }

  /** In ms, of a number of them or of a text with a unit. */
  duration(field: string, title: string, { most = Infinity, empty }: Omit<Limits, 'least'> = {}): number {
    const value = this.form[field];
    if (isEmpty(value) && empty !== undefined) return empty;
    if (isEmpty(value)) this.fail(field, `${title} is missing. Write it like 5 min or 30 s.`);
    const ms = typeof value === 'string' && value.trim() !== '0' ? parseDuration(value) : toNumber(value);
    if (ms === undefined || ms === null) {
      const isBare = toNumber(value) !== null;
      const fault = isBare
        ? `${title} "${shown(value)}" needs a unit.`
        : `"${shown(value)}" is not a duration.`;
      this.fail(field, `${fault} Write it like 30 s, 5 min, 4 h or 2 weeks.`);
    }
    if (ms < 0) this.fail(field, `${title} must not be below 0.`);
    return ms <= most ? ms : this.fail(field, `${title} must be at most ${durationText(most)}.`);
  }

  /** A duration above 0. */
  someTime(field: string, title: string, most: number): number {
    const ms = this.duration(field, title, { most });
    return ms > 0 ? ms : this.fail(field, `${title} must be more than 0.`);
  }

  choice<Value extends string>(
    field: string,
    title: string,
    values: readonly Value[],
    fallback: Value,
  ): Value {
    const value = this.form[field];
    if (isEmpty(value)) return fallback;
    const found = values.find(one => one === value);
    const known = values.filter(one => one !== '').join(', ');
    return found ?? this.fail(field, `${title} "${shown(value)}" is not known. Choose one of: ${known}.`);
  }

  flag(field: string, fallback: boolean): boolean {
    const value = this.form[field];
    return isEmpty(value) ? fallback : value === true || value === 'true';
  }

  /** In upper case, each once. */
  symbols(): string[] {
    const symbols = toList(this.form.symbols).map(symbol => symbol.toUpperCase());
    const long = symbols.find(symbol => symbol.length > 100);
    if (long !== undefined) this.fail('symbols', `"${shown(long)}…" is too long for a symbol.`);
    return [...new Set(symbols)];
  }

  indicator(): ReturnType<typeof readIndicator> {
    return this.named('indicator', () => readIndicator(this.form.indicator));
  }

  /** Words, and several in a row where they are quoted. */
  words(): Term[] {
    const words = this.named('words', () => termsIn(this.form.words));
    return words.length > 0 ? words : this.fail('words', 'write the words to look for.');
  }

  forms(): string[] {
    return this.named('forms', () => formsIn(this.form.forms));
  }

  /** Ten digits each. */
  ciks(): string[] {
    return toList(this.form.ciks).map(cik => {
      const digits = /^(?:CIK)?(\d{1,10})$/i.exec(cik)?.[1];
      return (
        digits?.padStart(10, '0') ??
        this.fail('ciks', `"${shown(cik)}" is not a CIK. Write its digits, like 320193.`)
      );
    });
  }

  timeZone(): string {
    const value = this.form.timeZone;
    if (isEmpty(value)) return 'America/New_York';
    const zone = shownWhole(value).trim();
    return isTimeZone(zone)
      ? zone
      : this.fail('timeZone', `"${shown(value)}" is not a time zone. Write it like Europe/London.`);
  }

  /** Undefined where no hours and no days are given. Only days: the whole of them. */
  quiet(): QuietHours | undefined {
    const { quietFrom, quietTo, quietDays } = this.form;
    if (isEmpty(quietFrom) && isEmpty(quietTo) && toList(quietDays).length === 0) return undefined;
    if (isEmpty(quietFrom) !== isEmpty(quietTo))
      this.fail(
        isEmpty(quietFrom) ? 'quietFrom' : 'quietTo',
        'quiet hours need both a beginning and an end.',
      );
    const from = isEmpty(quietFrom) ? 0 : this.minute('quietFrom');
    const to = isEmpty(quietTo) ? 0 : this.minute('quietTo');
    return { from, to, days: this.named('quietDays', () => quietDaysIn(quietDays)) };
  }

  text(fallback: string): Template {
    const { text } = this.form;
    return this.named('text', () =>
      parseTemplate(isEmpty(text) || typeof text !== 'string' ? fallback : text),
    );
  }

  private minute(field: string): number {
    return this.named(field, () => readTimeOfDay(this.form[field])) % 1440;
  }

  /** What another parser refuses, with the name of the rule before it. */
  private named<Result>(field: string, parse: () => Result): Result {
    try {
      return parse();
    } catch (thrown) {
      return this.fail(field, thrown instanceof ConfigError ? thrown.message : String(thrown));
    }
  }
}

function shownWhole(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
