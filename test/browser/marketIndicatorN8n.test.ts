/** The form of Market Indicator in the real n8n editor. */
import { strict as assert } from 'node:assert';
import type { N8n, WorkflowNode } from '../hosts/n8n';
import { manifest } from '../hosts/project';
import { emptyN8n, sharedN8n } from '../hosts/sharedHosts';
import { N8nPage } from './n8nPage';
import { screenshotPath } from './browser';

const base = { typeVersion: 1, position: [0, 0] as [number, number], parameters: {} };
const indicator = { ...base, type: `${manifest.name}.marketIndicator`, id: 'i', name: 'Market Indicator' };
const start: WorkflowNode = {
  ...base,
  ...{ id: 'start', name: 'Start', type: 'n8n-nodes-base.manualTrigger', position: [-300, 0] },
};
const connections = { Start: { main: [[{ node: indicator.name, type: 'main', index: 0 }]] } };
const always = ['backfill', 'running', 'other'];

describe('the form of marketIndicator in n8n', function () {
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

  it('opens with an RSI, and shows what each kind needs', async () => {
    const { id } = await n8n.createWorkflow({ name: 'Indicators', nodes: [start, indicator], connections });
    await editor.fresh();
    await editor.goTo(`/workflow/${id}`);
    await editor.byId('canvas-node').filter({ hasText: indicator.name }).dblclick();
    await editor.input('other').waitFor();
    assert.deepEqual(await editor.shown(), ['kind', 'price', 'length', 'name', ...always]);
    await editor.choose('kind', 'MACD');
    assert.deepEqual(await editor.shown(), ['kind', 'price', 'fast', 'slow', 'signal', 'name', ...always]);
    await editor.page.screenshot({ path: screenshotPath('n8n-indicator') });
    await editor.choose('kind', 'Volume-weighted Average Price (VWAP)');
    assert.deepEqual(await editor.shown(), ['kind', 'price', 'session', 'timeZone', 'name', ...always]);
    await editor.choose('session', 'Over the Last Bars');
    assert.deepEqual(await editor.shown(), ['kind', 'price', 'session', 'length', 'name', ...always]);
  });
});
