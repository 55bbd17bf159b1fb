import { ConfigError, LimitError, type StreamError } from '../../core/errors';
import type { Params, Plan, Wanted } from '../../core/provider';
import type { InsightSentryAccount } from './account';
import { intervalOf, wireKeyOf, type LiveItem } from './items';
import { conflictOf, largestMessage, planCost, wireItem } from './wire';

export interface LiveParams extends Params {
  readonly stream: 'live';
  readonly items: readonly LiveItem[];
}

/** Room for the rest of the message: the key and its field names. */
const envelope = 4096;

/** A connection while the plan is made: what it carries so far, and for whom. */
class Slot {
  readonly serves: Wanted<LiveParams>[] = [];
  readonly items = new Map<string, LiveItem>();
  private series = 0;
  private quotes = 0;
  private length = 0;

  /** What it would carry with `items` too: symbol subscriptions of the plan, characters of the message. */
  with(items: readonly LiveItem[], account: InsightSentryAccount): { cost: number; length: number } {
    let { series, quotes, length } = this;
    for (const item of items) {
      if (this.items.has(wireKeyOf(item))) continue;
      if (item.type === 'series') series += 1;
      else quotes += 1;
      length += wireLength(item, account);
    }
    return { cost: planCost(series, quotes), length };
  }

  get cost(): number {
    return planCost(this.series, this.quotes);
  }

  add(one: Wanted<LiveParams>, account: InsightSentryAccount): void {
    this.serves.push(one);
    for (const item of one.params.items) {
      const key = wireKeyOf(item);
      if (this.items.has(key)) continue;
      this.items.set(key, item);
      if (item.type === 'series') this.series += 1;
      else this.quotes += 1;
      this.length += wireLength(item, account);
    }
  }
}

/** Characters of a quote's element besides its code, `{"code":"","type":"quote"}`, and of the comma after it. */
const quoteFrame = 27;

/** Characters that an item takes in a message, with the comma after it. */
function wireLength(item: LiveItem, account: InsightSentryAccount): number {
  const isPlain = item.type === 'quote' && item.extended === undefined && item.hours24 === undefined;
  return isPlain ? item.code.length + quoteFrame : JSON.stringify(wireItem(item, account.dialect)).length + 8;
}

function nameOf(item: LiveItem): string {
  return item.type === 'quote' ? `quotes of ${item.code}` : `${intervalOf(item)} bars of ${item.code}`;
}

function conflictError(wanted: Wanted<LiveParams>, slot: Slot, item: LiveItem): StreamError {
  const other = slot.serves.find(({ params }) =>
    params.items.some(one => wireKeyOf(one) === wireKeyOf(item)),
  );
  return new ConfigError(
    `"${wanted.name}" and "${other?.name ?? 'another node'}" ask for ${nameOf(item)} with different options: ` +
      `InsightSentry cannot tell the two apart on one connection. Use the same options in both, or set the account's ` +
      `Maximum connections to 2 or more if your plan has them.`,
    { code: 'conflict' },
  );
}

function limitError(wanted: Wanted<LiveParams>, cost: number, limit: number): StreamError {
  return new LimitError(
    `"${wanted.name}" would bring the account to ${cost} symbol subscriptions, its plan has ${limit} ` +
      `(each is 1 series or 10 quotes). Take symbols out, or correct the account's Maximum symbols.`,
    { code: 'plan', retry: false },
  );
}

const sizeError = (wanted: Wanted<LiveParams>): StreamError =>
  new LimitError(
    `"${wanted.name}" has too many symbols for one InsightSentry message (500,000 characters). Take some out.`,
    { code: 'plan', retry: false },
  );

/** Why a connection cannot carry one more, where other connections cost `elsewhere`; or none. */
function objection(
  wanted: Wanted<LiveParams>,
  slot: Slot,
  elsewhere: number,
  account: InsightSentryAccount,
): StreamError | undefined {
  const { items } = wanted.params;
  const conflict = conflictOf(items, slot.items);
  if (conflict) return conflictError(wanted, slot, conflict);
  const { cost, length } = slot.with(items, account);
  const limit = account.maxSymbols;
  if (limit !== undefined && elsewhere + cost > limit) return limitError(wanted, elsewhere + cost, limit);
  return length + envelope > largestMessage ? sizeError(wanted) : undefined;
}

/**
 * Puts all subscriptions of an account on one connection; one that conflicts with it on the wire gets another, as far
 * as the account allows. Whoever is served keeps its place; whoever comes later may be refused.
 */
export function planLive(account: InsightSentryAccount, wanted: readonly Wanted<LiveParams>[]): Plan {
  const slots: Slot[] = [];
  const refused: Plan['refused'] = [];
  const place = (one: Wanted<LiveParams>): StreamError | undefined => {
    let first: StreamError | undefined;
    const order = [...Array(account.maxConnections).keys()].sort(
      (left, right) => Number(right === one.slot) - Number(left === one.slot),
    );
    for (const index of order) {
      const slot = (slots[index] ??= new Slot());
      const elsewhere = slots.reduce((sum, other) => sum + (other === slot ? 0 : other.cost), 0);
      const error = objection(one, slot, elsewhere, account);
      if (!error) {
        slot.add(one, account);
        return undefined;
      }
      first ??= error;
    }
    return first;
  };
  const served = wanted.filter(({ slot }) => slot !== undefined);
  const waiting = wanted.filter(({ slot }) => slot === undefined);
  for (const one of [...served, ...waiting].filter(({ params }) => params.items.length > 0)) {
    const error = place(one);
    if (error) refused.push({ id: one.id, error });
  }
  const endpoints = slots.flatMap(({ serves }, slot) =>
    serves.length === 0 ? [] : [{ slot, serves: serves.map(({ id }) => id) }],
  );
  return { endpoints, refused };
}
