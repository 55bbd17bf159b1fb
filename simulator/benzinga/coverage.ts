import type { Market } from '../market';
import { gaussian, hashText, seededRandom, type Random } from '../random';
import { FIRMS, type Analyst, type Firm } from './firms';
import { priceOf, type Stock } from './stocks';

/** From 1, the worst, to 5, the best, as the consensus counts them (protocol page, section 5.3). */
export type Grade = 1 | 2 | 3 | 4 | 5;

/** What one firm thinks of a stock. */
export interface Opinion {
  readonly firm: Firm;
  readonly analyst: Analyst;
  readonly grade: Grade;
  /** Price target in dollars. */
  readonly target: number;
}

/** A rating: a firm's opinion, the one it had before, and the provider's word for the change (section 5.2). */
export interface RatingChange {
  readonly opinion: Opinion;
  readonly prior: Opinion | undefined;
  readonly action: 'Initiates Coverage On' | 'Upgrades' | 'Downgrades' | 'Maintains' | 'Reiterates';
}

/** A little over half of the firms follow a stock at first; others may begin to. */
const COVERING_SHARE = 0.6;

/**
 * Who thinks what of which stock: ratings change it and the consensus sums it up, so that the streams agree. Made for
 * a stock when it is first asked for.
 */
export class Coverage {
  private readonly opinionsByTicker = new Map<string, Map<string, Opinion>>();
  private readonly ratings = new Map<string, number>();

  constructor(private readonly market: Market) {}

  /** All opinions on a stock, at most one of a firm. */
  opinions(stock: Stock): readonly Opinion[] {
    return [...this.of(stock).values()];
  }

  /** One of them; there always is one. */
  anyOpinion(stock: Stock, random: Random): Opinion {
    return pick(this.opinions(stock), random) as Opinion;
  }

  /** Ratings given so far, at least one for each opinion. */
  ratingCount(stock: Stock): number {
    return this.of(stock).size + (this.ratings.get(stock.ticker) ?? 0);
  }

  /** Lets one firm change its mind, or begin to cover the stock. */
  change(stock: Stock, random: Random): RatingChange {
    const opinions = this.of(stock);
    const newcomers = FIRMS.filter(firm => !opinions.has(firm.id));
    const beginner = random() < 0.12 ? pick(newcomers, random) : undefined;
    const change =
      beginner === undefined
        ? this.rethink(stock, this.anyOpinion(stock, random), random)
        : this.begin(stock, beginner, random);
    opinions.set(change.opinion.firm.id, change.opinion);
    this.ratings.set(stock.ticker, (this.ratings.get(stock.ticker) ?? 0) + 1);
    return change;
  }

  /** Replaces an opinion that was published wrongly, unless the firm thinks otherwise by now. */
  correct(stock: Stock, wrong: Opinion, right: Opinion): void {
    const opinions = this.of(stock);
    if (opinions.get(wrong.firm.id) === wrong) opinions.set(right.firm.id, right);
  }

  private begin(stock: Stock, firm: Firm, random: Random): RatingChange {
    const opinion = this.invent(stock, firm, random);
    return { opinion, prior: undefined, action: 'Initiates Coverage On' };
  }

  private rethink(stock: Stock, prior: Opinion, random: Random): RatingChange {
    const turn = random();
    if (turn > 0.85) return { opinion: prior, prior, action: 'Reiterates' };
    const step = turn < 0.2 ? 1 : turn < 0.4 ? -1 : 0;
    const grade = Math.min(5, Math.max(1, prior.grade + step)) as Grade;
    const target = this.target(stock, grade, random);
    // Nobody lowers a target while upgrading, or raises it while downgrading.
    if (grade > prior.grade) {
      return {
        opinion: { ...prior, grade, target: Math.max(target, prior.target) },
        prior,
        action: 'Upgrades',
      };
    }
    if (grade < prior.grade) {
      return {
        opinion: { ...prior, grade, target: Math.min(target, prior.target) },
        prior,
        action: 'Downgrades',
      };
    }
    return { opinion: { ...prior, target }, prior, action: 'Maintains' };
  }

  private of(stock: Stock): Map<string, Opinion> {
    let opinions = this.opinionsByTicker.get(stock.ticker);
    if (opinions === undefined) {
      const random = seededRandom(this.market.seed ^ hashText(`coverage ${stock.ticker}`));
      const covering = FIRMS.filter(() => random() < COVERING_SHARE);
      const firms = covering.length > 0 ? covering : FIRMS.slice(0, 1);
      opinions = new Map(firms.map(firm => [firm.id, this.invent(stock, firm, random)]));
      this.opinionsByTicker.set(stock.ticker, opinions);
    }
    return opinions;
  }

  private invent(stock: Stock, firm: Firm, random: Random): Opinion {
    const analyst = pick(firm.analysts, random) ?? { id: '', name: '' };
    const grade = Math.min(5, Math.max(1, Math.round(3.4 + gaussian(random)))) as Grade;
    return { firm, analyst, grade, target: this.target(stock, grade, random) };
  }

  /** Near today's price, the better the grade the further above. */
  private target(stock: Stock, grade: Grade, random: Random): number {
    const price = priceOf(this.market, stock);
    const target = price * (1 + (grade - 2.5) * 0.07 + 0.04 * gaussian(random));
    const step = price > 50 ? 1 : 0.5;
    return Math.max(step, Math.round(target / step) * step);
  }
}

/** One of the items, or undefined if there is none. */
export function pick<Item>(items: readonly Item[], random: Random): Item | undefined {
  return items[Math.floor(random() * items.length)];
}
