/** The alert in n8n, without n8n: items in, alerts out; what is remembered from run to run, and what is not. */
import assert from 'node:assert/strict';
import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { MarketAlert } from '../../nodes/MarketAlert/MarketAlert.node';
import { parseAlerts } from '../../transforms/alert/alert';
import { alertKinds, factsOf, type AlertKind } from '../../transforms/alert/alert-rules';
import { quoteOf } from '../core/events';
import { waitUntil } from '../hosts/waiting';
import { news } from '../transforms/alert-cases';

interface Given {
  rules?: object[];
  other?: string;
  goesOn?: boolean;
  mode?: string;
  id?: string;
  /** The workflow's static data as this run was given it. */
  data?: IDataObject;
}

const above = { kind: 'crossesAbove', level: '240', symbols: 'AAPL' };
const quote = (last: number, symbol = 'NASDAQ:AAPL'): object => {
  const time = new Date().toISOString();
  return { ...quoteOf(symbol, 0), last, time, receivedTime: time };
};

let nodes = 0;

async function run(items: object[], { rules = [above], other = 'error', ...given }: Given = {}) {
  const { goesOn = false, mode = 'trigger', id = `new ${(nodes += 1)}`, data = {} } = given;
  const parameters: Record<string, unknown> = { rules: { row: rules }, other };
  const context = {
    getInputData: () => items.map(json => ({ json })),
    getNodeParameter: (name: string) => parameters[name],
    getNode: () => ({ id, name: 'Market Alert' }),
    getWorkflow: () => ({ id: 'w' }),
    getWorkflowStaticData: (type: string) => {
      assert.equal(type, 'node');
      assert.notEqual(mode, 'manual', 'a test touches no static data');
      return data;
    },
    getMode: () => mode,
    continueOnFail: () => goesOn,
  };
  const [alerts = [], ...rest] = await new MarketAlert().execute.call(
    context as unknown as IExecuteFunctions,
  );
  assert.deepEqual(rest, []);
  return alerts;
}

const count = async (items: object[], given: Given): Promise<number> => (await run(items, given)).length;

describe('marketAlert in n8n', () => {
  it('gives an item for each alert, paired with the item that fired it', async () => {
    const rules = [
      { ...above, name: 'Up' },
      { ...above, kind: 'crossesBelow', level: 239.5 },
    ];
    const alerts = await run(
      [239, 241, 242, 239].map(last => quote(last)),
      { rules, mode: 'manual' },
    );
    assert.deepEqual(
      alerts.map(({ json, pairedItem }) => [json['alert'], json['value'], pairedItem]),
      [
        ['Up', 241, { item: 1 }],
        ['Rule 2', 239, { item: 3 }],
      ],
    );
    const json: IDataObject = alerts[0]?.json ?? {};
    assert.match(json['message'] as string, /^NASDAQ:AAPL crossed above 240\.00/);
    assert.equal((json['event'] as IDataObject)['symbol'], 'NASDAQ:AAPL');
  });

  it('remembers from run to run in a published workflow, and not in tests', async () => {
    const id = 'remembers';
    assert.equal(await count([quote(239)], { id }), 0);
    assert.equal(await count([quote(241)], { id, mode: 'manual' }), 0);
    assert.equal(await count([quote(241)], { id }), 1);
    assert.equal(await count([quote(239)], { id: 'other' }), 0);
  });

  it('tells with the first later run what has held', async () => {
    const given = { id: 'holds', rules: [{ ...above, holdMs: '20 ms' }] };
    assert.equal(await count([quote(239), quote(241)], given), 0);
    const until = Date.now() + 20;
    await waitUntil(() => Date.now() > until, 'the time to be over');
    const [alert] = await run([quote(5, 'IBM'), quote(6, 'IBM')], given);
    assert.deepEqual([alert?.json['symbol'], alert?.pairedItem], ['NASDAQ:AAPL', { item: 0 }]);
  });

  it('goes on after a restart with what the static data holds', async () => {
    const rules = [{ ...above, repeat: 'once' }];
    const data: IDataObject = {};
    assert.equal(await count([quote(239), quote(241)], { rules, data }), 1);
    const stored = JSON.parse(JSON.stringify(data)) as IDataObject;
    // Another node stands for another process: it has no memory of this one.
    assert.equal(await count([quote(239), quote(241)], { rules, data: stored }), 0);
    assert.equal(await count([quote(239), quote(241)], { rules, data: { alerts: 'damaged' } }), 1);
  });

  it('keeps one account of runs that overlap, whichever of them n8n saves last', async () => {
    const given = { id: 'overlap', rules: [{ ...above, repeat: 'once' }] };
    const first: IDataObject = {};
    const second: IDataObject = {};
    assert.equal(await count([quote(239)], { ...given, data: first }), 0);
    assert.equal(await count([quote(241)], { ...given, data: second }), 1);
    // The first run ended last: n8n hands its data, which know of no alert, to the next.
    assert.equal(await count([quote(239), quote(241)], { ...given, data: first }), 0);
  });

  it('takes what another worker has saved since', async () => {
    const rules = [{ ...above, repeat: 'once' }];
    const data: IDataObject = {};
    assert.equal(await count([quote(239)], { id: 'one', rules, data }), 0);
    const before = Date.now();
    await waitUntil(() => Date.now() > before, 'the clock to move on');
    assert.equal(await count([quote(239), quote(241)], { id: 'two', rules, data }), 1);
    assert.equal(await count([quote(239), quote(241)], { id: 'one', rules, data }), 0);
  });

  it('writes the static data only where something changed', async () => {
    const data: IDataObject = {};
    const given = { id: 'quiet', data };
    await run([quote(239)], given);
    const { alerts } = data;
    await run([quote(238)], given);
    assert.equal(data['alerts'], alerts);
    await run([quote(241)], given);
    assert.notEqual(data['alerts'], alerts);
  });

  it('keeps the static data small, whatever came', async () => {
    const rules = [
      { kind: 'crossesAbove', level: 240 },
      { kind: 'words', words: 'headline' },
    ];
    const data: IDataObject = {};
    const records = Array.from({ length: 1500 }, (_, place) =>
      news(`a long name of a record ${place}`.repeat(8), place),
    );
    const quotes = Array.from({ length: 5000 }, (_, place) => quote(239, `EXCHANGE:SYMBOL${place}`));
    await run([...records, ...quotes], { rules, data });
    const text = JSON.stringify(data);
    assert.ok(text.length < 101_000, `${text.length} characters`);
    assert.ok(text.includes('SYMBOL4999') && text.includes('record 1499'), 'the latest stay');
  });

  it('keeps the state of rules that stay as they are when others change', async () => {
    const once = { ...above, repeat: 'once' };
    assert.equal(await count([quote(239), quote(241)], { id: 'changes', rules: [once] }), 1);
    const rules = [
      { ...above, level: 1 },
      { ...once, text: 'new' },
    ];
    assert.equal(await count([quote(239), quote(241)], { id: 'changes', rules }), 0);
  });

  it('names the rule that is wrong', async () => {
    const wrong = [above, { ...above, name: 'High', level: 'x' }];
    await assert.rejects(
      run([quote(1)], { rules: wrong }),
      /^NodeOperationError: Rule 2 "High": The level must be a number, not "x"\.$/,
    );
    await assert.rejects(run([quote(1)], { rules: [] }), /Add at least one rule/);
  });

  it('stops at an item that is no event, goes on with it, or passes it', async () => {
    await assert.rejects(run([quote(239), { last: 3 }]), /Item 1 is no market event: it has no "type"/);
    const [told, ...rest] = await run([{ last: 3 }, quote(239)], { goesOn: true });
    assert.deepEqual(told?.json, { last: 3, error: 'Item 0 is no market event: it has no "type".' });
    assert.deepEqual([told?.pairedItem, rest], [{ item: 0 }, []]);
    const passed = await run([{ last: 3 }], { other: 'pass' });
    assert.deepEqual(passed, [{ json: { last: 3 }, pairedItem: { item: 0 } }]);
  });

  it('shows each kind the inputs that it needs, and no other', () => {
    const { properties } = new MarketAlert().description;
    const rules = properties.find(({ name }) => name === 'rules');
    const [{ values = [] } = {}] = (rules?.options ?? []) as { values: INodeProperties[] }[];
    const always = ['kind', 'symbols', 'name', 'holdMs', 'repeat', 'rearmBy', 'coolDownMs', 'quietFrom'];
    always.push('quietTo', 'quietDays', 'timeZone', 'includePast', 'text');
    for (const kind of Object.keys(alertKinds) as AlertKind[]) {
      const fits = ({ displayOptions }: INodeProperties): boolean =>
        displayOptions?.show?.['kind']?.includes(kind) === true;
      const shown = values
        .filter(one => fits(one) && !['holdMs', 'indicator'].includes(one.name))
        .map(({ name }) => name);
      assert.deepEqual([...shown].sort(), [...factsOf(kind).values].sort(), kind);
    }
    const own = values
      .filter(({ displayOptions }) => !displayOptions?.show?.['kind'])
      .map(({ name }) => name);
    assert.deepEqual([...own, 'holdMs'].sort(), always.sort());
    const options = values.find(({ name }) => name === 'kind')?.options ?? [];
    assert.deepEqual(
      options.map(option => 'value' in option && option.value),
      Object.keys(alertKinds),
    );
  });

  it('asks for the name of an indicator’s number where it is the price', () => {
    const { properties } = new MarketAlert().description;
    const [{ values = [] } = {}] = (properties[0]?.options ?? []) as { values: INodeProperties[] }[];
    const { displayOptions } = values.find(({ name }) => name === 'indicator') ?? {};
    const prices = Object.keys(alertKinds).filter(kind =>
      factsOf(kind as AlertKind).values.includes('price'),
    );
    assert.deepEqual(displayOptions?.show, { price: ['indicators'], kind: prices });
  });

  it('offers only what the rules know', () => {
    const { properties } = new MarketAlert().description;
    const rules = properties.find(({ name }) => name === 'rules');
    const [{ values = [] } = {}] = (rules?.options ?? []) as { values: INodeProperties[] }[];
    const filled = {
      symbols: '',
      level: 1,
      low: 1,
      high: 2,
      by: 1,
      withinMs: '1 min',
      times: 2,
      words: 'a',
      indicator: 'a',
    };
    for (const { name, options = [], displayOptions } of values)
      for (const option of options) {
        const [kind = 'crossesAbove'] = displayOptions?.show?.['kind'] ?? [];
        const row = { ...filled, kind, [name]: 'value' in option ? option.value : '' };
        assert.doesNotThrow(() => parseAlerts({ rules: { row: [row] } }), JSON.stringify(row));
      }
  });
});
