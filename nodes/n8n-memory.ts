/** What nodes of published workflows keep in this process from run to run. */
import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { isObject } from '../core/read';
import { nodePorts } from '../ports/node';

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

/** Characters of JSON in the workflow's static data, which n8n reads and writes whole with every run. */
const mostSaved = 100_000;

/** What can go on from what it said before, in about as many characters of JSON as it is given. */
interface Savable {
  save(most: number): unknown;
  restore(saved: unknown): void;
}

interface Run<Operator> {
  form: string;
  operator: Operator;
  savedAt: number;
}

/**
 * The operators of published workflows as they run. In memory runs that overlap share them, and what they wait for goes
 * on from run to run. The workflow's static data is there for restarts: of runs that overlap, n8n keeps that of the one
 * that ends last. With several workers each has a memory of its own, and takes what another one saved since. Tests begin
 * with nothing, and leave nothing.
 */
export class OperatorMemory<Operator extends Savable> {
  private readonly runs = new NodeMemory<Run<Operator>>();

  /** @param name under which the static data of a node holds it */
  constructor(private readonly name: string) {}

  /** The operator that a node goes on with; `make` makes one where there is none, or its `form` is another one now. */
  take(context: IExecuteFunctions, form: unknown, make: () => Operator): Operator {
    if (isTest(context)) return make();
    const last = this.saved(context);
    const run = this.runs.get(context);
    const known = run && run.savedAt >= last.savedAt ? run : undefined;
    if (known?.form === JSON.stringify(form)) return known.operator;
    const operator = make();
    operator.restore(known ? known.operator.save(Infinity) : last.state);
    return operator;
  }

  /** To be called at the end of a run. */
  keep(context: IExecuteFunctions, form: unknown, operator: Operator): void {
    if (isTest(context)) return;
    const savedAt = nodePorts.clock.now();
    const state = operator.save(mostSaved);
    // Whatever is set is written.
    if (JSON.stringify(state) !== JSON.stringify(this.saved(context).state))
      context.getWorkflowStaticData('node')[this.name] = { savedAt, state: state as IDataObject };
    this.runs.set(context, { form: JSON.stringify(form), operator, savedAt });
  }

  /** What a process before this one, or another worker, has left. */
  private saved(context: IExecuteFunctions): { savedAt: number; state: unknown } {
    const kept = context.getWorkflowStaticData('node')[this.name];
    if (!isObject(kept) || typeof kept.savedAt !== 'number') return { savedAt: 0, state: undefined };
    return { savedAt: kept.savedAt, state: kept.state };
  }
}
