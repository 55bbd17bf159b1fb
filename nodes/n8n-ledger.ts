/** What an n8n trigger keeps over restarts of what its workflow has had. */
import type { ITriggerFunctions } from 'n8n-workflow';
import type { MarketEvent } from '../core/event';
import { Ledger, type SavedLedger } from '../core/ledger';
import { isObject, toNumber } from '../core/read';
import { nodePorts } from '../ports/node';
import { jsonOf } from './n8n-transform';

/** Ids in the workflow's static data, which n8n reads and writes whole with every run. */
const mostIds = 500;
const mostTriggers = 500;

/** How things stood when a trigger of this process was stopped: n8n writes static data only when a run starts. */
const stopped = new Map<string, SavedLedger>();

/** The ledger of one trigger, in the static data of its workflow. */
export class TriggerLedger {
  readonly ledger: Ledger;
  private readonly key: string;

  /** @param of the stream that it is about */
  constructor(
    private readonly context: ITriggerFunctions,
    of: string,
  ) {
    this.key = `${context.getWorkflow().id ?? ''} ${context.getNode().id}`;
    const { clock } = nodePorts;
    this.ledger = new Ledger({
      of,
      saved: this.saved(),
      now: clock.now(),
      mostIds,
      changed: () => undefined,
    });
    // n8n writes it once the trigger is active.
    this.keep();
  }

  /** To be called right before a run starts with `events`: n8n writes the static data then. */
  leave(events: readonly MarketEvent[]): void {
    this.ledger.note(events);
    this.keep();
  }

  /** The trigger ends, and may start again in this process. */
  stop(): void {
    stopped.delete(this.key);
    stopped.set(this.key, this.ledger.save());
    const [oldest] = stopped.keys();
    if (stopped.size > mostTriggers && oldest !== undefined) stopped.delete(oldest);
  }

  private keep(): void {
    this.context.getWorkflowStaticData('node').ledger = jsonOf(this.ledger.save());
  }

  /** What is newest of what this process and the database know. */
  private saved(): unknown {
    const kept = this.context.getWorkflowStaticData('node').ledger;
    const here = stopped.get(this.key);
    const keptAt = isObject(kept) ? toNumber(kept.heardAt) : null;
    return here && here.heardAt >= (keptAt ?? 0) ? here : kept;
  }
}
