import type { BarEvent, MarketEvent, QuoteEvent } from '../../core/event';
import type { Form } from '../../core/provider';
import { BarsOperator, parseBars } from '../../transforms/bars/bars';
import { barOf, quoteOf } from '../core/events';

/** Friday, 2 January 2026, 10:00 in New York: a full minute. */
export const start = Date.parse('2026-01-02T15:00:00.000Z');

export const iso = (ms: number): string => new Date(ms).toISOString();

/** A quote of so many ms after the start, received at once. */
export function quote(ms: number, last: number | null, more: Partial<QuoteEvent> = {}): QuoteEvent {
  const time = iso(start + ms);
  return { ...quoteOf('A', 0), id: `${ms} ${last}`, last, time, receivedTime: time, ...more };
}

/** A closed bar of a minute, so many minutes after the start, received as it ends. */
export function minuteBar(minute: number, more: Partial<BarEvent> = {}): BarEvent {
  const from = start + minute * 60_000;
  const times = { start: iso(from), end: iso(from + 60_000), time: iso(from + 60_000) };
  return { ...barOf('A', minute), ...times, receivedTime: times.end, closed: true, ...more };
}

export const operatorOf = (form: Form): BarsOperator => new BarsOperator(parseBars(form));

/** An operator that goes on with what another saved. */
export function restarted(operator: BarsOperator, form: Form): BarsOperator {
  const next = operatorOf(form);
  next.restore(JSON.parse(JSON.stringify(operator.save())));
  return next;
}

/** What leaves when events come one after the other, each at its arrival; time passes as a host lets it pass. */
export function barsOf(form: Form, events: readonly MarketEvent[], untilMs = 0): BarEvent[] {
  const operator = operatorOf(form);
  const passTo = (now: number): BarEvent[] => {
    const bars: BarEvent[] = [];
    for (let { dueAt } = operator; dueAt !== undefined && dueAt <= now; { dueAt } = operator)
      bars.push(...operator.due(dueAt));
    return bars;
  };
  const left = events.flatMap(event => {
    const now = Date.parse(event.receivedTime);
    return [...passTo(now), ...operator.take(event, now)];
  });
  return [...left, ...passTo(start + untilMs)];
}

/** `15:00 1 3 1 2 v10`: what of a bar matters in most tests. */
export function short({ start, open, high, low, close, volume, closed, action }: BarEvent): string {
  const state = `${closed ? '' : ' running'}${action === 'updated' ? ' updated' : ''}`;
  return `${start.slice(11, 19).replace(/:00$/, '')} ${open} ${high} ${low} ${close} v${volume}${state}`;
}
