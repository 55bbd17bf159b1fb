/** The filter of a source: conditions on its events, as the filter node has them, for the engine to judge. */
import type { EventFilter } from '../core/subscriber';
import type { EventType } from '../transforms/event-fields';
import { compileFilter, parseFilter } from '../transforms/filter/filter';
import { impossible } from '../transforms/filter/filter-check';

/** What a source's form says of the events that it keeps. */
export interface SourceFilter {
  /** Undefined where every event is kept. */
  readonly filter: EventFilter | undefined;
  /** Why it, or one of its conditions, can match none of the source's events; undefined where all can. */
  readonly warning: string | undefined;
}

/**
 * Reads a filter's form: `{ match, conditions, timeZone }`. Without one, or without conditions in it, everything is
 * kept, at no cost. `types` are those of the events that come; times of day without a time zone are in `zone`. Throws a
 * ConfigError that names the condition.
 */
export function readSourceFilter(form: unknown, types: readonly EventType[], zone = 'UTC'): SourceFilter {
  const rules = parseFilter(form, zone);
  if (rules.conditions.length === 0) return { filter: undefined, warning: undefined };
  return { filter: compileFilter(rules), warning: impossible(rules, types) };
}
