/** The n8n adapter: runs a trigger of any provider. It translates and nothing more. */
import { NodeOperationError, type ITriggerFunctions, type ITriggerResponse } from 'n8n-workflow';
import type { Account, Params, Provider } from '../core/provider';
import type { FeedState } from '../core/subscriber';
import { nodePorts } from '../ports/node';
import { alertOutlet } from './n8n-live-alerts';
import { eventItem, Runs } from './n8n-runs';
import { readSetup, subscribe, type Outlet, type Setup } from './n8n-setup';
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
  const outlet = outletOf(context, setup);
  const start = new Start();
  const subscription = subscribe(context, setup, {
    events: events => outlet.events(events),
    notice: notice => outlet.notice(notice),
    state: state => {
      start.observe(state);
      if (state.name !== 'failed' || !start.isDecided) return;
      // Once: n8n takes the trigger down, tells the error workflow and activates it again later.
      void outlet.stop();
      context.emitError(new NodeOperationError(context.getNode(), state.cause.message));
    },
  });
  const stop = async (): Promise<void> => {
    subscription.stop();
    await outlet.stop();
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
): Outlet {
  const { alerts, form } = setup;
  if (alerts) return alertOutlet(context, setup, alerts);
  return new Runs(context, form, nodePorts.clock, eventItem);
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
