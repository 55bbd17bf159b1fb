/** The form of Market Alert in the real n8n editor. */
import { strict as assert } from 'node:assert';
import type { N8n, WorkflowNode } from '../hosts/n8n';
import { manifest } from '../hosts/project';
import { emptyN8n, sharedN8n } from '../hosts/sharedHosts';
import { N8nPage } from './n8nPage';

const base = { typeVersion: 1, position: [0, 0] as [number, number], parameters: {} };
const alert = { ...base, type: `${manifest.name}.marketAlert`, id: 'alert', name: 'Market Alert' };
const start: WorkflowNode = {
  ...base,
  ...{ id: 'start', name: 'Start', type: 'n8n-nodes-base.manualTrigger', position: [-300, 0] },
};
const connections = { Start: { main: [[{ node: alert.name, type: 'main', index: 0 }]] } };

describe('the form of marketAlert in n8n', function () {
  this.timeout(240_000);
  let n8n: N8n;
  let editor: N8nPage;
  before(async () => {
    n8n = await sharedN8n();
    editor = await N8nPage.open(n8n);
  });
  after(async () => {
    await editor?.close();
    await emptyN8n(n8n);
  });

  /** Opens the form of a saved node. */
  async function open(parameters: Record<string, unknown>): Promise<void> {
    const node: WorkflowNode = { ...alert, parameters };
    const { id } = await n8n.createWorkflow({ name: 'Alerts', nodes: [start, node], connections });
    await editor.fresh();
    await editor.goTo(`/workflow/${id}`);
    await editor.byId('canvas-node').filter({ hasText: alert.name }).dblclick();
    await editor.input('other').waitFor();
  }

  it('opens with a rule to fill in, and shows what each kind needs', async () => {
    await open({});
    assert.deepEqual(await editor.shown(), ['kind', 'symbols', 'price', 'level', 'other']);
    await editor.choose('kind', 'Moves by %');
    assert.deepEqual(await editor.shown(), [
      ...['kind', 'symbols', 'price', 'direction', 'by', 'withinMs', 'other'],
    ]);
    await editor.choose('kind', 'Words');
    assert.deepEqual(await editor.shown(), ['kind', 'symbols', 'match', 'words', 'other']);
  });

  it('shows what is set besides, of each rule', async () => {
    const rules = [
      { symbols: 'AAPL', level: '240', holdMs: '5 min', repeat: 'rearm', rearmBy: '1' },
      { kind: 'formFiled', forms: '8-K', quietDays: 'Sat, Sun' },
    ];
    await open({ rules: { row: rules } });
    assert.deepEqual(await editor.shown(), [
      ...['kind', 'symbols', 'price', 'level', 'holdMs', 'repeat', 'rearmBy'],
      ...['kind', 'symbols', 'forms', 'ciks', 'amendments', 'quietDays', 'other'],
    ]);
  });
});
