/** What nodes of published workflows keep in this process from run to run. */
import type { IExecuteFunctions } from 'n8n-workflow';

const mostNodes = 500;

/** By workflow and node, of at most 500 nodes: the one that ran longest ago goes first. Test runs have none. */
export class NodeMemory<Kept> {
  private readonly nodes = new Map<string, Kept>();

  get(context: IExecuteFunctions): Kept | undefined {
    return isTest(context) ? undefined : this.nodes.get(keyOf(context));
  }

  set(context: IExecuteFunctions, kept: Kept): void {
    if (isTest(context)) return;
    const key = keyOf(context);
    // What is used again is the last to go.
    this.nodes.delete(key);
    this.nodes.set(key, kept);
    const [oldest] = this.nodes.keys();
    if (this.nodes.size > mostNodes && oldest !== undefined) this.nodes.delete(oldest);
  }
}

/** Whether a run was started by hand in the editor. */
export function isTest(context: IExecuteFunctions): boolean {
  return context.getMode() === 'manual';
}

function keyOf(context: IExecuteFunctions): string {
  return `${context.getWorkflow().id ?? ''} ${context.getNode().id}`;
}
