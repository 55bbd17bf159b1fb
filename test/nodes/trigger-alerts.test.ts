/** The form of alert rules of a trigger in n8n: what it offers, shows and hides. */
import assert from 'node:assert/strict';
import type { INodeType } from 'n8n-workflow';
import { BenzingaTrigger } from '../../nodes/Benzinga/BenzingaTrigger.node';
import { FinFeedApiTrigger } from '../../nodes/FinFeedApi/FinFeedApiTrigger.node';
import { InsightSentryTrigger } from '../../nodes/InsightSentry/InsightSentryTrigger.node';
import { TradeWatchTrigger } from '../../nodes/TradeWatch/TradeWatchTrigger.node';
import type { alertKinds } from '../../transforms/alert/alert-rules';
import { resolved } from './n8nForm';

describe('the form of alert rules of a trigger', () => {
  const nodes: [INodeType, families: (keyof typeof alertKinds)[]][] = [
    [new InsightSentryTrigger(), ['crossesAbove', 'volumeSpike', 'words']],
    [new BenzingaTrigger(), ['ratingUp', 'targetChangedBy', 'earningsBeat', 'words']],
    [new FinFeedApiTrigger(), ['formFiled']],
    [new TradeWatchTrigger(), ['crossesAbove', 'spreadWider']],
  ];
  const optionsOf = (node: INodeType): { name: string; values: { name: string; options?: unknown[] }[] } =>
    (node.description.properties.find(({ name }) => name === 'rules')?.options?.[0] ?? {}) as never;

  for (const [node, some] of nodes) {
    it(`of ${node.description.displayName} offers the kinds that its events can fire, and opens with a row`, () => {
      const { values } = optionsOf(node);
      const offered = (values.find(({ name }) => name === 'kind')?.options ?? []) as { value: string }[];
      const kinds = offered.map(({ value }) => value);
      for (const kind of some) assert.ok(kinds.includes(kind), kind);
      assert.equal(kinds.includes('formFiled'), node instanceof FinFeedApiTrigger);
      assert.equal(kinds.includes('volumeSpike'), node instanceof InsightSentryTrigger);
      assert.equal(
        values.some(({ name }) => name === 'symbols'),
        !(node instanceof FinFeedApiTrigger),
        'filings name no symbol',
      );
      const { rules } = resolved(node, { alertRulesOn: true }) as { rules: { row: { kind: string }[] } };
      assert.deepEqual(
        rules.row.map(({ kind }) => kind),
        [kinds[0]],
      );
    });

    it(`of ${node.description.displayName} hides the delivery while rules are on, and the rules while they are off`, () => {
      const off = Object.keys(resolved(node, {}));
      assert.ok(off.includes('delivery') && !off.includes('rules'));
      for (const delivery of ['every', 'batch']) {
        const on = Object.keys(resolved(node, { alertRulesOn: true, delivery }));
        assert.ok(on.includes('rules') && on.includes('maxRunsPerMinute'));
        for (const name of ['delivery', 'deliveryMs', 'batchSize']) assert.ok(!on.includes(name), name);
      }
    });
  }
});
