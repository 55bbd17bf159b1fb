/** Indicators in n8n, without n8n: items in, items with numbers out, and what is left for the next run. */
import assert from 'node:assert/strict';
import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { MarketIndicator } from '../../nodes/MarketIndicator/MarketIndicator.node';
import { describeIndicator } from '../../transforms/indicator/indicator-describe';
import { indicatorKinds, type IndicatorKind } from '../../transforms/indicator/indicator-kinds';
import { parseIndicators } from '../../transforms/indicator/indicator-parse';
import { barsOf } from '../transforms/indicator-cases';
import { bar } from '../transforms/alert-cases';

interface Given {
  parameters?: Record<string, unknown>;
  goesOn?: boolean;
  mode?: string;
  id?: string;
  data?: Record<string, unknown>;
}

const sma2 = { indicator: [{ kind: 'sma', length: '2' }] };

async function run(
  items: object[],
  given: Given = {},
): Promise<[json: Record<string, unknown>, from: unknown][]> {
  const { parameters = {}, goesOn = false, mode = 'trigger', id = 'a', data = {} } = given;
  const all: Record<string, unknown> = {
    indicators: sma2,
    backfill: 'skip',
    running: 'send',
    other: 'error',
    ...parameters,
  };
  const context = {
    getInputData: () => items.map(json => ({ json })),
    getNodeParameter: (name: string) => all[name],
    getNode: () => ({ id, name: 'Market Indicator' }),
    getWorkflow: () => ({ id: 'w' }),
    getTimezone: () => 'Europe/Berlin',
    getMode: () => mode,
    getWorkflowStaticData: () => data,
    continueOnFail: () => goesOn,
  };
  const [results = []] = await new MarketIndicator().execute.call(context as unknown as IExecuteFunctions);
  return results.map(({ json, pairedItem }) => [json, pairedItem]);
}

const numbers = (results: Awaited<ReturnType<typeof run>>): unknown[] =>
  results.map(([{ indicators }]) => (indicators as Record<string, unknown>)['sma2']);

describe('marketIndicator in n8n', () => {
  it('warms up with the items of a run, and says which item each comes from', async () => {
    const [one, two, three] = barsOf([1, 3, 5]);
    const results = await run([{ ...one, backfill: true }, two ?? {}, three ?? {}]);
    assert.deepEqual(numbers(results), [2, 4]);
    assert.deepEqual(
      results.map(([, from]) => from),
      [{ item: 1 }, { item: 2 }],
    );
  });

  it('goes on from run to run and over a restart, and keeps nothing of a test', async () => {
    const data: Record<string, unknown> = {};
    const [one, two, three, four] = barsOf([1, 3, 5, 7]).map(event => [event]);
    const given = { id: 'b', data };
    assert.deepEqual(numbers(await run(one ?? [], given)), [null]);
    assert.deepEqual(numbers(await run(two ?? [], given)), [2]);
    assert.deepEqual(numbers(await run(three ?? [], { ...given, mode: 'manual' })), [null]);
    assert.deepEqual(numbers(await run(three ?? [], given)), [4]);
    // Another process has the static data only.
    const restored = JSON.parse(JSON.stringify(data)) as Record<string, unknown>;
    assert.deepEqual(numbers(await run(four ?? [], { id: 'c', data: restored })), [6]);
  });

  it('leaves little in the static data, however many symbols there are', async () => {
    const data: Record<string, unknown> = {};
    const many = Array.from({ length: 3000 }, (_, at) => bar(1, { symbol: `S${at}` }));
    await run(many, { id: 'd', data });
    const size = JSON.stringify(data).length;
    assert.ok(size > 50_000 && size < 101_000, `${size} characters`);
    assert.deepEqual(numbers(await run([bar(2, { symbol: 'S2999', close: 5 })], { id: 'e', data })), [3]);
  });

  it('stops at an item that is no event, goes on with it, or passes it', async () => {
    await assert.rejects(run([bar(1), { close: 3 }]), /Item 1 is no market event: it has no "type"/);
    const [goneOn] = await run([{ close: 3 }], { goesOn: true });
    assert.deepEqual(goneOn, [
      { close: 3, error: 'Item 0 is no market event: it has no "type".' },
      { item: 0 },
    ]);
    assert.deepEqual(await run([{ close: 3 }], { parameters: { other: 'pass' } }), [
      [{ close: 3 }, { item: 0 }],
    ]);
  });

  it('says which indicator is wrong', async () => {
    const indicators = { indicator: [{ kind: 'sma' }, { kind: 'rsi', length: '1' }] };
    await assert.rejects(
      run([bar(1)], { parameters: { indicators } }),
      /^NodeOperationError: Indicator 2: The length is a whole number of bars from 2 to 1000, not "1"\.$/,
    );
  });

  it('offers every kind with its inputs, whose usual values mean what an empty form means', () => {
    const { properties } = new MarketIndicator().description;
    const [list] = (properties[0]?.options ?? []) as { values: INodeProperties[] }[];
    for (const kind of Object.keys(indicatorKinds) as IndicatorKind[]) {
      const row: Record<string, unknown> = { kind };
      for (const { name, default: usual, displayOptions } of list?.values ?? []) {
        const { kind: kinds, session } = displayOptions?.show ?? {};
        const isShown = kinds?.includes(kind) === true && (session?.includes('day') ?? true);
        if (isShown) {
          assert.equal(name in row, false, `${kind}: one ${name}`);
          row[name] = usual;
        }
      }
      const said = ({ indicators }: ReturnType<typeof parseIndicators>): string[] =>
        indicators.map(describeIndicator);
      assert.deepEqual(
        said(parseIndicators({ indicators: [row] })),
        said(parseIndicators({ indicators: [{ kind }] })),
      );
    }
  });
});
