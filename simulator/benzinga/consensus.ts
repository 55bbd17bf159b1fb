import type { Random } from '../random';
import type { BenzingaContext } from './desk';
import { API_VERSION } from './envelope';
import { subjectOfStock } from './filter';
import type { Opinion } from './coverage';
import type { Author, Content, Order, Publication, View } from './publication';
import { timestamp } from './times';

/** Analysts by grade, from the best to the worst, by the provider's words. */
type Counts = Readonly<Record<string, number>>;

const GRADES = ['strong_buy', 'buy', 'hold', 'sell', 'strong_sell'] as const;

/**
 * Consensus ratings: the payload sits in `data`, without action, record id, time or ticker (protocol page, section
 * 5.3). How it looks depends on the connection's `simplify` and `aggregate_type`.
 */
export class ConsensusAuthor implements Author {
  constructor(
    private readonly context: BenzingaContext,
    private readonly random: Random,
  ) {}

  compose({ stock, content }: Order, time: number): Publication {
    const { coverage, ids, dialect } = this.context;
    const opinions = coverage.opinions(stock);
    const id = ids.uuid();
    const precision = dialect.timestamps === 'usual' ? 's' : dialect.timestamps;
    const common = {
      ...targetsOf(opinions),
      total_analyst_count: coverage.ratingCount(stock),
      unique_analyst_count: opinions.length,
      updated_at: timestamp(time, precision, this.random),
    };
    const frame = (view: View) => {
      const data = { ...ratingsOf(opinions, view), ...common, ...content };
      return JSON.stringify({ id, api_version: API_VERSION, kind: 'data/v2.1/calendar/ratings', data });
    };
    return { id, recordId: null, subject: subjectOfStock(stock), frame };
  }
}

function targetsOf(opinions: readonly Opinion[]): Content {
  const targets = opinions.map(({ target }) => target);
  const mean = targets.reduce((sum, target) => sum + target, 0) / targets.length;
  return {
    consensus_price_target: Number(mean.toFixed(2)),
    high_price_target: Math.max(...targets),
    low_price_target: Math.min(...targets),
  };
}

/** The provider's rule: the mean grade, and its rounded value as a word; simplified, the strong ones are merged. */
function ratingsOf(opinions: readonly Opinion[], { simplify, aggregateType }: View): Content {
  const counts = count(opinions, simplify);
  const mean = opinions.reduce((sum, { grade }) => sum + grade, 0) / opinions.length;
  const grade = GRADES[5 - Math.round(mean)] ?? 'hold';
  const word = simplify ? grade.replace('strong_', '') : grade;
  return {
    aggregate_ratings: aggregateType === 'percentage' ? percentages(counts) : counts,
    aggregate_type: aggregateType,
    consensus_rating: word.toUpperCase(),
    consensus_rating_val: Number(mean.toFixed(2)),
  };
}

function count(opinions: readonly Opinion[], simplify: boolean): Counts {
  const wordAt = (index: number) => (simplify ? GRADES[index]?.replace('strong_', '') : GRADES[index]) ?? '';
  const counts = Object.fromEntries(GRADES.map((_, index) => [wordAt(index), 0]));
  for (const { grade } of opinions) counts[wordAt(5 - grade)] = (counts[wordAt(5 - grade)] ?? 0) + 1;
  return counts;
}

/** Whole numbers that sum to 100: those that lost most by rounding down get one more. */
function percentages(counts: Counts): Counts {
  const total = Object.values(counts).reduce((sum, each) => sum + each, 0);
  const shares = Object.entries(counts).map(([word, each]) => {
    const exact = (each / total) * 100;
    return { word, whole: Math.floor(exact), rest: exact - Math.floor(exact) };
  });
  const missing = 100 - shares.reduce((sum, { whole }) => sum + whole, 0);
  const rounded = [...shares].sort((one, other) => other.rest - one.rest).slice(0, missing);
  return Object.fromEntries(shares.map(each => [each.word, each.whole + (rounded.includes(each) ? 1 : 0)]));
}
