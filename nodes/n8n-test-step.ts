/** The test step of a trigger: one item to build a workflow with. */
import {
  NodeOperationError,
  type INodeExecutionData,
  type ITriggerFunctions,
  type ITriggerResponse,
} from 'n8n-workflow';
import { StreamError } from '../core/errors';
import type { MarketEvent } from '../core/event';
import type { Account, Params } from '../core/provider';
import { nodePorts } from '../ports/node';
import { AlertOperator } from '../transforms/alert/alert';
import { sampleAlert } from '../transforms/alert/alert-sample';
import { alertItem } from './n8n-live-alerts';
import { eventItem, isSimple } from './n8n-runs';
import { subscribe, type Setup } from './n8n-setup';

/** A test step waits this long for a real event before it shows a sample. */
const testMs = 20_000;
/** Alerts are rare: once events can come, a test step waits no longer than this for one. */
const alertMs = 3000;
/** A test step takes the newest of the past events that come within this time after the first. */
const pastMs = 500;

type Outcome = INodeExecutionData | StreamError | 'late' | 'stopped';

/** Takes what comes, and says when an item is found. */
type Offer = (event: MarketEvent) => void;

const { clock } = nodePorts;

/** The next event, or where only past ones come one by one, the oldest first, the newest of those. */
function eventOffer<P extends Params, A extends Account>(
  setup: Setup<P, A>,
  found: (item: INodeExecutionData) => void,
  after: (ms: number, task: () => void) => void,
): Offer {
  let newest: MarketEvent | undefined;
  const take = (event: MarketEvent): void => found(eventItem(event, isSimple(setup.form)));
  return event => {
    if (!event.backfill) return take(event);
    if (!newest) after(pastMs, () => take(newest ?? event));
    newest = event;
  };
}

/** The first alert of rules that have seen nothing yet. */
function alertOffer<P extends Params, A extends Account>(
  setup: Setup<P, A>,
  found: (item: INodeExecutionData) => void,
): Offer {
  const operator = new AlertOperator(setup.alerts ?? []);
  return event => {
    const [alert] = operator.take(event, clock.now());
    if (alert) found(alertItem(alert, isSimple(setup.form)));
  };
}

/**
 * A test step: the latest event of the connection that is there, else the next one, else a sample that says it is
 * one; with alert rules, an alert in place of the event. Ends by itself: n8n does not close a waiting test whose editor
 * went away.
 */
export function startTest<P extends Params, A extends Account>(
  context: ITriggerFunctions,
  setup: Setup<P, A>,
): ITriggerResponse {
  let stop = (): void => undefined;
  const run = async (): Promise<void> => {
    let trouble = '';
    const outcome = await new Promise<Outcome>(resolve => {
      const cancels = [clock.after(testMs, () => resolve('late'))];
      const after = (ms: number, task: () => void): void => void cancels.push(clock.after(ms, task));
      const offer = setup.alerts ? alertOffer(setup, resolve) : eventOffer(setup, resolve, after);
      const subscription = subscribe(
        context,
        { ...setup, delivery: { ...setup.delivery, mode: 'every' } },
        {
          events: events => events.forEach(offer),
          notice: () => undefined,
          state: state => {
            if (state.name === 'failed') resolve(state.cause);
            if (state.name === 'waiting') trouble = state.cause.message;
            if (state.name !== 'online') return;
            const latest = subscription.latest();
            if (latest) offer(latest);
            if (setup.alerts) after(alertMs, () => resolve('late'));
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
    context.emit([[outcome === 'late' ? sampleItem(setup, trouble) : outcome]]);
  };
  return { manualTriggerFunction: run, closeFunction: () => Promise.resolve(stop()) };
}

function sampleItem<P extends Params, A extends Account>(
  setup: Setup<P, A>,
  trouble: string,
): INodeExecutionData {
  const { provider, params, filter, alerts, warning = '' } = setup;
  const event = provider.sample(params);
  const { json } = alerts
    ? alertItem(sampleAlert(alerts, event, provider.eventTypes(params.stream)), isSimple(setup.form))
    : eventItem(event, isSimple(setup.form));
  const what = alerts ? 'No rule fired' : `No event${filter ? ' that matches the filter' : ''} came`;
  const sampleReason = [`${what} in time: this one is invented.`, warning, trouble]
    .filter(part => part !== '')
    .join(' ');
  return { json: { ...json, sample: true, sampleReason } };
}
