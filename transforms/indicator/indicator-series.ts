/** The indicators of one series: the bars of one symbol and interval, or the quotes of one symbol. */
import { Calculation, type Inputs, type SavedCalculation } from './indicator-calculation';
import { inputsOf, machineOf, type PriceEvent } from './indicator-inputs';
import { namesOf, type Indicator } from './indicator-kinds';

/** Numbers by name, as they stand in the event; null while not known. */
export type IndicatorValues = Record<string, number | null>;

/** An event's place among those of its series: which bar it belongs to, and whether that is complete. */
export interface Place {
  /** The start of the bar or the time of the quote, in ms since 1970. */
  readonly order: number;
  readonly id: string;
  readonly isClosed: boolean;
  /** Only one event of a bar counts, but every quote. */
  readonly isBar: boolean;
}

/** What an indicator works with in this series. */
class Line {
  /** What it would be if the running bar closed now; only while one runs. */
  preview: Calculation | undefined;
  /** Whether it has taken the last bar, and the running one: a bar that lacks what it needs is left out. */
  hasTaken = false;
  private hasPreviewed = false;

  constructor(
    readonly indicator: Indicator,
    public calculation = calculationOf(indicator),
  ) {}

  close(inputs: Inputs, isSame: boolean): void {
    this.calculation.take(inputs, isSame && this.hasTaken);
    this.hasTaken = true;
    this.forgetPreview();
  }

  run(inputs: Inputs): void {
    if (!this.preview) {
      this.preview = calculationOf(this.indicator);
      this.preview.restore(this.calculation.save());
    }
    this.preview.take(inputs, this.hasPreviewed);
    this.hasPreviewed = true;
  }

  forgetPreview(): void {
    this.preview = undefined;
    this.hasPreviewed = false;
  }
}

function calculationOf(indicator: Indicator): Calculation {
  return new Calculation(machineOf(indicator), namesOf(indicator).length);
}

export interface Warming {
  readonly needs: number;
  readonly has: number;
}

/** What came of an event. */
export interface Outcome {
  readonly values: IndicatorValues;
  /** `late`: older than the last, and not counted. `incomplete`: it lacks what an indicator needs. */
  readonly state: 'counted' | 'late' | 'incomplete';
  /** The indicator that needs most more before it has its numbers; undefined once all have. */
  readonly warming?: Warming | undefined;
}

/**
 * Closed bars advance the indicators. One that comes again replaces the last; an older one changes nothing, as does a
 * quote that comes again. A running bar changes nothing either: it is told what the indicators would be. History that is
 * sent once more, as after a restart, is told what the indicators were, as far as it reaches.
 */
export class Series {
  /** Grows whenever something changes that is saved. */
  version = 0;
  /** Of the last that counted. */
  private last = { order: -Infinity, id: '' };
  private readonly lines: readonly Line[];
  /** History that is sent once more, worked out by itself. */
  private history: Series | undefined;

  constructor(private readonly indicators: readonly Indicator[]) {
    this.lines = indicators.map(indicator => new Line(indicator));
  }

  /** The indicator that needs most more before it has its numbers; undefined once all have. */
  get warming(): Warming | undefined {
    let [most, found]: [number, Calculation | undefined] = [0, undefined];
    for (const { calculation } of this.lines) {
      const lacks = calculation.needs - calculation.has;
      if (lacks > most) [most, found] = [lacks, calculation];
    }
    return found && { needs: found.needs, has: found.has };
  }

  take(event: PriceEvent, place: Place): Outcome {
    const { order, id, isClosed, isBar } = place;
    const isSame = order === this.last.order && (isBar || id === this.last.id);
    if (order < this.last.order) return this.takeLate(event, place);
    this.history = undefined;
    // A quote that comes twice, or the running bar after its end.
    const isPast = isSame && (!isBar || !isClosed);
    if (isClosed) this.version += 1;
    if (isClosed && !isSame) {
      this.last = { order, id };
      for (const line of this.lines) line.hasTaken = false;
    }
    return this.calculate(event, place, isSame, isPast);
  }

  private takeLate(event: PriceEvent, place: Place): Outcome {
    if (event.backfill !== true) return { values: this.unknown(), state: 'late' };
    this.history ??= new Series(this.indicators);
    return this.history.take(event, place);
  }

  private calculate(
    event: PriceEvent,
    { order, isClosed }: Place,
    isSame: boolean,
    isPast: boolean,
  ): Outcome {
    let state: Outcome['state'] = 'counted';
    const values: IndicatorValues = {};
    for (const line of this.lines) {
      const inputs = inputsOf(line.indicator, event, order);
      if (inputs === undefined) {
        state = 'incomplete';
        if (isClosed) line.forgetPreview();
        put(values, line.indicator, undefined);
        continue;
      }
      if (isClosed && !isPast) line.close(inputs, isSame);
      else if (!isPast) line.run(inputs);
      put(values, line.indicator, line.preview ?? line.calculation);
    }
    return { values, state, warming: this.warming };
  }

  /** All its numbers, none of them known. */
  unknown(): IndicatorValues {
    const values: IndicatorValues = {};
    for (const { indicator } of this.lines) put(values, indicator, undefined);
    return values;
  }

  /** As JSON; the running bar is left out. */
  save(): SavedSeries {
    const lines = this.lines.map(({ calculation, hasTaken }) => ({ ...calculation.save(), hasTaken }));
    return { ...this.last, lines };
  }

  /** Goes on with what was saved, for each indicator that was there. Only for one that has taken nothing yet. */
  restore(order: number, id: string, saved: readonly (SavedLine | undefined)[]): void {
    this.last = { order, id };
    this.lines.forEach((line, at) => {
      const its = saved[at];
      if (its === undefined) return;
      line.calculation.restore(its);
      line.hasTaken = its.hasTaken;
    });
  }
}

export interface SavedLine extends SavedCalculation {
  readonly hasTaken: boolean;
}

export interface SavedSeries {
  readonly order: number;
  readonly id: string;
  readonly lines: readonly SavedLine[];
}

function put(values: IndicatorValues, indicator: Indicator, calculation: Calculation | undefined): void {
  namesOf(indicator).forEach((name, at) => (values[name] = calculation?.values[at] ?? null));
}
