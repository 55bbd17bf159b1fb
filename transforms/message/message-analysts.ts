/** The built-in templates of what analysts say and companies earn. */
import { largeText, numberText, percentText } from './message-format';
import { arrow, factsOf, fromTo, money, toneOf, words, type CardBody, type Tone } from './message-parts';
import type { Values } from './message-values';

/** What a firm does, as a sentence goes on; providers' own words stay as they are. */
const actions: Readonly<Record<string, string>> = {
  ...{ upgrades: 'upgraded', downgrades: 'downgraded', maintains: 'kept', reiterates: 'confirmed' },
  ...{ initiates: 'first rated', 'initiates coverage on': 'first rated', reinstates: 'rated again' },
  ...{ assumes: 'taken over', resumes: 'rated again', suspends: 'suspended' },
  ...{ 'terminates coverage on': 'no longer rated', terminates: 'no longer rated' },
};

const ups = new Set(['upgrades', 'raises']);
const downs = new Set(['downgrades', 'lowers']);

function toneOfAction(event: Values): Tone {
  const said = [event.text('ratingAction'), event.text('priceTargetAction')].map(
    word => word?.toLowerCase() ?? '',
  );
  const word = said.find(one => ups.has(one) || downs.has(one));
  return word === undefined ? 'none' : ups.has(word) ? 'up' : 'down';
}

function actionWords(event: Values): string | null {
  const word = event.text('ratingAction');
  if (word === null) return null;
  const known = word.toLowerCase();
  return Object.hasOwn(actions, known) ? (actions[known] ?? word) : word;
}

/** `AAPL upgraded to Buy by Sample Securities`. */
function ratedWords(event: Values): string {
  const rating = event.text('rating');
  const firm = event.text('firm');
  const action = actionWords(event) ?? (rating === null ? 'rated' : 'rated:');
  const isMove = action === 'upgraded' || action === 'downgraded';
  const preposition = rating === null || action.endsWith(':') ? null : isMove ? 'to' : 'at';
  return words(event.symbol, action, preposition, rating, firm && `by ${firm}`);
}

function ratingCard(event: Values): CardBody {
  const tone = toneOfAction(event);
  const target = fromTo(event.price('priceTargetPrior'), event.price('priceTarget'));
  const url = event.url('url');
  const importance = event.number('importance');
  return {
    ...{ label: 'Rating', title: arrow(tone) + ratedWords(event), tone, sections: [] },
    facts: factsOf([
      ['Rating', fromTo(event.text('ratingPrior'), event.text('rating'))],
      ['Price target', money(target, event)],
      ['Analyst', event.text('analyst')],
      ['Firm', event.text('firm')],
      ['Importance', importance === null ? null : `${numberText(importance)} of 5`],
    ]),
    link: url === null ? null : { label: 'Read more', url },
  };
}

function consensusCard(event: Values): CardBody {
  const score = event.number('score');
  const of = score === null ? null : `(${numberText(score)} of 5)`;
  const [low, high] = [event.price('priceTargetLow'), event.price('priceTargetHigh')];
  const analysts = event.number('analysts');
  return {
    ...{ label: 'Consensus', tone: 'none', sections: [], link: null },
    title: words(event.symbol, 'consensus:', event.text('rating') ?? 'no rating', of),
    facts: factsOf([
      ['Price target', event.price('priceTarget')],
      ['Lowest to highest', low === null || high === null ? (low ?? high) : `${low} – ${high}`],
      ['Analysts', analysts === null ? null : numberText(analysts)],
      ['By rating', event.counts('counts')?.replace(/_/g, ' ') ?? null],
    ]),
  };
}

function insightCard(event: Values): CardBody {
  const tone = toneOfAction(event);
  const text = event.lines('text');
  return {
    ...{ label: 'Analyst insight', title: arrow(tone) + ratedWords(event), tone, link: null },
    sections: text === null ? [] : [{ heading: null, text }],
    facts: factsOf([['Price target', event.price('priceTarget')]]),
  };
}

/** How far a number is from what was expected, in percent; null where one of them is missing. */
function surpriseOf(event: Values, name: string): number | null {
  const given = event.number(`${name}SurprisePercent`);
  if (given !== null) return given;
  const [is, expected] = [event.number(name), event.number(`${name}Estimate`)];
  if (is === null || expected === null) return null;
  const difference = is - expected;
  // Nothing was expected: the surprise has a direction, but no percentage.
  return expected === 0
    ? difference === 0
      ? 0
      : Math.sign(difference) * Infinity
    : (difference / Math.abs(expected)) * 100;
}

/** `EPS beat by 5.76 %`. */
function verdict(name: string, surprise: number | null): string | null {
  if (surprise === null) return null;
  if (surprise === 0) return `${name} as expected`;
  const by = Number.isFinite(surprise) ? ` by ${percentText(Math.abs(surprise)).slice(1)}` : '';
  return `${name} ${surprise > 0 ? 'beat' : 'missed'}${by}`;
}

/** `1.47 USD, expected 1.39, before 1.30`. */
function expectedWords(event: Values, name: string, write: (name: string) => string | null): string | null {
  const [is, expected, before] = [write(name), write(`${name}Estimate`), write(`${name}Prior`)];
  const parts = [money(is, event), expected && `expected ${expected}`, before && `before ${before}`];
  return parts.filter(Boolean).join(', ') || null;
}

const timesOfDay: Readonly<Record<string, string>> = {
  ...{ amc: 'after the close', bmo: 'before the open', dmh: 'during market hours' },
};

function whenWords(event: Values): string | null {
  const time = event.text('timeOfDay');
  const word = time === null ? null : (timesOfDay[time.toLowerCase()] ?? time);
  return words(event.text('date'), word, word !== null && /^\d\d:/.test(word) ? 'US Eastern' : null) || null;
}

function earningsCard(event: Values): CardBody {
  const year = event.number('periodYear');
  const period = words(event.symbol, event.text('period'), year === null ? null : String(year));
  const [eps, revenue] = [surpriseOf(event, 'eps'), surpriseOf(event, 'revenue')];
  const isOut = event.number('eps') !== null || event.number('revenue') !== null;
  const verdicts = [verdict('EPS', eps), verdict('revenue', revenue)].filter(Boolean).join(', ');
  const when = whenWords(event);
  const plan = when === null ? 'earnings are expected' : `earnings are expected on ${when}`;
  const said = isOut ? verdicts || 'earnings are out' : plan;
  const tone = isOut ? toneOf(eps ?? revenue) : 'none';
  const large = (name: string): string | null => {
    const value = event.number(name);
    return value === null ? null : largeText(value, 4);
  };
  return {
    ...{
      label: 'Earnings',
      title: `${arrow(tone)}${period || 'Earnings'}: ${said}`,
      tone,
      sections: [],
      link: null,
    },
    facts: factsOf([
      ['EPS', expectedWords(event, 'eps', name => event.price(name))],
      ['Revenue', expectedWords(event, 'revenue', large)],
      ['Date', when],
    ]),
  };
}

export const analystCards: Readonly<Record<string, (event: Values) => CardBody>> = {
  rating: ratingCard,
  consensus: consensusCard,
  insight: insightCard,
  earnings: earningsCard,
};
