/** One bar in the making. */
import { isObject } from '../../core/read';
import type { BarSpan } from './bar-calendar';
import type { BarInput } from './bar-input';

/** Prices of one instant, or of one smaller bar. */
type Part = Pick<BarInput, 'at' | 'open' | 'high' | 'low' | 'close'> & { readonly volume: number };

/** What was made of parts that came in any order; ties are decided by which came last. */
interface Sum extends Omit<Part, 'at'> {
  readonly openAt: number;
  readonly closeAt: number;
}

/** Smaller bars that can still be replaced; older ones of a bar with more are added up. */
export const mostParts = 1500;

/** Without the noise of binary fractions. */
const plain = (value: number): number => Number(value.toPrecision(12));

const sumOf = ({ at, ...part }: Part): Sum => ({ ...part, openAt: at, closeAt: at });

function plus(sum: Sum | undefined, part: Sum): Sum {
  if (sum === undefined) return part;
  const [isFirst, isLast] = [part.openAt < sum.openAt, part.closeAt >= sum.closeAt];
  return {
    open: isFirst ? part.open : sum.open,
    openAt: isFirst ? part.openAt : sum.openAt,
    high: Math.max(sum.high, part.high),
    low: Math.min(sum.low, part.low),
    close: isLast ? part.close : sum.close,
    closeAt: isLast ? part.closeAt : sum.closeAt,
    volume: Math.min(Number.MAX_VALUE, sum.volume + part.volume),
  };
}

export type BarValues = Pick<Sum, 'open' | 'high' | 'low' | 'close' | 'volume'>;

/** What of a bar is kept over restarts. */
export interface SavedBar extends BarSpan {
  readonly sum: Sum | undefined;
  readonly parts: readonly Part[];
  readonly flat: number | undefined;
  readonly isTold: boolean;
  readonly isBackfill: boolean;
}

const holds = (saved: unknown, names: readonly string[]): boolean =>
  isObject(saved) && names.every(name => Number.isFinite(saved[name]));

const prices = ['open', 'high', 'low', 'close', 'volume'];
const isPart = (saved: unknown): saved is Part => holds(saved, ['at', ...prices]);
const isSum = (saved: unknown): saved is Sum => holds(saved, ['openAt', 'closeAt', ...prices]);

export class MadeBar {
  /** It left before: from now on it is `updated`. */
  isTold = false;
  /** True while all that it is made of came as backfill. */
  isBackfill = true;
  private sum: Sum | undefined;
  private readonly parts = new Map<number, Part>();
  private addedUntil = -Infinity;

  /** @param flat the close before, of a bar without any event */
  constructor(
    readonly span: BarSpan,
    private flat?: number,
  ) {}

  /** Takes prices; those of a smaller bar replace what it told before. False where that is added up already. */
  add(input: BarInput, volume: number): boolean {
    const { at, open, high, low, close } = input;
    if (input.isBar && at <= this.addedUntil) return false;
    const part = { at, open, high, low, close, volume };
    this.flat = undefined;
    this.isBackfill &&= input.isBackfill;
    if (!input.isBar) this.sum = plus(this.sum, sumOf(part));
    else {
      this.parts.set(at, part);
      if (this.parts.size > mostParts) this.addUpFirst();
    }
    return true;
  }

  /** Smaller bars that can still be replaced. */
  get size(): number {
    return this.parts.size;
  }

  get values(): BarValues {
    const { flat } = this;
    if (flat !== undefined) return { open: flat, high: flat, low: flat, close: flat, volume: 0 };
    const parts = [...this.parts.values()].sort((one, other) => one.at - other.at);
    const all = parts.reduce<Sum | undefined>((sum, part) => plus(sum, sumOf(part)), this.sum);
    if (all === undefined) return { open: NaN, high: NaN, low: NaN, close: NaN, volume: 0 };
    const { open, high, low, close, volume } = all;
    return { open, high, low, close, volume: plain(volume) };
  }

  save(): SavedBar {
    const { span, sum, flat, isTold, isBackfill } = this;
    return { ...span, sum, parts: [...this.parts.values()], flat, isTold, isBackfill };
  }

  static restore(saved: unknown): MadeBar | undefined {
    if (!isObject(saved)) return undefined;
    const { start, end, sum, parts, flat, isTold, isBackfill } = saved;
    if (typeof start !== 'number' || typeof end !== 'number') return undefined;
    const bar = new MadeBar({ start, end }, typeof flat === 'number' ? flat : undefined);
    if (isSum(sum)) bar.sum = sum;
    if (Array.isArray(parts)) for (const part of parts.filter(isPart)) bar.parts.set(part.at, part);
    const hasPrice = bar.flat !== undefined || Number.isFinite(bar.values.close);
    [bar.isTold, bar.isBackfill] = [isTold === true, isBackfill === true];
    bar.addedUntil = bar.parts.size > 0 && bar.sum ? bar.sum.closeAt : -Infinity;
    return hasPrice ? bar : undefined;
  }

  private addUpFirst(): void {
    const at = Math.min(...this.parts.keys());
    const part = this.parts.get(at);
    if (part === undefined) return;
    this.parts.delete(at);
    this.sum = plus(this.sum, sumOf(part));
    this.addedUntil = at;
  }
}
