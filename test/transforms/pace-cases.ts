import type { Form } from '../../core/provider';
import { PaceOperator, parsePace, type Paced, type PaceItem } from '../../transforms/pace/pace';
import { quoteOf } from '../core/events';

/** A full minute. */
export const start = Date.parse('2026-01-02T15:00:00.000Z');

/** What arrives `at` ms after the start, of its own `time`, if it has one. */
export interface Arrival {
  at: number;
  id: string;
  symbol: string;
  time: number | null;
  /** The operator is made anew from what it saved, before this arrives. */
  restart?: boolean;
}

/** What left: when, what, and how many it stands for. */
export type Left = [at: number, kind: Paced['kind'], ids: string[], count: number];

export function itemOf({ id, symbol, time }: Pick<Arrival, 'id' | 'symbol' | 'time'>): PaceItem {
  const text = time === null ? null : new Date(start + time).toISOString();
  return { payload: { ...quoteOf(symbol, 1), id, time: text }, rest: { topic: `of ${id}` } };
}

export const idOf = ({ payload }: PaceItem): string => ('id' in payload ? payload.id : payload.alert);

export const operatorOf = (form: Form): PaceOperator => new PaceOperator(parsePace(form));

/** An operator that goes on with what another saved. */
export function restarted(operator: PaceOperator, form: Form): PaceOperator {
  const next = operatorOf(form);
  next.restore(JSON.parse(JSON.stringify(operator.save())));
  return next;
}

/** What leaves until `until`; time passes as a host lets it pass. */
export function run(form: Form, arrivals: readonly Arrival[], until: number): Left[] {
  let operator = operatorOf(form);
  const left: Left[] = [];
  const note = (at: number, results: Paced[]): void => {
    for (const { kind, items, count } of results) left.push([at, kind, items.map(idOf), count]);
  };
  const passTo = (at: number): void => {
    for (let { dueAt } = operator; dueAt !== undefined && dueAt <= start + at; { dueAt } = operator)
      note(Math.max(dueAt - start, 0), operator.due(Math.max(dueAt, start)));
  };
  for (const arrival of arrivals) {
    passTo(arrival.at);
    if (arrival.restart) operator = restarted(operator, form);
    note(arrival.at, operator.take(itemOf(arrival), start + arrival.at));
  }
  passTo(until);
  return left;
}
