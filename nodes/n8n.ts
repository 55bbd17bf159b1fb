/** The n8n adapter: runs a trigger of any provider. It translates and nothing more. */
import {
  NodeOperationError,
  type INodeExecutionData,
  type ITriggerFunctions,
  type ITriggerResponse,
} from 'n8n-workflow';
import type { DeliveryPolicy } from '../core/delivery';
import { StreamError } from '../core/errors';
import type { MarketEvent } from '../core/event';
import { streamOf, type Ledger } from '../core/ledger';
import type { AccountSource } from '../core/pool-account';
import type { Account, Form, Params, Provider } from '../core/provider';
import type { Subscription } from '../core/subscribe';
import type { FeedState, Sink } from '../core/subscriber';
import { nodeEngine, nodePorts } from '../ports/node';
import { parseQuiet, type ExpectedData } from '../transforms/hours/quiet-form';
import { parseDelivery } from './delivery';
import { accountSource } from './n8n-account';
import { filterOf } from './n8n-filter';
import { TriggerLedger } from './n8n-ledger';
import { eventItem, Runs } from './n8n-runs';
import { readSourceFilter, type SourceFilter } from './source-filter';

/** Activation waits this long for the first connection; n8n starts one workflow after the other. */
const activationMs = 10_000;
/** A test step waits this long for a real event before it shows a sample. */
const testMs = 20_000;
/** A test step takes the newest of the past events that come within this time after the first. */
const pastMs = 500;

/** What a trigger's form says, read and validated. */
interface Setup<P extends Params, A extends Account> extends SourceFilter {
  provider: Provider<P, A>;
  account: A;
  /** Where it stands: it is read again before each dial. */
  source: AccountSource<A>;
  params: P;
  delivery: DeliveryPolicy;
  quiet: ExpectedData | undefined;
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
  // A test step shows the latest record that there is, rather than wait for the next one.
  const asked = context.getMode() === 'manual' ? { ...read, backlog: true } : read;
  try {
    const account = provider.account(secrets, name);
    const params = provider.parse(asked, account);
    if (provider.topics(params).length === 0) throw new Error('Add at least one symbol to watch.');
    const delivery = parseDelivery(read, safeDelivery(provider.brings(params.stream)));
    const filter = readSourceFilter(
      filterOf(read),
      provider.eventTypes(params.stream),
      context.getTimezone(),
    );
    // Silence is told as a notice: without those the fields are not shown.
    const quiet = read.includeNotices === true ? parseQuiet(read, context.getTimezone()) : undefined;
    const source = accountSource(context, provider, credential, secrets);
    return {
      ...{ provider, account, source, params, delivery, quiet, ...filter },
      form: { ...read, delivery: delivery.mode },
    };
  } catch (thrown) {
    throw new NodeOperationError(context.getNode(), toUserText(thrown));
  }
}

/** The delivery where a workflow does not say: prices come faster than runs may start, each record counts. */
export function safeDelivery(brings: 'prices' | 'records'): DeliveryPolicy {
  return { mode: brings === 'prices' ? 'latest' : 'every', everyMs: 60_000, batchSize: 100 };
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
  { provider, account, source, params, delivery, filter, quiet }: Setup<P, A>,
  sink: Sink,
  ledger?: Ledger,
): Subscription<P> {
  const workflow = context.getWorkflow().name;
  const node = workflow ? `${context.getNode().name} of ${workflow}` : context.getNode().name;
  const name = context.getMode() === 'manual' ? `a test of ${node}` : node;
  const asked = { provider, account, source, params, name, delivery, filter, quiet, ledger, sink };
  return nodeEngine().subscribe(asked);
}

async function startProduction<P extends Params, A extends Account>(
  context: ITriggerFunctions,
  setup: Setup<P, A>,
): Promise<ITriggerResponse> {
  if (setup.warning !== undefined) context.logger.warn(`${context.getNode().name}: ${setup.warning}`);
  const { provider, account, params } = setup;
  const ledger = new TriggerLedger(context, streamOf(provider.id, params.stream, account.practice));
  const runs = new Runs(context, setup.form, nodePorts.clock, ledger);
  const start = new Start();
  const sink: Sink = {
    events: events => runs.events(events),
    notice: notice => runs.notice(notice),
    state: state => {
      start.observe(state);
      if (state.name !== 'failed' || !start.isDecided) return;
      // Once: n8n takes the trigger down, tells the error workflow and activates it again later.
      runs.stop();
      context.emitError(new NodeOperationError(context.getNode(), state.cause.message));
    },
  };
  const subscription = subscribe(context, setup, sink, ledger.ledger);
  const stop = (): void => {
    runs.stop();
    subscription.stop();
    ledger.stop();
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
    let trouble = '';
    const outcome = await new Promise<MarketEvent | StreamError | 'late' | 'stopped'>(resolve => {
      const cancels = [nodePorts.clock.after(testMs, () => resolve('late'))];
      let newest: MarketEvent | undefined;
      /** What is past comes one by one, the oldest first. */
      const offer = (event: MarketEvent): void => {
        if (!event.backfill) return resolve(event);
        if (!newest) cancels.push(nodePorts.clock.after(pastMs, () => resolve(newest ?? event)));
        newest = event;
      };
      const delivery: DeliveryPolicy = { ...setup.delivery, mode: 'every' };
      const subscription = subscribe(
        context,
        { ...setup, delivery },
        {
          events: events => events.forEach(offer),
          notice: () => undefined,
          state: state => {
            if (state.name === 'failed') resolve(state.cause);
            if (state.name === 'waiting') trouble = state.cause.message;
            const latest = state.name === 'online' ? subscription.latest() : undefined;
            if (latest) offer(latest);
          },
        },
      );
      stop = () => {
        for (const cancel of cancels) cancel();
        subscription.stop();
        resolve('stopped');
      };
    });
    stop();
    if (outcome === 'stopped') return;
    if (outcome instanceof StreamError) throw new NodeOperationError(context.getNode(), outcome.message);
    const simplify = setup.form.simplify !== false;
    context.emit([
      [outcome === 'late' ? sampleItem(setup, simplify, trouble) : eventItem(outcome, simplify)],
    ]);
  };
  return { manualTriggerFunction: run, closeFunction: () => Promise.resolve(stop()) };
}

function sampleItem<P extends Params, A extends Account>(
  { provider, params, filter, warning = '' }: Setup<P, A>,
  simplify: boolean,
  trouble: string,
): INodeExecutionData {
  const item = eventItem(provider.sample(params), simplify);
  const what = filter === undefined ? 'No event came' : 'No event that matches the filter came';
  const sampleReason = [`${what} in time: this one is invented.`, warning, trouble]
    .filter(part => part !== '')
    .join(' ');
  return { json: { ...item.json, sample: true, sampleReason } };
}
