import type { Node, NodeMessage, NodeMessageInFlow } from 'node-red';
import { ConfigError, toStreamError } from '../core/errors';
import { copyEvent, type FeedNotice, type MarketEvent } from '../core/event';
import { streamOf } from '../core/ledger';
import type { Account, Form, Params, Provider } from '../core/provider';
import type { Subscription } from '../core/subscribe';
import type { EventFilter, FeedState } from '../core/subscriber';
import { nodeEngine, nodePorts } from '../ports/node';
import { parseQuiet, type ExpectedData } from '../transforms/hours/quiet-form';
import { parseDelivery } from './delivery';
import { KeptLedger } from './kept-ledger';
import { ledgerKind } from './node-red-kept';
import { StatusLine, type Translate } from './node-red-status';
import { readSourceFilter } from './source-filter';

/** A message as a source sends it. */
export interface SourceMessage extends NodeMessage {
  event?: MarketEvent;
  subscriptions?: Form[];
}

/** Ids of messages: Node-RED would draw random bytes for each, which costs more than the rest of a message. */
const idPrefix = Math.floor(Math.random() * 0x100000000)
  .toString(16)
  .padStart(8, '0');
let lastId = 0;

/** Makes a message of an event; `msg.event` stays as it is when the flow works on the payload. */
export function eventMessage(event: MarketEvent): SourceMessage {
  const own = copyEvent(event);
  lastId = (lastId + 1) % 0x100000000;
  const id = idPrefix + lastId.toString(16).padStart(8, '0');
  return { _msgid: id, topic: own.symbol ?? own.stream, payload: { ...own }, event: own };
}

const actions = ['subscribe', 'unsubscribe', 'getSubscriptions', 'connect', 'disconnect'] as const;

/** One source node: keeps its subscription, sends its events and notices, obeys control messages. */
export class Source<P extends Params, A extends Account> {
  private readonly status: StatusLine;
  private subscription: Subscription<P> | undefined;
  private account: A | undefined;
  private params: P | undefined;
  /** Made once: what it compares with is kept while the node disconnects and connects again. */
  private filter: EventFilter | undefined;
  private kept: KeptLedger | undefined;
  private quiet: ExpectedData | undefined;
  private isConnected = true;
  private toldFailure = '';

  constructor(
    private readonly node: Node,
    private readonly provider: Provider<P, A>,
    private readonly form: Form,
    private readonly findAccount: () => A,
    private readonly translate: Translate,
  ) {
    this.status = new StatusLine(node, nodePorts.clock, translate);
  }

  /** Reads the form and subscribes; what is wrong with it is told as the node's error. */
  start(): void {
    this.isConnected = this.form.autoConnect !== false;
    try {
      this.account = this.findAccount();
      const params = this.provider.parse(this.form, this.account);
      parseDelivery(this.form, this.defaults);
      const { filter, warning } = readSourceFilter(this.form.filter, this.provider.eventTypes(params.stream));
      this.filter = filter;
      this.quiet = parseQuiet(this.form);
      if (warning !== undefined) this.node.warn(warning);
      // Not before all of it is right: a message could make a node that is half set up connect.
      this.params = params;
      this.kept = this.openLedger(params, this.account);
      this.apply();
    } catch (thrown) {
      const error = toStreamError(thrown);
      this.fail(error.message);
      this.status.say(this.account ? 'failed.config' : 'noAccount', 'red', 'ring');
    }
  }

  /** Settles when what is kept over restarts is written. */
  async stop(): Promise<void> {
    this.subscription?.stop();
    this.subscription = undefined;
    this.status.stop();
    await this.kept?.close();
  }

  /** Obeys `msg.action`; errors go to `done`, so that Catch nodes see them. */
  control(
    message: NodeMessageInFlow,
    send: (message: NodeMessage | (NodeMessage | null)[]) => void,
    done: (error?: Error) => void,
  ): void {
    try {
      this.obey(message, send);
      done();
    } catch (thrown) {
      done(toStreamError(thrown));
    }
  }

  private openLedger(params: P, account: A): KeptLedger | undefined {
    const { store, clock } = nodePorts;
    const of = streamOf(this.provider.id, params.stream, account.practice);
    return store && new KeptLedger(store, `${ledgerKind} ${this.node.id}`, of, clock);
  }

  private readonly defaults = { mode: 'every', everyMs: 1000, batchSize: 100 } as const;

  private obey(
    message: NodeMessageInFlow & { action?: unknown },
    send: (message: NodeMessage | (NodeMessage | null)[]) => void,
  ): void {
    const action = actions.find(one => one === message.action);
    if (!action) {
      throw new ConfigError(`msg.action must be one of: ${actions.join(', ')}.`);
    }
    const { account, params } = this;
    if (!account || !params)
      throw new ConfigError('This node is not set up: open it and correct what is marked red.');
    if (action === 'getSubscriptions') return send([null, this.listMessage(message, params)]);
    if (action === 'connect') this.isConnected = true;
    else if (action === 'disconnect') this.isConnected = false;
    else if (action === 'subscribe') return this.change(this.provider.add(params, message.topic, account));
    else return this.change(this.provider.remove(params, message.topic, account));
    this.apply();
  }

  private listMessage(message: NodeMessageInFlow, params: P): SourceMessage {
    const subscriptions = this.provider.list(params);
    const payload = {
      notice: 'subscription',
      provider: this.provider.id,
      stream: params.stream,
      account: this.account?.name ?? '',
      time: new Date(nodePorts.clock.now()).toISOString(),
      message: `${subscriptions.length} subscriptions.`,
      state: this.subscription?.state.name ?? 'idle',
      subscriptions,
      connection: this.subscription?.stats() ?? null,
    };
    return Object.assign(message, { topic: 'subscription', payload, subscriptions });
  }

  /** Changes what is subscribed, unless that is refused: then this node keeps what it has. */
  private change(params: P): void {
    if (this.provider.topics(params).length > 0) this.subscription?.update(params);
    this.params = params;
    this.apply();
  }

  /** Brings the subscription in line with what is wanted now. */
  private apply(): void {
    const { account, params } = this;
    if (!account || !params) return;
    const isWanted = this.isConnected && this.provider.topics(params).length > 0;
    if (!isWanted) {
      this.subscription?.stop();
      this.subscription = undefined;
      this.status.say(this.isConnected ? 'noSymbols' : 'disconnected', 'grey', 'ring');
    } else if (this.subscription) {
      this.showState(this.subscription.state);
    } else {
      this.subscription = nodeEngine().subscribe({
        provider: this.provider,
        account,
        // A deploy that changes the account starts its nodes anew: it is read again by that.
        source: { id: this.accountId, read: () => Promise.resolve(account) },
        params,
        name: this.node.name || this.node.id,
        delivery: parseDelivery(this.form, this.defaults),
        filter: this.filter,
        ledger: this.kept?.ledger,
        quiet: this.quiet,
        sink: {
          events: events => this.sendEvents(events),
          notice: notice => this.sendNotice(notice),
          state: state => this.onState(state),
        },
      });
    }
  }

  private sendEvents(events: MarketEvent[]): void {
    this.kept?.ledger.note(events);
    if (this.form.delivery !== 'batch') {
      // One by one: Node-RED clones every message of a list but the first.
      for (const event of events) this.node.send([eventMessage(event), null]);
      return;
    }
    const own = events.map(copyEvent);
    this.node.send([{ topic: this.params?.stream ?? '', payload: own }, null]);
  }

  private sendNotice(notice: FeedNotice): void {
    this.node.send([null, { topic: notice.notice, payload: notice }]);
    if (notice.notice.startsWith('key-') && this.subscription) this.showState(this.subscription.state);
  }

  private onState(state: FeedState): void {
    this.showState(state);
    if (state.name === 'failed') this.fail(state.cause.message);
    else if (state.name === 'online') this.toldFailure = '';
  }

  private showState(state: FeedState): void {
    const labels = new Set(this.params ? this.provider.topics(this.params).map(({ label }) => label) : []);
    this.status.show(state, summary([...labels]), {
      timeText: ms => this.timeText(ms),
      keyEnd: () => this.keyEnd(),
    });
  }

  /** By the clock of the market whose hours this node knows. */
  private timeText(ms: number): string {
    return this.quiet?.hours.timeText(ms, nodePorts.clock.now()) ?? '';
  }

  /** Of the account's node. */
  private get accountId(): string {
    return typeof this.form.account === 'string' ? this.form.account : '';
  }

  /** When the key ends, where nobody renews it but its owner. */
  private keyEnd(): number | undefined {
    const stats = this.subscription?.stats();
    return stats?.keyRenews === false ? (stats.keyExpiresAt ?? undefined) : undefined;
  }

  private fail(message: string): void {
    if (message === this.toldFailure) return;
    this.toldFailure = message;
    this.node.error(message, { topic: 'failed' });
  }
}

/** `AAPL +2`: the first symbol and how many more there are. */
function summary([first = '', ...others]: string[]): string {
  return others.length > 0 ? `${first} +${others.length}` : first;
}
