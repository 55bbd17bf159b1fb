/** The sentence of an alert: a template with `{{fields}}`, and a good one for each kind of rule. */
import { ConfigError } from '../../core/errors';
import { plainText } from '../../core/plain-text';
import type { Alert } from './alert-fired';
import { clockText, dateText } from './alert-clock';
import { factsOf, type AlertKind, type AlertRule, type PriceName } from './alert-rules';
import { durationText } from '../duration';
import { fieldNamed, typeFields } from '../event-fields';
import { indicatorIn, readerOf } from '../indicator-field';

/** Texts at even places, names of fields at odd ones. */
export type Template = readonly string[];

const at = 'at {{time}}{{held}}';
const now = '{{value}}{{today}}';
const percentMove = `{{symbol}} is {{changePercent}} from`;

/** The sentence of each kind of rule where the user writes none. */
export const defaultTexts: Readonly<Record<AlertKind, string>> = {
  crossesAbove: `{{symbol}} crossed above {{level}} ${at}, now ${now}`,
  crossesBelow: `{{symbol}} crossed below {{level}} ${at}, now ${now}`,
  entersRange: `{{symbol}} entered {{low}} to {{high}} ${at}, now ${now}`,
  leavesRange: `{{symbol}} left {{low}} to {{high}} ${at}, now ${now}`,
  movesBy: `{{symbol}} moved {{change}} within {{within}} ${at}, now ${now}`,
  movesByPercent: `{{symbol}} moved {{changePercent}} within {{within}} ${at}, now ${now}`,
  fromPreviousClose: `${percentMove} its previous close {{reference}} ${at}, now {{value}}`,
  fromOpen: `${percentMove} its open {{reference}} ${at}, now ${now}`,
  newHigh: `{{symbol}} made a new high of {{within}} ${at}, now ${now}`,
  newLow: `{{symbol}} made a new low of {{within}} ${at}, now ${now}`,
  volumeSpike: `{{symbol}} volume {{value}} ${at}, its average is {{reference}}`,
  spreadWider: `{{symbol}} spread {{value}} ${at}, wider than {{reference}} (bid {{bid}}, ask {{ask}})`,
  ratingUp: '{{who}}: {{firm}} raised its rating to {{value}} from {{reference}}',
  ratingDown: '{{who}}: {{firm}} lowered its rating to {{value}} from {{reference}}',
  targetChangedBy:
    '{{who}}: {{firm}} set its price target to {{value}} from {{reference}} ({{changePercent}})',
  earningsBeat: '{{who}} beat the estimate of {{reference}} by {{percent}} with {{value}} ({{period}})',
  earningsMiss: '{{who}} missed the estimate of {{reference}} by {{percent}} with {{value}} ({{period}})',
  formFiled: '{{who}} filed {{form}}: {{description}}',
  words: '{{who}}: {{value}}',
};

/** The sentence of a rule where the user writes none: of an indicator's number it says which, and nothing of prices. */
export function defaultText(kind: AlertKind, price: PriceName): string {
  const text = defaultTexts[kind];
  if (indicatorIn(price) === undefined) return text;
  return text.replace('{{symbol}}', '{{symbol}} {{indicator}}').replace('{{today}}', '');
}

/** Takes a template apart. Throws a ConfigError that shows a field that no event has. */
export function parseTemplate(text: string): Template {
  const parts = text.split(/\{\{([^{}]*)\}\}/);
  return parts.map((part, place) => {
    if (place % 2 === 0) return part;
    const name = part.trim();
    if (Object.hasOwn(own, name) || fieldNamed(name) !== undefined) return name;
    throw new ConfigError(
      `the text has no field {{${name.slice(0, 40)}}}. It knows {{symbol}}, {{value}}, {{time}} and the like, and the fields of the event.`,
    );
  });
}

/** The fields that a text about a kind of rule may well hold: those of its default text, of alerts, of its events. */
export function textFieldsOf(kind: AlertKind): readonly string[] {
  const { family, types } = factsOf(kind);
  const usual = parseTemplate(defaultTexts[kind]).filter((_, place) => place % 2 === 1);
  const compared = family === 'price' ? ['value', 'reference', 'change', 'changePercent'] : [];
  const events = types.flatMap(type => typeFields[type].map(({ name }) => name));
  return [...new Set([...usual, 'symbol', 'alert', 'time', 'date', ...compared, ...events])];
}

const longest = 500;
const plain = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 5 });
const small = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 10 });
const units = new Intl.NumberFormat('en-US', { maximumFractionDigits: 8 });
const percents = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 2 });

/** A price as people write it: `240.00`, `1.08345`, `64,250.50`. */
export function priceText(value: number): string {
  if (Math.abs(value) >= 1e15) return String(value);
  return (Math.abs(value) < 1 ? small : plain).format(value);
}

const signed = (value: number, text: string): string => (value > 0 ? `+${text}` : text);

function percentText(value: number | null): string | undefined {
  return value === null ? undefined : `${signed(value, percents.format(value))} %`;
}

/** What the number or text of an alert is, in the terms of its kind. */
function valueText(rule: AlertRule, value: Alert['value']): string | undefined {
  if (typeof value !== 'number') return value ?? undefined;
  if (rule.kind === 'volumeSpike') return units.format(value);
  return rule.kind === 'spreadWider' && rule.unit === 'percent'
    ? `${percents.format(value)} %`
    : priceText(value);
}

/** What any field of an event says on one line. */
function fieldText(event: object, name: string): string | undefined {
  const value = readerOf(name)(event as Record<string, unknown>);
  if (typeof value === 'string') {
    const text = value.slice(0, longest * 20);
    return (fieldNamed(name)?.html ? plainText(text) : text).replace(/\s+/g, ' ').trim() || undefined;
  }
  if (typeof value === 'number') return units.format(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (!Array.isArray(value)) return undefined;
  return value.filter(one => typeof one === 'string').join(', ') || undefined;
}

/** Whom a record is about, also where it has no symbol. */
function whoIn({ symbol, event }: Alert): string {
  const cik = fieldText(event, 'cik');
  return symbol ?? (cik === undefined ? (fieldText(event, 'source') ?? 'Market') : `CIK ${Number(cik)}`);
}

/** Today's change, from its quote: `, +0.9 % today`; of bars nothing. */
function todayIn({ event }: Alert): string {
  const percent = event.type === 'quote' ? event.changePercent : null;
  return typeof percent === 'number' && Number.isFinite(percent) ? `, ${percentText(percent)} today` : '';
}

const own: Readonly<Record<string, (alert: Alert, rule: AlertRule) => string | undefined>> = {
  symbol: alert => alert.symbol ?? undefined,
  alert: alert => alert.alert,
  kind: alert => alert.kind,
  who: whoIn,
  indicator: (_, { price }) => indicatorIn(price),
  time: (alert, rule) => clockText(rule.timeZone, Date.parse(alert.time)),
  date: (alert, rule) => dateText(rule.timeZone, Date.parse(alert.time)),
  value: (alert, rule) => valueText(rule, alert.value),
  reference: (alert, rule) => valueText(rule, alert.reference),
  change: ({ change }) => (change === null ? undefined : signed(change, priceText(change))),
  changePercent: ({ changePercent }) => percentText(changePercent),
  percent: alert =>
    alert.changePercent === null ? undefined : percentText(Math.abs(alert.changePercent))?.slice(1),
  today: todayIn,
  held: (_, rule) => (rule.holdMs > 0 ? ` and stayed there for ${durationText(rule.holdMs)}` : ''),
  level: (_, rule) => priceText(rule.level),
  low: (_, rule) => priceText(rule.low),
  high: (_, rule) => priceText(rule.high),
  by: (_, rule) => units.format(rule.by),
  times: (_, rule) => units.format(rule.times),
  within: (_, rule) => durationText(rule.withinMs),
};

/** `low` and `high` are those of the range where the rule has one, else those of the event. */
function read(name: string, alert: Alert, rule: AlertRule): string | undefined {
  const isRange = rule.kind === 'entersRange' || rule.kind === 'leavesRange';
  const isEvents = !isRange && (name === 'low' || name === 'high');
  const mine = isEvents ? undefined : own[name];
  return mine ? mine(alert, rule) : fieldText(alert.event, name);
}

/** The sentence of an alert. What is not known is written `n/a`. */
export function messageOf(alert: Alert, rule: AlertRule): string {
  return rule.text
    .map((part, place) => (place % 2 === 0 ? part : (read(part, alert, rule) ?? 'n/a').slice(0, longest)))
    .join('');
}
