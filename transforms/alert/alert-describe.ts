/** The sentence that a rule means, for the dialog in which it is written. */
import { zoneTitle, type QuietHours } from './alert-clock';
import { durationText, type AlertKind, type AlertRule } from './alert-rules';
import { dayNames } from '../zone-clock';

const number = new Intl.NumberFormat('en-US', { maximumFractionDigits: 10 });
const text = (value: number): string => number.format(value);

/** `A`, `A or B`, `A, B or C`, `A, B and 7 more` */
function listed(names: readonly string[], word = 'or'): string {
  if (names.length > 5) return `${names.slice(0, 4).join(', ')} ${word} ${names.length - 4} more`;
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} ${word} ${names.at(-1)}`;
}

const priceTitles = {
  '': 'the price',
  ...{ last: 'last', mid: 'mid', bid: 'bid', ask: 'ask', close: 'the close of bars' },
};

function whose({ symbols }: AlertRule): string {
  return symbols.length === 0 ? 'any symbol' : listed(symbols);
}

const priceIn = (rule: AlertRule): string => `${priceTitles[rule.price]} of ${whose(rule)}`;

function moves(rule: AlertRule, percent: string): string {
  const verbs = { both: 'moves by', up: 'rises by', down: 'falls by' };
  return `${priceIn(rule)} ${verbs[rule.direction]} ${text(rule.by)}${percent} or more within ${durationText(rule.withinMs)}`;
}

function away(rule: AlertRule, from: string): string {
  const sides = { both: 'above or below', up: 'above', down: 'below' };
  return `${priceIn(rule)} is ${text(rule.by)} % or more ${sides[rule.direction]} ${from}`;
}

function spike(rule: AlertRule): string {
  const past =
    rule.bars > 0 ? `the last ${rule.bars} bars` : `the bars of the last ${durationText(rule.withinMs)}`;
  return `the volume of a bar of ${whose(rule)} is ${text(rule.times)} times the average of ${past} or more`;
}

function surprise(rule: AlertRule, verb: string): string {
  const figure = rule.figure === 'eps' ? 'the earnings per share' : 'the revenue';
  const by = rule.by > 0 ? ` by ${text(rule.by)} % or more` : '';
  return `${figure} of ${whose(rule)} ${verb} the estimate${by}`;
}

function filing(rule: AlertRule): string {
  const { forms, amendments, ciks, symbols } = rule;
  const form = forms.length === 0 ? 'any form' : listed(forms);
  const companies = ciks.map(cik => `CIK ${Number(cik)}`);
  const who = symbols.length > 0 ? whose(rule) : companies.length > 0 ? '' : 'any company';
  const both = [who, listed(companies)].filter(one => one !== '').join(' and ');
  return `${both} files ${form}, ${amendments ? 'amendments too' : 'no amendments'}`;
}

/** What must happen, by kind. */
const conditions: { readonly [Kind in AlertKind]: (rule: AlertRule) => string } = {
  crossesAbove: rule => `${priceIn(rule)} crosses above ${text(rule.level)}`,
  crossesBelow: rule => `${priceIn(rule)} crosses below ${text(rule.level)}`,
  entersRange: rule => `${priceIn(rule)} enters ${text(rule.low)} to ${text(rule.high)}`,
  leavesRange: rule => `${priceIn(rule)} leaves ${text(rule.low)} to ${text(rule.high)}`,
  movesBy: rule => moves(rule, ''),
  movesByPercent: rule => moves(rule, ' %'),
  fromPreviousClose: rule => away(rule, 'its previous close'),
  fromOpen: rule => away(rule, 'its open'),
  newHigh: rule => `${priceIn(rule)} makes a new high of ${durationText(rule.withinMs)}`,
  newLow: rule => `${priceIn(rule)} makes a new low of ${durationText(rule.withinMs)}`,
  volumeSpike: spike,
  spreadWider: rule =>
    `the spread of ${whose(rule)} is wider than ${text(rule.by)}${rule.unit === 'percent' ? ' % of mid' : ''}`,
  ratingUp: rule => `an analyst upgrades ${whose(rule)}`,
  ratingDown: rule => `an analyst downgrades ${whose(rule)}`,
  targetChangedBy: rule => {
    const verbs = { both: 'changes', up: 'raises', down: 'lowers' };
    return `an analyst ${verbs[rule.direction]} the price target of ${whose(rule)} by ${text(rule.by)} % or more`;
  },
  earningsBeat: rule => surprise(rule, 'beat'),
  earningsMiss: rule => surprise(rule, 'miss'),
  formFiled: filing,
  words: rule => `news or a call of ${whose(rule)} says ${listed(rule.words)}`,
};

function holds({ holdMs, kind }: AlertRule): string {
  const isPlace = /^(?:crosses|enters|leaves)/.test(kind);
  return holdMs === 0 ? '' : ` and ${isPlace ? 'stays there' : 'stays so'} for ${durationText(holdMs)}`;
}

function repeats({ repeat, rearmBy, timeZone }: AlertRule): string {
  if (repeat === 'once') return '; only once';
  if (repeat === 'daily') return `; at most once a day (${zoneTitle(timeZone)})`;
  if (repeat === 'always') return '';
  return rearmBy > 0
    ? `; again only after it went back by ${text(rearmBy)}`
    : '; again only after it went back';
}

const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

function quietly(quiet: QuietHours | undefined, zone: string): string {
  if (!quiet) return '';
  const days = dayNames.filter((_, day) => quiet.days[day]).map(name => name.slice(0, 3));
  const hours = quiet.from === quiet.to ? '' : ` from ${clock(quiet.from)} to ${clock(quiet.to)}`;
  const when = days.length === 7 ? `${hours || ' ever'}` : `${hours} on ${listed(days, 'and')}`;
  return `; not${when} (${zoneTitle(zone)})`;
}

/** For instance "When last of AAPL crosses above 240 and stays there for 10 s; at most once a day (New York)." */
export function describeAlert(rule: AlertRule): string {
  const coolDown = rule.coolDownMs > 0 ? `; then not again for ${durationText(rule.coolDownMs)}` : '';
  const past = rule.includePast ? '; past events count too' : '';
  const condition = conditions[rule.kind](rule);
  const rest = `${repeats(rule)}${coolDown}${quietly(rule.quiet, rule.timeZone)}${past}`;
  return `When ${condition}${holds(rule)}${rest}.`;
}
