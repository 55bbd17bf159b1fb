import { hashText } from '../random';
import { pick, type Opinion } from './coverage';
import { decimal, type Assignment, type Desk, type DeskTools } from './desk';
import type { Dialect } from './options';
import type { Content, Draft } from './publication';
import { wordOf } from './ratings';
import type { Stock } from './stocks';
import { easternTime } from './times';

/** An insight as the desk knows it. */
interface Insight {
  readonly id: string;
  readonly stock: Stock;
  readonly opinion: Opinion;
  readonly action: string;
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly updated: number;
}

const ACTIONS = ['Maintains', 'Reiterates', 'Upgrades'];

const REASONS = [
  'sees demand holding up better than expected',
  'points to margins that widen as costs settle',
  'worries about a crowded market and thinner prices',
  'expects the coming quarters to decide the case',
  'calls the balance sheet the strongest in its group',
  'waits for proof that the new products sell',
];

/** Analyst insights, `data.content` of the protocol page, section 5.1: why a firm thinks what it thinks. */
export class InsightsDesk implements Desk {
  readonly stream = 'insights';

  constructor(private readonly tools: DeskTools) {}

  newId(time: number): string {
    return this.tools.ids.record(time);
  }

  invent({ id, stock, time }: Assignment): Draft {
    const opinion = this.tools.coverage.anyOpinion(stock, this.tools.random);
    const text = this.reason(stock, opinion);
    const action = pick(ACTIONS, this.tools.random) ?? 'Maintains';
    return this.draft({ id: String(id), stock, opinion, action, text, time, updated: time });
  }

  private draft(insight: Insight): Draft {
    return {
      content: dialect => contentOf(insight, dialect),
      revise: time => {
        const text = this.reason(insight.stock, insight.opinion);
        return this.draft({ ...insight, text, updated: time });
      },
    };
  }

  private reason(stock: Stock, { firm, analyst }: Opinion): string {
    const reason = pick(REASONS, this.tools.random);
    return `${analyst.name} of ${firm.name} ${reason} at ${stock.name}. Invented by the practice feed.`;
  }
}

function contentOf(insight: Insight, dialect: Dialect): Content {
  const { id, stock, opinion, action, text, time, updated } = insight;
  const rating = wordOf(opinion);
  const { cik, exchange, isin, name, ticker } = stock;
  return {
    action,
    analyst_insights: text,
    date: easternTime(time).date,
    firm: opinion.firm.name,
    firm_id: opinion.firm.id,
    id,
    pt: decimal(opinion.target, dialect),
    rating,
    rating_id: hashText(rating).toString(16).padStart(8, '0'),
    security: { cik, exchange, isin, name, symbol: ticker },
    // Seconds, as in REST and the other streams; the example of this one has milliseconds (section 5.1).
    updated: Math.floor(updated / 1_000),
  };
}
