/** Bars as a sentence, for the person who chooses them. */
import { durationText } from '../duration';
import { lengthText, unitMs, type BarsProperty, type BarsRules, type Session } from './bars-form';

/** What stands in a sentence in place of a value: the name of a variable. */
export type Names = Readonly<Partial<Record<BarsProperty, string>>>;

const prices: Readonly<Record<BarsRules['price'], string>> = {
  auto: 'the last price of quotes, or mid where there is none',
  ...{
    last: 'the last price of quotes',
    mid: 'the mid of quotes',
    bid: 'the bid of quotes',
    ask: 'the ask of quotes',
  },
};

const two = (value: number): string => String(value).padStart(2, '0');
const clock = (minute: number): string => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;

const spanText = ({ from, to }: Session): string => `${clock(from)} to ${clock(to)}`;

function sourceText({ from, price }: BarsRules, names: Names): string {
  if (from === 'bars') return 'of smaller bars';
  return `of ${names.price ?? prices[price]}`;
}

/** Whether bars of the length look the same when counted from midnight in any of the usual zones. */
const isClockWise = ({ barType, barInterval }: BarsRules): boolean =>
  barType !== 'day' && 3_600_000 % (unitMs[barType] * barInterval) === 0;

function whenText(rules: BarsRules, names: Names): string {
  const { session, timeZone } = rules;
  const zone = names.timeZone ?? timeZone;
  if (names.session !== undefined) return `, from ${names.session} (${zone})`;
  if (session) return `, from ${spanText(session)} (${zone})`;
  if (isClockWise(rules) && names.barInterval === undefined) return ', on the clock';
  return `, from midnight (${zone})`;
}

/** What bars are made, in sentences. */
export function describeBars(rules: BarsRules, names: Names = {}): string {
  const length = names.barInterval ? `${names.barInterval} ${rules.barType}s` : lengthText(rules);
  const every = names.everyMs ?? durationText(rules.everyMs);
  const grace = names.graceMs ?? durationText(rules.graceMs);
  const which = rules.running
    ? `The running bar leaves at most every ${every}, and once more when it is closed.`
    : 'Only closed bars leave.';
  const gaps = rules.fill ? ' Gaps are filled with flat bars.' : '';
  const late =
    rules.graceMs === 0 && names.graceMs === undefined
      ? ' What comes late is dropped, and counted.'
      : ` What comes up to ${grace} late changes its bar; what comes later is dropped, and counted.`;
  return `Bars of ${length} for each symbol, ${sourceText(rules, names)}${whenText(rules, names)}. ${which}${gaps}${late}`;
}
