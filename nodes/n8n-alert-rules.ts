/** Alert rules as a form of n8n: each kind that can fire, with the inputs that it needs. */
import type { INodeProperties } from 'n8n-workflow';
import { factsOf, type AlertKind } from '../transforms/alert/alert-rules';
import { firstField, isAnyType, type EventType } from '../transforms/event-fields';
import { indicators } from '../transforms/indicator-field';
import { kinds, list, optionFields, quotePrices, symbolsField, valueFields } from './n8n-alert-inputs';
import { titleCase } from './n8n-title-case';

const kindField = (its: readonly AlertKind[]): INodeProperties => ({
  ...list,
  displayName: 'When',
  name: 'kind',
  required: true,
  default: its[0] ?? '',
  description: 'What must happen',
  options: its.map(value => ({ name: titleCase(factsOf(value).title), value })),
});

const kindsOf = ({ displayOptions }: INodeProperties): unknown[] => displayOptions?.show?.['kind'] ?? [];

/** An input as it is where only some kinds and events can be chosen; none where it is of no use there. */
function fitting(
  property: INodeProperties,
  its: readonly AlertKind[],
  types: readonly EventType[],
): INodeProperties[] {
  const own = kindsOf(property);
  const left = its.filter(kind => own.includes(kind));
  if (own.length > 0 && left.length === 0) return [];
  const { displayOptions } = property;
  const show = own.length > 0 ? { displayOptions: { show: { ...displayOptions?.show, kind: left } } } : {};
  if (property.name === 'indicator' && !isAnyType(types)) return [];
  if (property.name !== 'price') return [{ ...property, ...show }];
  const isOffered = (value: unknown): boolean =>
    value === indicators
      ? isAnyType(types)
      : value === 'close'
        ? types.includes('bar')
        : !quotePrices.includes(String(value)) || types.includes('quote');
  const options = (property.options ?? []).filter(option => 'value' in option && isOffered(option.value));
  return [{ ...property, ...show, options: options }];
}

/**
 * Rules on events of some types, as `parseAlerts` reads them.
 * @param holds what is to be said of how long something must hold
 */
export function alertRules(types: readonly EventType[], holds: string): INodeProperties {
  const its = kinds.filter(kind => factsOf(kind).types.some(type => types.includes(type)));
  const kind = kindField(its);
  const values = valueFields.flatMap(field => fitting(field, its, types));
  const options = optionFields(holds).flatMap(field => fitting(field, its, types));
  // Filings name no symbol.
  const symbols = firstField(types) === 'symbol' ? [symbolsField] : [];
  const isFirst = (field: INodeProperties): boolean =>
    field.name !== 'indicator' && kindsOf(field).includes(kind.default);
  const first = [kind, ...symbols, ...values.filter(isFirst)];
  return {
    displayName: 'Rules',
    name: 'rules',
    type: 'fixedCollection',
    typeOptions: {
      ...{ multipleValues: true, multipleValueButtonText: 'Add Rule', sortable: true },
      ...{ hideOptionalFields: true, addOptionalFieldButtonText: 'Add Option' },
    },
    default: { row: [Object.fromEntries(first.map(field => [field.name, field.default]))] },
    placeholder: 'Add Rule',
    description: 'What to tell of. Each rule looks at each symbol by itself.',
    options: [{ displayName: 'Rule', name: 'row', values: [kind, ...symbols, ...values, ...options] }],
  };
}

const rows = '(($parameter["rules"] || {}).row || [])';

/** An expression for how many rules a form has: `2 rules`. */
export const ruleCount = `(${rows}.length + (${rows}.length === 1 ? " rule" : " rules"))`;
