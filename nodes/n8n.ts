/** The n8n adapter: runs a trigger of any provider. It translates and nothing more. */
import {
  NodeOperationError,
  type INodeCredentialTestResult,
  type INodeExecutionData,
  type ITriggerFunctions,
  type ITriggerResponse,
} from 'n8n-workflow';
import { toStreamError } from '../core/errors';
import type { MarketEvent } from '../core/event';
import type { Account, Form, Params, Provider } from '../core/provider';
import type { Subscription } from '../core/subscribe';
import type { FeedState, Sink } from '../core/subscriber';
import { nodeEngine, nodePorts } from '../ports/node';
import { parseDelivery } from './delivery';
import { eventItem, Runs } from './n8n-runs';

/** Activation waits this long for the first connection; n8n starts one workflow after the other. */
const activationMs = 10_000;
/** A test step waits this long for a real event before it shows a sample. */
const testMs = 20_000;
/** A credential test waits this long for the provider's verdict. */
const credentialTestMs = 15_000;

/** What a trigger's form says, read and validated. */
interface Setup<P extends Params, A extends Account> {
  provider: Provider<P, A>;
  account: A;
  params: P;
  form: Form;
}

async function readSetup<P extends Params, A extends Account>(
  context: ITriggerFunctions,
  provider: Provider<P, A>,
  credential: string,
): Promise<Setup<P, A>> {
  const secrets = await context.getCredentials(credential);
  const name = context.getNode().credentials?.[credential]?.name ?? provider.title;
  const form = context.getNode().parameters as Form;
  const read: Record<string, unknown> = {};
  // Through getNodeParameter, so that expressions and defaults count.
  for (const field of Object.keys(form)) read[field] = context.getNodeParameter(field, undefined);
  try {
    const account = provider.account(secrets, name);
    const params = provider.parse(read, account);
    if (provider.topics(params).length === 0) throw new Error('Add at least one symbol to watch.');
    return { provider, account, params, form: read };
  } catch (thrown) {
    throw new NodeOperationError(context.getNode(), toUserText(thrown));
  }
}

function toUserText(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** Starts a provider's trigger, in production or as a test step. */
export async function startTrigger<P extends Params, A extends Account>(
  context: ITriggerFunctions,
  provider: Provider<P, A>,
  credential: string,
): Promise<ITriggerResponse> {
  const setup = await readSetup(context, provider, credential);
  return context.getMode() === 'manual' ? startTest(context, setup) : startProduction(context, setup);
}

function subscribe<P extends Params, A extends Account>(
  context: ITriggerFunctions,
  { provider, account, params, form }: Setup<P, A>,
  sink: Sink,
): Subscription<P> {
  const workflow = context.getWorkflow().name;
  const name = workflow ? `${context.getNode().name} of ${workflow}` : context.getNode().name;
  const delivery = parseDelivery(form, { mode: 'latest', everyMs: 60_000, batchSize: 100 });
  return nodeEngine().subscribe({ provider, account, params, name, delivery, sink });
}

async function startProduction<P extends Params, A extends Account>(
  context: ITriggerFunctions,
  setup: Setup<P, A>,
): Promise<ITriggerResponse> {
  const runs = new Runs(context, setup.form, nodePorts.clock);
  const start = new Start();
  const subscription = subscribe(context, setup, {
    events: events => runs.events(events),
    notice: notice => runs.notice(notice),
    state: state => {
      start.observe(state);
      if (state.name !== 'failed' || !start.isDecided) return;
      // Once: n8n takes the trigger down, tells the error workflow and activates it again later.
      runs.stop();
      context.emitError(new NodeOperationError(context.getNode(), state.cause.message));
    },
  });
  const stop = (): void => {
    runs.stop();
    subscription.stop();
  };
  const failure = await start.outcome(activationMs);
  if (failure !== undefined) {
    stop();
    throw new NodeOperationError(context.getNode(), failure);
  }
  return { closeFunction: () => Promise.resolve(stop()) };
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

/**
 * A test step: the latest event of the connection that is there, else the next one, else a sample that says it is
 * one. Ends by itself: n8n does not close a waiting test whose editor went away.
 */
function startTest<P extends Params, A extends Account>(
  context: ITriggerFunctions,
  setup: Setup<P, A>,
): ITriggerResponse {
  let stop = (): void => undefined;
  const run = async (): Promise<void> => {
    const outcome = await new Promise<MarketEvent | FeedState | 'late' | 'stopped'>(resolve => {
      const form = { ...setup.form, delivery: 'every' };
      const subscription = subscribe(
        context,
        { ...setup, form },
        {
          events: events => resolve(events[events.length - 1] ?? 'late'),
          notice: () => undefined,
          state: state => {
            if (state.name === 'failed') resolve(state);
          },
        },
      );
      const cancel = nodePorts.clock.after(testMs, () => resolve('late'));
      stop = () => {
        cancel();
        subscription.stop();
        resolve('stopped');
      };
    });
    stop();
    if (outcome === 'stopped') return;
    const simplify = setup.form.simplify !== false;
    if (outcome === 'late') return context.emit([[sampleItem(setup, simplify)]]);
    if ('cause' in outcome) throw new NodeOperationError(context.getNode(), outcome.cause.message);
    if ('type' in outcome) context.emit([[eventItem(outcome, simplify)]]);
  };
  return { manualTriggerFunction: run, closeFunction: () => Promise.resolve(stop()) };
}

function sampleItem<P extends Params, A extends Account>(
  { provider, params }: Setup<P, A>,
  simplify: boolean,
): INodeExecutionData {
  const item = eventItem(provider.sample(params), simplify);
  return {
    json: { ...item.json, sample: true, sampleReason: 'No event came in time: this one is invented.' },
  };
}

/** Proves an account: by the connection that is there, else by a short one of its own. */
export async function testCredential<P extends Params, A extends Account>(
  provider: Provider<P, A>,
  form: Form,
): Promise<INodeCredentialTestResult> {
  let subscription: Subscription<P> | undefined;
  try {
    const account = provider.account(form, provider.title);
    if (nodeEngine().isOnline(provider, account)) return { status: 'OK', message: 'Connected right now.' };
    const verdict = await new Promise<FeedState | undefined>(resolve => {
      const cancel = nodePorts.clock.after(credentialTestMs, () => resolve(undefined));
      subscription = nodeEngine().subscribe({
        provider,
        account,
        params: provider.probe(account),
        name: 'the credential test',
        delivery: { mode: 'every', everyMs: 1000, batchSize: 100 },
        sink: {
          events: () => undefined,
          notice: () => undefined,
          state: state => {
            if (state.name === 'connecting' || state.name === 'idle') return;
            cancel();
            resolve(state);
          },
        },
      });
    });
    if (verdict?.name === 'online')
      return { status: 'OK', message: `${provider.title} accepted the account.` };
    const message =
      verdict && 'cause' in verdict ? verdict.cause.message : `${provider.title} did not answer in time.`;
    return { status: 'Error', message };
  } catch (thrown) {
    return { status: 'Error', message: toStreamError(thrown).message };
  } finally {
    subscription?.stop();
  }
}
