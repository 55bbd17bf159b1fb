import type { BarEvent, MarketEvent } from '../../core/event';
import type { Form } from '../../core/provider';
import {
  IndicatorOperator,
  parseIndicators,
  type IndicatedEvent,
} from '../../transforms/indicator/indicator';
import { bar } from './alert-cases';

export { bar };

/** Indicators of rows of a form. */
export const operatorOf = (rows: Form[], more: Form = {}, limit?: number): IndicatorOperator =>
  new IndicatorOperator(parseIndicators({ indicators: rows, ...more }), limit);

/** What comes of events that are taken as they arrive. */
export function run(operator: IndicatorOperator, events: readonly MarketEvent[]): IndicatedEvent[] {
  return events.flatMap(event => operator.take(event, Date.parse(event.receivedTime)));
}

/** One number of each event. */
export function numbers(results: readonly IndicatedEvent[], name: string): (number | null | undefined)[] {
  return results.map(({ indicators }) => indicators?.[name]);
}

export interface Prices {
  readonly close: number;
  readonly high?: number;
  readonly low?: number;
  readonly volume?: number;
}

/** Complete bars, a minute each. */
export function barsOf(prices: readonly (number | Prices)[], more: Partial<BarEvent> = {}): BarEvent[] {
  return prices.map((price, minute) => {
    const {
      close,
      high = close,
      low = close,
      volume = 100,
    } = typeof price === 'number' ? { close: price } : price;
    return bar(minute, { open: close, high, low, close, volume, ...more });
  });
}

/** One indicator over closes, or over bars. */
export function numbersOf(
  row: Form,
  prices: readonly (number | Prices)[],
  name: string,
): (number | null | undefined)[] {
  return numbers(run(operatorOf([row]), barsOf(prices)), name);
}
