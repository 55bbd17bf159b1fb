/** The message node in n8n, without n8n: items as messages, with the items that they come from. */
import assert from 'node:assert/strict';
import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { MarketMessage } from '../../nodes/MarketMessage/MarketMessage.node';
import { targetTitles } from '../../transforms/message/message';
import * as sample from '../transforms/message-events';

type Pair = unknown;

async function run(
  items: unknown[],
  parameters: Record<string, unknown>,
  goesOn = false,
): Promise<[json: Record<string, unknown>, pair: Pair][]> {
  const all: Record<string, unknown> = { target: 'slack', mode: 'one', other: 'error', ...parameters };
  const context = {
    getInputData: () => items.map(json => ({ json })),
    // As n8n does: a parameter that is not shown, and so not saved, is the fallback.
    getNodeParameter: (name: string, _item: number, fallback: unknown) => all[name] ?? fallback,
    getNode: () => ({ id: 'a', name: 'Market Message' }),
    getTimezone: () => 'America/New_York',
    continueOnFail: () => goesOn,
  };
  const [made = []] = await new MarketMessage().execute.call(context as unknown as IExecuteFunctions);
  return made.map(({ json, pairedItem }) => [json, pairedItem]);
}

const properties = new MarketMessage().description.properties;
const shownFor = (target: string): INodeProperties[] =>
  properties.filter(({ displayOptions }) => displayOptions?.show?.['target']?.includes(target) ?? true);

describe('marketMessage in n8n', () => {
  it('makes a message of each item, and says which it comes from', async () => {
    const [first, second] = await run([sample.news, sample.alert], {});
    assert.deepEqual(Object.keys(first?.[0] ?? {}), ['text', 'blocks']);
    assert.match(String(second?.[0]['text']), /^AAPL crossed above/);
    assert.deepEqual([first?.[1], second?.[1]], [{ item: 0 }, { item: 1 }]);
  });

  it('makes a digest of all items, which comes from all of them', async () => {
    const made = await run([sample.news, sample.alert], { mode: 'digest', title: 'Today: {{count}}' });
    assert.deepEqual(
      made.map(([{ text }, pair]) => [text, pair]),
      [['Today: 2', [{ item: 0 }, { item: 1 }]]],
    );
    const [[, pair] = []] = await run([sample.news], { mode: 'digest' });
    assert.deepEqual(pair, { item: 0 });
    assert.deepEqual(await run([], { mode: 'digest' }), []);
  });

  it('has the fields that the nodes behind it are told to read', async () => {
    const keys = async (target: string): Promise<string[]> =>
      Object.keys((await run([sample.news], { target }))[0]?.[0] ?? {});
    assert.deepEqual(await keys('email'), ['subject', 'html', 'text']);
    assert.deepEqual(await keys('telegram'), ['text', 'parse_mode', 'link_preview_options']);
    assert.deepEqual(await keys('discord'), ['content', 'embeds', 'allowed_mentions']);
    assert.deepEqual(await keys('teams'), ['type', 'attachments']);
    assert.deepEqual(await keys('text'), ['text']);
    for (const target of Object.keys(targetTitles).filter(target => target !== 'row')) {
      const notice = shownFor(target).find(({ type }) => type === 'notice')?.displayName ?? '';
      const read = [...notice.matchAll(/\$json\.(\w+)/g)].map(([, name = '']) => name);
      const known = await keys(target);
      assert.ok(read.length > 0 || notice.includes('{{$json}}'), target);
      assert.deepEqual(
        read.filter(name => !known.includes(name)),
        [],
        target,
      );
    }
  });

  it('makes an item of each row, all with the same columns', async () => {
    const made = await run([sample.quote, sample.news], { target: 'row' });
    assert.deepEqual(
      made.map(([, pair]) => pair),
      [{ item: 0 }, { item: 1 }],
    );
    assert.deepEqual(Object.keys(made[0]?.[0] ?? {}), Object.keys(made[1]?.[0] ?? {}));
    assert.equal(made[0]?.[0]['time'], '2026-03-04 15:04:10', 'in the time zone of the workflow');
    const [[first] = []] = await run([sample.quote], { target: 'row', columns: 'time', timeZone: 'UTC' });
    assert.deepEqual(first, { time: '2026-03-04 20:04:10' });
  });

  it('makes one table with a header of all rows', async () => {
    const made = await run([sample.quote, sample.news], { target: 'row', header: true, columns: 'symbol' });
    const values = [['symbol'], ['NASDAQ:AAPL'], ['AAPL']];
    assert.deepEqual(made, [[{ values }, [{ item: 0 }, { item: 1 }]]]);
  });

  it('stops at an item that is no event, goes on with it, or passes it', async () => {
    const items = [sample.news, { last: 3 }, sample.quote];
    const why = 'Item 1 is neither a market event nor an alert: the field "type" is missing.';
    await assert.rejects(run(items, { target: 'text' }), new RegExp(`^NodeOperationError: ${why}`));
    const goneOn = await run(items, { target: 'text' }, true);
    assert.deepEqual(goneOn[1], [{ last: 3, error: why }, { item: 1 }]);
    assert.deepEqual(
      goneOn.map(([, pair]) => pair),
      [{ item: 0 }, { item: 1 }, { item: 2 }],
    );
    const passed = await run(items, { target: 'text', mode: 'digest', other: 'pass' });
    assert.deepEqual(passed[1], [{ last: 3 }, { item: 1 }]);
    assert.deepEqual(passed[0]?.[1], [{ item: 0 }, { item: 2 }]);
  });

  it('names the field that is wrong', async () => {
    await assert.rejects(
      run([], { template: '{{headlin}}' }),
      /^NodeOperationError: Template: "headlin" is no field .* Did you mean "headline"\?/,
    );
    await assert.rejects(run([], { target: 'email', title: 'a'.repeat(300) }), /Subject is too long/);
    await assert.rejects(run([], { timeZone: 'Mars' }), /Time zone: "Mars" is not known/);
  });

  it('shows for each target one notice and each parameter once, and keeps double braces as they are', () => {
    for (const target of Object.keys(targetTitles)) {
      const names = shownFor(target).map(({ name }) => name);
      assert.equal(new Set(names).size, names.length, target);
      assert.ok(names.includes(`${target}Notice`));
      assert.equal(names.includes('template'), target !== 'row');
      assert.equal(names.includes('columns'), target === 'row');
    }
    for (const { name, noDataExpression } of properties)
      if (name === 'template' || name === 'title') assert.equal(noDataExpression, true);
  });
});
