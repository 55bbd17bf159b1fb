/** What can be said about alert rules before any event came. */
import { isAnyType, typeNames, type EventType } from '../event-fields';
import { indicatorIn } from '../indicator-field';
import { factsOf, typesOf, type AlertRules } from './alert-rules';

/**
 * Why a rule can fire for no event of these types; undefined where all of them can. A sentence for a person that names
 * the rule, as `parseAlerts` does.
 */
export function impossibleRule(rules: AlertRules, types: readonly EventType[]): string | undefined {
  const indicated = isAnyType(types)
    ? undefined
    : rules.find(({ price }) => indicatorIn(price) !== undefined);
  if (indicated)
    return `Rule ${indicated.place} does not fit: indicators are there behind an indicator node only, and nothing here has passed one.`;
  const rule = rules.find(one => !typesOf(one).some(type => types.includes(type)));
  if (rule === undefined) return undefined;
  const { title } = factsOf(rule.kind);
  return `Rule ${rule.place} does not fit: "${title}" looks at ${typeNames(typesOf(rule))}, and only ${typeNames(types)} come here.`;
}
