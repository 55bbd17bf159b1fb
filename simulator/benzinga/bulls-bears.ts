import { pick } from './coverage';
import type { Assignment, Desk, DeskTools } from './desk';
import type { Content, Draft } from './publication';
import type { Stock } from './stocks';

/** Both sides of the argument as the desk knows them. */
interface Argument {
  readonly id: string;
  readonly stock: Stock;
  readonly bull: string;
  readonly bear: string;
  /** Milliseconds since 1970. */
  readonly updated: number;
}

const BULL_CASES = [
  'customers stay, and those who stay buy more each year',
  'costs fall faster than prices',
  'a new line of products opens a second market',
  'cash on hand leaves room for buybacks in weak months',
];

const BEAR_CASES = [
  'rivals copy what once was unique',
  'growth leans on one region more than it should',
  'the price already holds several good years',
  'rules may tighten where it earns the most',
];

/** Bulls and bears say, `data.content` of the protocol page, section 5.5. */
export class BullsBearsDesk implements Desk {
  readonly stream = 'bulls-bears';

  constructor(private readonly tools: DeskTools) {}

  newId(time: number): string {
    return this.tools.ids.record(time);
  }

  invent({ id, stock, time }: Assignment): Draft {
    return this.draft(this.argue(String(id), stock, time));
  }

  private draft(argument: Argument): Draft {
    return {
      content: () => contentOf(argument),
      revise: time => this.draft(this.argue(argument.id, argument.stock, time)),
    };
  }

  private argue(id: string, stock: Stock, updated: number): Argument {
    const bull = pick(BULL_CASES, this.tools.random) ?? '';
    const bear = pick(BEAR_CASES, this.tools.random) ?? '';
    return { id, stock, bull, bear, updated };
  }
}

function contentOf({ id, stock, bull, bear, updated }: Argument): Content {
  return {
    bull_case: `Bulls say of ${stock.name}: ${bull}. Invented by the practice feed.`,
    bear_case: `Bears say of ${stock.name}: ${bear}. Invented by the practice feed.`,
    id,
    ticker: stock.ticker,
    updated: Math.floor(updated / 1_000),
  };
}
