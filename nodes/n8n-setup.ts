/** What the form of an n8n trigger says, read and validated, and the subscription that it asks for. */
import { NodeOperationError, type ITriggerFunctions } from 'n8n-workflow';
import type { DeliveryPolicy } from '../core/delivery';
import { ConfigError } from '../core/errors';
import type { FeedNotice, MarketEvent } from '../core/event';
import type { Ledger } from '../core/ledger';
import type { AccountSource } from '../core/pool-account';
import type { Account, Form, Params, Provider } from '../core/provider';
import type { Subscription } from '../core/subscribe';
import type { Sink } from '../core/subscriber';
import { nodeEngine } from '../ports/node';
import { parseAlerts, type AlertRules } from '../transforms/alert/alert';
import { impossibleRule } from '../transforms/alert/alert-check';
import type { EventType } from '../transforms/event-fields';
import { parseQuiet, type ExpectedData } from '../transforms/hours/quiet-form';
import { parseDelivery } from './delivery';
import { accountSource } from './n8n-account';
import { alertsOf } from './n8n-alert';
import { filterOf } from './n8n-filter';
import { readSourceFilter, type SourceFilter } from './source-filter';

/** What a trigger's form says, read and validated. */
export interface Setup<P extends Params, A extends Account> extends SourceFilter {
  provider: Provider<P, A>;
  account: A;
  /** Where the account stands: it is read again before each dial. */
  source: AccountSource<A>;
  params: P;
  delivery: DeliveryPolicy;
  quiet: ExpectedData | undefined;
  /** Undefined where each event counts, and not only what rules tell. */
  alerts: AlertRules | undefined;
  form: Form;
}

/** Where a trigger's events and notices become runs. */
export interface Outlet {
  events(events: MarketEvent[]): void | Promise<void>;
  notice(notice: FeedNotice): void;
  stop(): void | Promise<void>;
}

/** Throws a NodeOperationError in a user's words. */
export async function readSetup<P extends Params, A extends Account>(
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
    const types = provider.eventTypes(params.stream);
    const alerts = readAlerts(read, types);
    const delivery = deliveryOf(read, provider.brings(params.stream), alerts);
    const filter = readSourceFilter(filterOf(read), types, context.getTimezone());
    // Silence is told as a notice: without those the fields are not shown.
    const quiet = read.includeNotices === true ? parseQuiet(read, context.getTimezone()) : undefined;
    const source = accountSource(context, provider, credential, secrets);
    const setup = { provider, account, source, params, delivery, quiet, alerts, ...filter };
    return { ...setup, form: { ...read, delivery: delivery.mode } };
  } catch (thrown) {
    throw new NodeOperationError(context.getNode(), toUserText(thrown));
  }
}

/** Throws a ConfigError also where a rule can never fire: a workflow that never starts tells nobody why. */
function readAlerts(form: Form, types: readonly EventType[]): AlertRules | undefined {
  const asked = alertsOf(form);
  if (asked === undefined) return undefined;
  const rules = parseAlerts(asked);
  const fault = impossibleRule(rules, types);
  if (fault !== undefined) throw new ConfigError(fault);
  return rules;
}

/** Rules must see every event, whatever else the form says. */
function deliveryOf(
  form: Form,
  brings: 'prices' | 'records',
  alerts: AlertRules | undefined,
): DeliveryPolicy {
  const policy = safeDelivery(brings);
  return alerts === undefined ? parseDelivery(form, policy) : { ...policy, mode: 'every' };
}

/** The delivery where a workflow does not say: prices come faster than runs may start, each record counts. */
export function safeDelivery(brings: 'prices' | 'records'): DeliveryPolicy {
  return { mode: brings === 'prices' ? 'latest' : 'every', everyMs: 60_000, batchSize: 100 };
}

function toUserText(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** Subscribes to what a setup asks for. */
export function subscribe<P extends Params, A extends Account>(
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
