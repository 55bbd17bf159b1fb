/** The sentence that a rule means, for the dialog in which it is written. */
import { zoneTitle } from './alert-clock';
import type { AlertKind, AlertRule } from './alert-rules';
import { durationText } from '../duration';
import { indicatorIn } from '../indicator-field';
import { dayNames } from '../zone-clock';

/** What to say in place of values that are not known yet, by their names in the form: `${LEVEL}`. */
export type Variables = Readonly<Record<string, string>>;

/** A rule, and what is not known of it. */
type Described = AlertRule & { readonly variables: Variables };

type Names<Value> = {
  [Name in keyof AlertRule]: AlertRule[Name] extends Value ? Name : never;
}[keyof AlertRule];

const number = new Intl.NumberFormat('en-US', { maximumFractionDigits: 10 });
const say = (rule: Described, name: Names<number>): string =>
  rule.variables[name] ?? number.format(rule[name]);
const long = (rule: Described, name: Names<number>): string =>
  rule.variables[name] ?? durationText(rule[name]);

/** `A`, `A or B`, `A, B or C`, `A, B and 7 more` */
function listed(names: readonly string[], word = 'or'): string {
  if (names.length > 5) return `${names.slice(0, 4).join(', ')} ${word} ${names.length - 4} more`;
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} ${word} ${names.at(-1)}`;
}

const priceTitles = {
  '': 'the price',
  ...{ last: 'last', mid: 'mid', bid: 'bid', ask: 'ask', close: 'the close of bars' },
};

function whose({ symbols, variables }: Described): string {
  if (variables.symbols) return variables.symbols;
  return symbols.length === 0 ? 'any symbol' : listed(symbols);
}

function priceIn(rule: Described): string {
  const { price, variables } = rule;
  const indicator = indicatorIn(price);
  if (indicator === undefined) return `${priceTitles[price as keyof typeof priceTitles]} of ${whose(rule)}`;
  return `indicator ${variables.indicator ?? indicator} of ${whose(rule)}`;
}

function moves(rule: Described, percent: string): string {
  const verbs = { both: 'moves by', up: 'rises by', down: 'falls by' };
  return `${priceIn(rule)} ${verbs[rule.direction]} ${say(rule, 'by')}${percent} or more within ${long(rule, 'withinMs')}`;
}

function away(rule: Described, from: string): string {
  const sides = { both: 'above or below', up: 'above', down: 'below' };
  return `${priceIn(rule)} is ${say(rule, 'by')} % or more ${sides[rule.direction]} ${from}`;
}

function spike(rule: Described): string {
  const past =
    rule.bars > 0 ? `the last ${say(rule, 'bars')} bars` : `the bars of the last ${long(rule, 'withinMs')}`;
  return `the volume of a bar of ${whose(rule)} is ${say(rule, 'times')} times the average of ${past} or more`;
}

function surprise(rule: Described, verb: string): string {
  const figure = rule.figure === 'eps' ? 'the earnings per share' : 'the revenue';
  const by = rule.by > 0 ? ` by ${say(rule, 'by')} % or more` : '';
  return `${figure} of ${whose(rule)} ${verb} the estimate${by}`;
}

function filing(rule: Described): string {
  const { forms, amendments, ciks, symbols, variables } = rule;
  const form = variables.forms ?? (forms.length === 0 ? 'any form' : listed(forms));
  const companies = variables.ciks ? [`CIK ${variables.ciks}`] : ciks.map(cik => `CIK ${Number(cik)}`);
  const who = symbols.length > 0 ? whose(rule) : companies.length > 0 ? '' : 'any company';
  const both = [who, listed(companies)].filter(one => one !== '').join(' and ');
  return `${both} files ${form}, ${amendments ? 'amendments too' : 'no amendments'}`;
}

function words(rule: Described): string {
  const { match, variables } = rule;
  const terms = rule.words.map(term => (term.length > 1 ? `"${term.join(' ')}"` : term.join('')));
  const what = variables.words ?? listed(terms, match === 'all' ? 'and' : 'or');
  return `news or a call of ${whose(rule)} ${match === 'none' ? 'does not say' : 'says'} ${what}`;
}

/** What must happen, by kind. */
const conditions: { readonly [Kind in AlertKind]: (rule: Described) => string } = {
  crossesAbove: rule => `${priceIn(rule)} crosses above ${say(rule, 'level')}`,
  crossesBelow: rule => `${priceIn(rule)} crosses below ${say(rule, 'level')}`,
  entersRange: rule => `${priceIn(rule)} enters ${say(rule, 'low')} to ${say(rule, 'high')}`,
  leavesRange: rule => `${priceIn(rule)} leaves ${say(rule, 'low')} to ${say(rule, 'high')}`,
  movesBy: rule => moves(rule, ''),
  movesByPercent: rule => moves(rule, ' %'),
  fromPreviousClose: rule => away(rule, 'its previous close'),
  fromOpen: rule => away(rule, 'its open'),
  newHigh: rule => `${priceIn(rule)} makes a new high of ${long(rule, 'withinMs')}`,
  newLow: rule => `${priceIn(rule)} makes a new low of ${long(rule, 'withinMs')}`,
  volumeSpike: spike,
  spreadWider: rule =>
    `the spread of ${whose(rule)} is wider than ${say(rule, 'by')}${rule.unit === 'percent' ? ' % of mid' : ''}`,
  ratingUp: rule => `an analyst upgrades ${whose(rule)}`,
  ratingDown: rule => `an analyst downgrades ${whose(rule)}`,
  targetChangedBy: rule => {
    const verbs = { both: 'changes', up: 'raises', down: 'lowers' };
    return `an analyst ${verbs[rule.direction]} the price target of ${whose(rule)} by ${say(rule, 'by')} % or more`;
  },
  earningsBeat: rule => surprise(rule, 'beat'),
  earningsMiss: rule => surprise(rule, 'miss'),
  formFiled: filing,
  words,
};

function holds(rule: Described): string {
  const isPlace = /^(?:crosses|enters|leaves)/.test(rule.kind);
  const stays = isPlace ? 'stays there' : 'stays so';
  return rule.holdMs === 0 ? '' : ` and ${stays} for ${long(rule, 'holdMs')}`;
}

const zoneOf = ({ timeZone, variables }: Described): string => variables.timeZone ?? zoneTitle(timeZone);

function repeats(rule: Described): string {
  const { repeat, rearmBy } = rule;
  if (repeat === 'once') return '; only once';
  if (repeat === 'daily') return `; at most once a day (${zoneOf(rule)})`;
  if (repeat === 'always') return '';
  return rearmBy > 0
    ? `; again only after it went back by ${say(rule, 'rearmBy')}`
    : '; again only after it went back';
}

const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

function quietly(rule: Described): string {
  const { quiet, variables } = rule;
  if (!quiet) return '';
  const days = dayNames.filter((_, day) => quiet.days[day]).map(name => name.slice(0, 3));
  const from = variables.quietFrom ?? clock(quiet.from);
  const hours = quiet.from === quiet.to ? '' : ` from ${from} to ${variables.quietTo ?? clock(quiet.to)}`;
  const named = variables.quietDays ?? (days.length === 7 ? '' : listed(days, 'and'));
  const when = named === '' ? hours || ' ever' : `${hours} on ${named}`;
  return `; not${when} (${zoneOf(rule)})`;
}

/**
 * For instance "When last of AAPL crosses above 240 and stays there for 10 s; at most once a day (New York)."
 * @param variables what to say in place of values that are not known yet
 */
export function describeAlert(rule: AlertRule, variables: Variables = {}): string {
  const described = { ...rule, variables };
  const coolDown = rule.coolDownMs > 0 ? `; then not again for ${long(described, 'coolDownMs')}` : '';
  const past = rule.includePast ? '; past events count too' : '';
  const condition = conditions[rule.kind](described);
  const rest = `${repeats(described)}${coolDown}${quietly(described)}${past}`;
  return `When ${condition}${holds(described)}${rest}.`;
}
