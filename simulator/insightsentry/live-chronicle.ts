import type { Instrument } from '../instrument';
import type { BarSeries } from '../series';
import { barTypeCode } from './frames';
import type { SessionContext } from './session';

/** What of a code anybody ever asked for. */
interface Served {
  quotes: boolean;
  readonly series: Set<BarSeries>;
}

/** Notes what `/live` publishes, before anybody is told: what is asked for once counts as published from then on. */
export class LiveChronicle {
  private readonly served = new Map<string, Served>();

  constructor(private readonly context: SessionContext) {
    if (context.journal.isKept) context.market.onMove((instrument, traded) => this.note(instrument, traded));
  }

  /** Somebody asks for quotes of a code, or for a series of its bars. */
  serve(code: string, series?: BarSeries): void {
    const served = this.served.get(code) ?? { quotes: false, series: new Set() };
    this.served.set(code, served);
    if (series) served.series.add(series);
    else served.quotes = true;
  }

  /** The running bar of a series is about to be sent. */
  noteBar(code: string, { spec, current }: BarSeries): void {
    const { journal, market } = this.context;
    const id = `${code} ${barTypeCode(spec)} ${current.time}`;
    const { close } = current;
    journal.publish({ time: market.now(), stream: '/live', kind: 'bar', symbol: code, id, close });
  }

  /** A change of bid and ask alone is part of the last price's quote. */
  private note(instrument: Instrument, traded: boolean): void {
    const { code } = instrument;
    const served = traded ? this.served.get(code) : undefined;
    if (served === undefined) return;
    const { journal, market } = this.context;
    if (served.quotes) {
      const id = `${code} ${instrument.quote().last}`;
      journal.publish({ time: market.now(), stream: '/live', kind: 'quote', symbol: code, id });
    }
    for (const series of served.series) this.noteBar(code, series);
  }
}
