/** The filter in n8n, without n8n: items to two outputs, the form that n8n saves, errors with the item's number. */
import assert from 'node:assert/strict';
import { type IExecuteFunctions, type INodeExecutionData, type INodeProperties } from 'n8n-workflow';
import { MarketFilter } from '../../nodes/MarketFilter/MarketFilter.node';
import { commonFields, eventTypes, typeFields } from '../../transforms/event-fields';
import { anyIndicator } from '../../transforms/indicator-field';
import { operatorsOf } from '../../transforms/filter/filter-operators';

interface Given {
  parameters?: Record<string, unknown>;
  goesOn?: boolean;
  mode?: string;
  id?: string;
}

const above = { condition: [{ field: 'last', operator: 'gt', value: '240' }] };
const quote = (last: number, symbol = 'AAPL'): object => ({ type: 'quote', symbol, symbols: [symbol], last });

async function run(
  items: object[],
  { parameters = {}, goesOn = false, mode = 'trigger', id = 'a' }: Given = {},
) {
  const all: Record<string, unknown> = {
    match: 'all',
    conditions: above,
    timeZone: '',
    other: 'error',
    ...parameters,
  };
  const context = {
    getInputData: () => items.map(json => ({ json })),
    getNodeParameter: (name: string) => all[name],
    getNode: () => ({ id, name: 'Market Filter' }),
    getWorkflow: () => ({ id: 'w' }),
    getTimezone: () => 'America/New_York',
    getMode: () => mode,
    continueOnFail: () => goesOn,
  };
  const [matched = [], rest = []] = await new MarketFilter().execute.call(
    context as unknown as IExecuteFunctions,
  );
  const brief = (list: INodeExecutionData[]): unknown[] =>
    list.map(({ json, pairedItem }) => [json, pairedItem]);
  return { matched: brief(matched), rest: brief(rest) };
}

describe('marketFilter in n8n', () => {
  it('parts items, and says which each comes from', async () => {
    const [high, low] = [quote(241), quote(239)];
    assert.deepEqual(await run([low, high, low]), {
      matched: [[high, { item: 1 }]],
      rest: [
        [low, { item: 0 }],
        [low, { item: 2 }],
      ],
    });
  });

  it('reads groups as n8n saves them, and names the row that is wrong', async () => {
    const group = (value: string): object => ({
      ...above,
      group: [{ match: 'any', conditions: { condition: [{ field: 'symbol', operator: 'in', value }] } }],
    });
    const { matched } = await run([quote(250), quote(250, 'IBM')], {
      parameters: { conditions: group('IBM, X') },
    });
    assert.deepEqual(matched, [[quote(250, 'IBM'), { item: 1 }]]);
    await assert.rejects(
      run([quote(1)], { parameters: { conditions: group('') } }),
      /^NodeOperationError: Condition 2\.1: Say what "Symbol" is compared with\.$/,
    );
    await assert.rejects(run([quote(1)], { parameters: { timeZone: 'Mars' } }), /"Mars" is no time zone/);
  });

  it('keeps every event without conditions', async () => {
    assert.equal((await run([quote(1)], { parameters: { conditions: {} } })).matched.length, 1);
  });

  it('stops at an item that is no event, goes on with it, or passes it', async () => {
    await assert.rejects(run([quote(250), { last: 3 }]), /Item 1 is no market event: it has no "type"/);
    const goneOn = await run([{ last: 3 }, quote(250)], { goesOn: true });
    assert.deepEqual(goneOn.rest, [
      [{ last: 3, error: 'Item 0 is no market event: it has no "type".' }, { item: 0 }],
    ]);
    assert.equal(goneOn.matched.length, 1);
    const passed = await run([{ last: 3 }], { parameters: { other: 'pass' } });
    assert.deepEqual(passed.rest, [[{ last: 3 }, { item: 0 }]]);
  });

  it('compares with the event of the run before, except in tests and after a change of its rules', async () => {
    const parameters = { conditions: { condition: [{ field: 'last', operator: 'rose', value: '' }] } };
    const matches = async (last: number, given: Given = {}): Promise<boolean> =>
      (await run([quote(last)], { parameters, id: 'b', ...given })).matched.length > 0;
    assert.deepEqual([await matches(1), await matches(2), await matches(2)], [false, true, false]);
    assert.equal(await matches(3, { mode: 'manual' }), false);
    assert.equal(await matches(4, { id: 'c' }), false);
    assert.equal(await matches(3), true);
    assert.equal(await matches(4, { parameters: { ...parameters, match: 'any' } }), false);
  });

  it('offers every field once, with the comparisons that fit it', () => {
    const properties = new MarketFilter().description.properties;
    const conditions = properties.find(({ name }) => name === 'conditions');
    const [list] = (conditions?.options ?? []) as { values: INodeProperties[] }[];
    const values = list?.values ?? [];
    const fields = (values[0]?.options ?? []).map(option => String('value' in option && option.value));
    const all = [...commonFields, ...eventTypes.flatMap(type => typeFields[type]), anyIndicator];
    const known = all.map(({ name }) => name);
    assert.deepEqual([...fields].sort(), [...new Set(known)].sort());
    for (const name of fields) {
      const fits = ({ displayOptions }: INodeProperties): boolean =>
        displayOptions?.show?.['field']?.includes(name) === true;
      const shown = values.filter(fits);
      const [operator, ...others] = shown.filter(one => one.name === 'operator');
      assert.equal(others.length, 0, name);
      const { kind = 'text' } = all.find(one => one.name === name) ?? {};
      assert.deepEqual(
        (operator?.options ?? []).map(option => 'value' in option && option.value),
        operatorsOf[kind].map(({ id }) => id),
      );
      const takesValue = operatorsOf[kind].some(({ takes }) => takes !== 'nothing');
      assert.equal(
        shown.filter(one => one.name === 'value').length,
        takesValue && kind !== 'flag' ? 1 : 0,
        name,
      );
    }
  });
});
