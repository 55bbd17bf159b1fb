/** One indicator of one series: takes its inputs one by one, can take the last one back, and can be saved. */
import { isObject } from '../../core/read';

/** The numbers that an indicator needs of one bar or quote, for instance `[close]` or `[high, low, close]`. */
export type Inputs = readonly number[];

/** The arithmetic behind an indicator. */
export interface Machine {
  /** Inputs until it has all its numbers. */
  readonly needs: number;
  /** Takes the next inputs, or others in place of the last; gives its numbers, with null for those not known yet. */
  update(inputs: Inputs, replaces: boolean): readonly (number | null)[];
  /**
   * What it carried on from before the last inputs; undefined while all that it knows is in the last `needs` inputs.
   * It is `resume`d with this and the inputs before the last.
   */
  readonly carried: readonly number[] | undefined;
  resume?(carried: readonly number[], before: Inputs): void;
}

/** A calculation as JSON: what it carried on, and the inputs after that. */
export interface SavedCalculation {
  readonly carried: readonly number[];
  readonly inputs: readonly Inputs[];
}

const isNumbers = (value: unknown): value is number[] => Array.isArray(value) && value.every(Number.isFinite);

/** What `save` gave, or undefined for anything else. */
export function readSaved(value: unknown, width: number): SavedCalculation | undefined {
  if (!isObject(value) || !isNumbers(value['carried']) || !Array.isArray(value['inputs'])) return undefined;
  const inputs: unknown[] = value['inputs'];
  const isRight = inputs.every((one): one is number[] => isNumbers(one) && one.length === width);
  return isRight ? { carried: value['carried'], inputs } : undefined;
}

/**
 * A machine with as many of its last inputs as it takes to build it anew. Machines of the library keep what they know
 * to themselves: a copy, for a bar that still runs or over a restart, is a new one that is given the same inputs.
 */
export class Calculation {
  private inputs: Inputs[] = [];
  private carried: readonly number[] = [];
  /** After the last inputs. What is too large for a number is null. */
  values: readonly (number | null)[];

  constructor(
    private readonly machine: Machine,
    results: number,
  ) {
    this.values = new Array<null>(results).fill(null);
  }

  get needs(): number {
    return this.machine.needs;
  }

  /** Inputs so far, as far as they count for `needs`. */
  get has(): number {
    return this.carried.length > 0 ? this.needs : Math.min(this.inputs.length, this.needs);
  }

  take(inputs: Inputs, replaces: boolean): void {
    const isOther = replaces && this.inputs.length > 0;
    if (isOther) this.inputs.pop();
    this.inputs.push(inputs);
    const values = this.machine.update(inputs, isOther);
    this.values = values.map(value => (Number.isFinite(value) ? value : null));
    const { carried } = this.machine;
    this.carried = carried ?? [];
    const surplus = this.inputs.length - (carried ? 2 : this.needs);
    if (surplus > 0) this.inputs.splice(0, surplus);
  }

  save(): SavedCalculation {
    return { carried: this.carried, inputs: [...this.inputs] };
  }

  /** Goes on with what `save` gave. Only for one that has taken nothing yet. */
  restore({ carried, inputs }: SavedCalculation): void {
    const [before, ...rest] = inputs;
    if (before === undefined) return;
    if (carried.length === 0) return inputs.forEach(one => this.take(one, false));
    this.machine.resume?.(carried, before);
    this.inputs.push(before);
    for (const one of rest) this.take(one, false);
  }
}
