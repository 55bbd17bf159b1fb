import { instrumentFacts } from '../instruments';
import { gaussian, hashText, seededRandom } from '../random';
import { decimal, type Assignment, type Desk, type DeskTools } from './desk';
import type { Dialect } from './options';
import type { Content, Draft } from './publication';
import { priceOf, type Stock } from './stocks';
import { easternTime, quarterBefore } from './times';

/** What was expected, what was before, and what came: dollars a share, or dollars. */
interface Figure {
  readonly estimate: number;
  readonly prior: number;
  readonly actual: number;
}

/** A line of the earnings calendar as the desk knows it. */
interface Report {
  readonly id: string;
  readonly stock: Stock;
  readonly eps: Figure;
  readonly revenue: Figure;
  /** False for a line that is only scheduled: all its figures are still empty. */
  readonly isReported: boolean;
  readonly importance: number;
  readonly notes: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly updated: number;
}

const SCHEDULED_SHARE = 0.3;

/** Revenue comes in whole millions. */
const MILLION = 1_000_000;

/** The earnings calendar, `data.content` of the protocol page, section 5.4: scheduled, then reported, or at once. */
export class EarningsDesk implements Desk {
  readonly stream = 'earnings';

  constructor(private readonly tools: DeskTools) {}

  newId(time: number): string {
    return this.tools.ids.record(time);
  }

  invent({ id, stock, time }: Assignment): Draft {
    const { random } = this.tools;
    const basis = this.basis(stock);
    return this.draft({
      id: String(id),
      stock,
      eps: this.figure(basis.eps, 0.01),
      revenue: this.figure(basis.revenue, MILLION),
      isReported: random() >= SCHEDULED_SHARE,
      importance: Math.floor(random() * 6),
      notes: '',
      time,
      updated: time,
    });
  }

  private draft(report: Report): Draft {
    return {
      content: dialect => contentOf(report, dialect),
      revise: time => this.draft(revised(report, time)),
    };
  }

  /** A usual quarter of the company: a price of 20 to 30 yearly earnings, and of 4 to 8 yearly sales. */
  private basis(stock: Stock): { readonly eps: number; readonly revenue: number } {
    const random = seededRandom(hashText(`earnings ${stock.ticker}`));
    const price = priceOf(this.tools.market, stock);
    const shares = instrumentFacts(stock.code)?.outstanding ?? 1_000_000_000;
    const eps = price / (20 + 10 * random()) / 4;
    return { eps, revenue: (price * shares) / (4 + 4 * random()) / 4 };
  }

  private figure(usual: number, unit: number): Figure {
    const near = (share: number) => {
      const value = usual * (1 + share * gaussian(this.tools.random));
      return Math.max(unit, Math.round(value / unit) * unit);
    };
    return { estimate: near(0.02), prior: near(0.05), actual: near(0.05) };
  }
}

/** The report of what was scheduled, or a correction of what was reported. */
function revised(report: Report, time: number): Report {
  if (!report.isReported) return { ...report, isReported: true, updated: time };
  const eps = { ...report.eps, actual: report.eps.actual + 0.01 };
  return { ...report, eps, notes: '<p>Earnings per share corrected.</p>', updated: time };
}

function contentOf(report: Report, dialect: Dialect): Content {
  const { id, stock, isReported } = report;
  const { date, time } = easternTime(report.time);
  const quarter = quarterBefore(date);
  return {
    currency: 'USD',
    cusip: stock.cusip,
    date,
    date_confirmed: 1,
    ...(isReported ? figureFields('eps', report.eps, 2, dialect) : emptyFields('eps')),
    eps_type: isReported ? 'Adj' : '',
    exchange: stock.exchange,
    id,
    importance: report.importance,
    isin: stock.isin,
    name: stock.name,
    notes: report.notes,
    period: quarter.period,
    period_year: quarter.year,
    ...(isReported ? figureFields('revenue', report.revenue, 0, dialect) : emptyFields('revenue')),
    revenue_type: isReported ? 'GAAP' : '',
    ticker: stock.ticker,
    time,
    updated: Math.floor(report.updated / 1_000),
  };
}

/** Surprise is actual less estimate, and its percentage that of the estimate, all from the figures as written. */
function figureFields(name: 'eps' | 'revenue', figure: Figure, digits: number, dialect: Dialect): Content {
  const estimate = Number(figure.estimate.toFixed(digits));
  const surprise = Number((Number(figure.actual.toFixed(digits)) - estimate).toFixed(digits));
  return {
    [name]: decimal(figure.actual, dialect, digits),
    [`${name}_est`]: decimal(estimate, dialect, digits),
    [`${name}_prior`]: decimal(figure.prior, dialect, digits),
    [`${name}_surprise`]: decimal(surprise, dialect, digits),
    [`${name}_surprise_percent`]: decimal((surprise / Math.abs(estimate)) * 100, dialect),
  };
}

/** A line that is not reported yet has `""` everywhere (protocol page, section 5.4). */
function emptyFields(name: 'eps' | 'revenue'): Content {
  const suffixes = ['', '_est', '_prior', '_surprise', '_surprise_percent'];
  return Object.fromEntries(suffixes.map(suffix => [`${name}${suffix}`, '']));
}
