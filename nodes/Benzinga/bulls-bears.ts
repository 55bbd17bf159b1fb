import type { BullsBearsEvent } from '../../core/event';
import { isObject } from '../../core/read';
import { headerOf, textOf, type StreamRecord } from './stream-record';

/** What speaks for and against a security (protocol page, section 5.5). */
export function bullsBearsOf(record: StreamRecord): BullsBearsEvent {
  const { content } = record;
  const securities: unknown[] = Array.isArray(content.securities) ? content.securities : [];
  const symbols = securities.map(one => (isObject(one) ? textOf(one.symbol) : null));
  return {
    ...headerOf(record, 'bulls-bears', [textOf(content.ticker), ...symbols]),
    bullCase: textOf(content.bull_case),
    bearCase: textOf(content.bear_case),
    raw: record.frame,
  };
}
