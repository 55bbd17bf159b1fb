import type { Opinion, RatingChange } from './coverage';
import { decimal, type Assignment, type Desk, type DeskTools } from './desk';
import type { Dialect } from './options';
import type { Content, Draft } from './publication';
import type { Stock } from './stocks';
import { easternTime } from './times';

/** A rating as the desk knows it. */
interface Rating {
  readonly id: string;
  readonly stock: Stock;
  readonly change: RatingChange;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly updated: number;
  readonly importance: number;
  readonly notes: string;
}

/** Analyst ratings, `data.content` of the protocol page, section 5.2: each one changes what a firm thinks of a stock. */
export class RatingsDesk implements Desk {
  readonly stream = 'ratings';

  constructor(private readonly tools: DeskTools) {}

  newId(time: number): string {
    return this.tools.ids.record(time);
  }

  invent({ id, stock, time }: Assignment): Draft {
    const { coverage, random } = this.tools;
    const change = coverage.change(stock, random);
    const importance = Math.floor(random() * 6);
    return this.draft({ id: String(id), stock, change, time, updated: time, importance, notes: '' });
  }

  private draft(rating: Rating): Draft {
    return {
      content: dialect => contentOf(rating, dialect),
      revise: time => this.draft(this.correct(rating, time)),
    };
  }

  /** A revision is a correction: the target was a dollar off. */
  private correct(rating: Rating, time: number): Rating {
    const { stock, change } = rating;
    const opinion = { ...change.opinion, target: change.opinion.target + 1 };
    this.tools.coverage.correct(stock, change.opinion, opinion);
    const notes = '<p>Price target corrected.</p>';
    return { ...rating, change: { ...change, opinion }, updated: time, notes };
  }
}

function contentOf(rating: Rating, dialect: Dialect): Content {
  const { id, stock, change } = rating;
  const { opinion, prior } = change;
  const { date, time } = easternTime(rating.time);
  const current = decimal(opinion.target, dialect);
  const before = decimal(prior?.target, dialect);
  return {
    action_company: change.action,
    action_pt: targetAction(opinion, prior),
    adjusted_pt_current: current,
    adjusted_pt_prior: before,
    // The firm: the provider's name for this field means the company (section 5.2).
    analyst: opinion.firm.name,
    analyst_id: opinion.analyst.id,
    analyst_name: opinion.analyst.name,
    currency: 'USD',
    cusip: stock.cusip,
    date,
    exchange: stock.exchange,
    firm_id: opinion.firm.id,
    id,
    importance: rating.importance,
    isin: stock.isin,
    name: stock.name,
    notes: rating.notes,
    pt_current: current,
    pt_prior: before,
    rating_current: wordOf(opinion),
    rating_prior: prior === undefined ? '' : wordOf(prior),
    ticker: stock.ticker,
    time,
    updated: Math.floor(rating.updated / 1_000),
    url: `https://example.com/practice/ratings/${id}`,
    url_calendar: `https://example.com/practice/ratings/calendar/${stock.ticker}`,
    url_news: `https://example.com/practice/ratings/news/${id}`,
  };
}

/** A firm's own word for its grade. */
export function wordOf({ firm, grade }: Opinion): string {
  return firm.words[grade - 1] ?? '';
}

function targetAction(opinion: Opinion, prior: Opinion | undefined): string {
  if (prior === undefined) return 'Announces';
  if (opinion.target === prior.target) return 'Maintains';
  return opinion.target > prior.target ? 'Raises' : 'Lowers';
}
