/** What a dialog can say about a filter before any event came. */
import { eventTypes, isAnyType, typeNames, typesWith, type EventType } from '../event-fields';
import { indicatorIn } from '../indicator-field';
import { isGroup, type Condition, type FilterRules } from './filter-form';
import { planFor } from './filter-plan';

/** Why a condition says nothing about any of the types; undefined where it does. */
function idle(condition: Condition, types: readonly EventType[]): string | undefined {
  const { field } = condition;
  const having = typesWith(field.name);
  if (!types.some(type => having.has(type)))
    return `"${field.title}" is no field of ${typeNames(types)}; it is one of ${typeNames([...having] as EventType[])}.`;
  if (indicatorIn(field.name) !== undefined && !isAnyType(types))
    return `"${field.title}" is there behind an indicator node only, and nothing here has passed one.`;
  const alone: FilterRules = { match: 'all', conditions: [condition] };
  if (field.name === 'type' && types.every(type => planFor(alone, type) === false))
    return `only ${typeNames(types)} come here.`;
  return undefined;
}

/**
 * Why a filter, or one of its conditions, can match no event of these types (all where none is given); undefined where
 * all of them can. A sentence for a person that names the condition by its number, as `parseFilter` does.
 */
export function impossible(rules: FilterRules, types: readonly EventType[]): string | undefined {
  const its = types.length === 0 ? eventTypes : types;
  for (const [at, row] of rules.conditions.entries()) {
    const inside = isGroup(row) ? row.conditions : [row];
    for (const [inner, condition] of inside.entries()) {
      const why = idle(condition, its);
      if (why === undefined) continue;
      return `Condition ${at + 1}${isGroup(row) ? `.${inner + 1}` : ''} does not fit: ${why}`;
    }
  }
  if (its.some(type => planFor(rules, type) !== false)) return undefined;
  return `No event can match: none of ${typeNames(its)} has all the fields that the conditions ask for.`;
}
