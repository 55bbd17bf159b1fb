/** The n8n adapter: runs a trigger of any provider. It translates and nothing more. */
import { NodeOperationError, type ITriggerFunctions, type ITriggerResponse } from 'n8n-workflow';
import { streamOf } from '../core/ledger';
import type { Account, Params, Provider } from '../core/provider';
import type { FeedState, Sink } from '../core/subscriber';
import { nodePorts } from '../ports/node';
import { KeptLedger } from './kept-ledger';
import { alertOutlet } from './n8n-live-alerts';
import { eventItem, Runs } from './n8n-runs';
import { readSetup, subscribe, type Outlet, type Setup } from './n8n-setup';
import { keptName, n8nStore } from './n8n-store';
import { startTest } from './n8n-test-step';

/** Activation waits this long for the first connection; n8n starts one workflow after the other. */
const activationMs = 10_000;

/** Starts a provider's trigger, in production or as a test step. */
export async function startTrigger<P extends Params, A extends Account>(
  context: ITriggerFunctions,
  provider: Provider<P, A>,
  credential: string,
): Promise<ITriggerResponse> {
  const setup = await readSetup(context, provider, credential);
  return context.getMode() === 'manual' ? startTest(context, setup) : startProduction(context, setup);
}

async function startProduction<P extends Params, A extends Account>(
  context: ITriggerFunctions,
  setup: Setup<P, A>,
): Promise<ITriggerResponse> {
  if (setup.warning !== undefined) context.logger.warn(`${context.getNode().name}: ${setup.warning}`);
  const ledger = ledgerOf(context, setup);
  const outlet = outletOf(context, setup, ledger);
  const start = new Start();
  const sink: Sink = {
    events: events => outlet.events(events),
    notice: notice => outlet.notice(notice),
    state: state => {
      start.observe(state);
      if (state.name !== 'failed' || !start.isDecided) return;
      // Once: n8n takes the trigger down, tells the error workflow and activates it again later.
      void stop();
      context.emitError(new NodeOperationError(context.getNode(), state.cause.message));
    },
  };
  const subscription = subscribe(context, setup, sink, ledger.ledger);
  const stop = async (): Promise<void> => {
    // First: what still waits for a run then was not had.
    subscription.stop();
    await outlet.stop();
    await ledger.close();
  };
  const failure = await start.outcome(activationMs);
  if (failure !== undefined) {
    await stop();
    throw new NodeOperationError(context.getNode(), failure);
  }
  return { closeFunction: stop };
}

function outletOf<P extends Params, A extends Account>(
  context: ITriggerFunctions,
  setup: Setup<P, A>,
  { ledger }: KeptLedger,
): Outlet {
  const { alerts, form } = setup;
  if (alerts) return alertOutlet(context, setup, alerts, ledger);
  return new Runs(context, form, nodePorts.clock, eventItem, events => ledger.note(events));
}

/**
 * In a file of n8n's user folder and not in the workflow's static data: n8n saves that of a trigger whole as it was when
 * the trigger started, over what other nodes have saved since.
 */
function ledgerOf<P extends Params, A extends Account>(
  context: ITriggerFunctions,
  { provider, params, account }: Setup<P, A>,
): KeptLedger {
  const store = n8nStore(context.logger);
  const of = streamOf(provider.id, params.stream, account.practice);
  return new KeptLedger(store, keptName('ledger', context), of, nodePorts.clock);
}

/** Waits for the first verdict on a subscription. Only what retrying cannot help is a failure, never the clock. */
class Start {
  isDecided = false;
  private decide: (failure: string | undefined) => void = () => undefined;
  private readonly decided = new Promise<string | undefined>(resolve => (this.decide = resolve));

  observe(state: FeedState): void {
    if (this.isDecided) return;
    if (state.name === 'failed') this.decide(state.cause.message);
    else if (state.name === 'online') this.decide(undefined);
  }

  async outcome(ms: number): Promise<string | undefined> {
    const cancel = nodePorts.clock.after(ms, () => this.decide(undefined));
    const failure = await this.decided;
    cancel();
    this.isDecided = true;
    return failure;
  }
}
