import assert from 'node:assert/strict';
import type { DeliveryPolicy } from '../../core/delivery';
import { AuthError, ConfigError, ConnectionError, LimitError, ProtocolError } from '../../core/errors';
import type { FeedNotice, MarketEvent } from '../../core/event';
import { Ledger } from '../../core/ledger';
import type { Store } from '../../core/ports';
import type { Account, Inbound, IsKnown, Params, Protocol, Provider } from '../../core/provider';
import type { AccountSource } from '../../core/pool-account';
import type { QuietRule } from '../../core/quiet';
import { createEngine, type Engine, type Subscription } from '../../core/subscribe';
import type { EventFilter, FeedState, Sink } from '../../core/subscriber';
import { FakeNet, settle, type FakeClock, type FakeSocket } from '../fakes';

/** What a canned subscription asks for. */
export interface CannedParams extends Params {
  symbols: string[];
  /** Past events wanted of each symbol. */
  history: number;
  slot: number;
  refuse?: string;
  /** Symbols that it keeps of what comes; all by default. */
  keeps?: string[];
}

export const errorKinds = { AuthError, ConfigError, ConnectionError, LimitError, ProtocolError };

/** An error as a canned frame says it. */
interface CannedError {
  kind: 'error';
  type?: keyof typeof errorKinds;
  message?: string;
  retryAfterMs?: number;
}

/** A refused key as a canned frame says it. */
interface CannedKeyRefusal {
  kind: 'key-refused';
  message: string;
}

/** A frame is a list of what it says; anything else is unknown. */
function readCanned(json: unknown, text: string): Inbound[] {
  if (text === 'explode') throw new Error('a bug in a provider');
  if (!Array.isArray(json)) return [{ kind: 'unknown', why: 'no list' }];
  const items = json as (
    Exclude<Inbound, { kind: 'error' | 'key-refused' }> | CannedError | CannedKeyRefusal
  )[];
  return items.map(item => {
    if (item.kind === 'key-refused') return { kind: 'key-refused', error: new AuthError(item.message) };
    if (item.kind !== 'error') return item;
    const { type = 'ConnectionError', message = 'no', retryAfterMs } = item;
    const details = retryAfterMs === undefined ? {} : { retryAfterMs };
    return { kind: 'error', error: new errorKinds[type](message, details) };
  });
}

class CannedProtocol implements Protocol<CannedParams> {
  readonly replays = true;
  private sent = '';

  open(wanted: readonly CannedParams[], key: string): string[] {
    this.sent = unionOf(wanted);
    return [`${key}: ${this.sent}`];
  }

  update(wanted: readonly CannedParams[], key: string): string[] | 'redial' {
    if (unionOf(wanted) === this.sent) return [];
    return unionOf(wanted).includes('REDIAL') ? 'redial' : this.open(wanted, key);
  }

  read(json: unknown, text: string): Inbound[] {
    return readCanned(json, text);
  }

  skips(head: string, isKnown: IsKnown): boolean | undefined {
    const [, id] = /^\[\{"kind":"event","topic":"A","event":\{"id":"([^" ]+)"/.exec(head) ?? [];
    if (id !== undefined) return isKnown('A', id);
    return head.startsWith('[{"kind":"event","topic":"unwanted') ? true : undefined;
  }
}

/** `A B:100` for A without history and B with a hundred. */
function unionOf(wanted: readonly CannedParams[]): string {
  const union = new Map<string, number>();
  for (const { symbols, history } of wanted) {
    for (const symbol of symbols) union.set(symbol, Math.max(history, union.get(symbol) ?? 0));
  }
  return [...union].map(([symbol, history]) => (history > 0 ? `${symbol}:${history}` : symbol)).join(' ');
}

const never = (): never => {
  throw new Error('not used');
};

/** A node that starts again and again, and what it keeps meanwhile. */
export class Kept {
  saved: unknown;
  private ledger: Ledger | undefined;

  /** @param isLazy it is written only when the test says so */
  constructor(private readonly isLazy = false) {}

  /** The ledger of its next life, after a clean stop. */
  life(world: World): Ledger {
    this.keep();
    return this.crashed(world);
  }

  /** The ledger of its next life, where the last one ended as it was kept last. */
  crashed(world: World): Ledger {
    const setup = { of: 'canned live', saved: this.saved, now: world.clock.now(), mostIds: 100 };
    this.ledger = new Ledger({ ...setup, changed: () => this.isLazy || this.keep() });
    return this.ledger;
  }

  /** Writes what there is, as a file or a database keeps it. */
  keep(): void {
    if (this.ledger) this.saved = JSON.parse(JSON.stringify(this.ledger.save()));
  }
}

/** A provider whose frames say literally what the protocol reads from them. */
export const canned: Provider<CannedParams, Account> = {
  id: 'canned',
  title: 'Canned',
  docs: '',
  credentialFields: [],
  fields: [],
  timing: {
    openMs: 10_000,
    readyMs: 20_000,
    silenceMs: 30_000,
    stableMs: 60_000,
    ping: { everyMs: 25_000, text: 'ping' },
    backoff: { baseMs: 1000, capMs: 30_000 },
    debounceMs: 500,
    budget: { messages: 5, windowMs: 3_600_000, holdMs: 90_000 },
  },
  account: never,
  parse: never,
  brings: () => 'prices',
  eventTypes: () => ['quote', 'bar', 'news'],
  topics: ({ symbols, history }) => symbols.map(key => ({ key, history, label: key })),
  add: never,
  remove: never,
  list: () => [],
  probe: never,
  sample: never,
  endpoints: (_account, wanted) => {
    const served = wanted.filter(({ params }) => params.refuse === undefined && params.symbols.length > 0);
    const slots = [...new Set(served.map(({ params }) => params.slot))];
    return {
      endpoints: slots.map(slot => ({
        slot,
        serves: served.filter(({ params }) => params.slot === slot).map(({ id }) => id),
      })),
      refused: wanted.flatMap(({ id, params }) =>
        params.refuse === undefined ? [] : [{ id, error: new ConfigError(params.refuse) }],
      ),
    };
  },
  filter: ({ keeps }) =>
    keeps && (({ symbol }): boolean => (symbol === 'BUG' ? never() : keeps.includes(symbol ?? ''))),
  dial: (_account, stream, server, key) => ({ url: `${server}/${stream}?token=${key}`, headers: {} }),
  protocol: () => new CannedProtocol(),
  practice: () => ({}),
  keySource: () => undefined,
};

export const account: Account = {
  name: 'Main',
  apiKey: 'the-secret-key',
  server: 'wss://feed.example',
  practice: false,
};

/** A sink that remembers everything. */
export class Recorder implements Sink {
  readonly received: MarketEvent[] = [];
  readonly notices: FeedNotice[] = [];
  readonly states: FeedState[] = [];
  ledger: Ledger | undefined;
  events(events: MarketEvent[]): void | Promise<void> {
    this.ledger?.note(events);
    this.received.push(...events);
  }
  notice(notice: FeedNotice): void {
    this.notices.push(notice);
  }
  state(state: FeedState): void {
    this.states.push(state);
  }
  get kinds(): string[] {
    return this.notices.map(({ notice }) => notice);
  }
  get path(): string[] {
    return this.states.map(({ name }) => name);
  }
}

export const every: DeliveryPolicy = { mode: 'every', everyMs: 1000, batchSize: 100 };

export interface Asked {
  symbols?: string[];
  history?: number;
  slot?: number;
  refuse?: string;
  keeps?: string[];
  backlog?: boolean;
  account?: Partial<Account>;
  name?: string;
  delivery?: DeliveryPolicy;
  filter?: EventFilter;
  ledger?: Ledger;
  quiet?: QuietRule;
  source?: AccountSource<Account>;
  provider?: Provider<CannedParams, Account>;
  sink?: Recorder;
}

export function paramsOf(asked: Asked = {}): CannedParams {
  const { symbols = ['A'], history = 0, slot = 0, refuse, keeps, backlog } = asked;
  return {
    ...{ stream: 'live', symbols, history, slot },
    ...(refuse !== undefined && { refuse }),
    ...(keeps && { keeps }),
    ...(backlog !== undefined && { backlog }),
  };
}

/** An engine on a fake clock and a fake network. */
export class World {
  readonly clock: FakeClock;
  readonly engine: Engine;

  /** @param store what outlives the process */
  constructor(
    readonly net = new FakeNet(),
    store?: Store,
  ) {
    this.clock = net.clock;
    this.engine = createEngine({ ...net.ports, ...(store && { store }) });
  }

  get socket(): FakeSocket {
    return this.net.last;
  }

  /** Subscribes; the socket is dialled but not open. */
  async subscribe(asked: Asked = {}): Promise<{ sink: Recorder; subscription: Subscription<CannedParams> }> {
    const sink = asked.sink ?? new Recorder();
    sink.ledger = asked.ledger;
    const subscription = this.engine.subscribe({
      provider: asked.provider ?? canned,
      account: { ...account, ...asked.account },
      params: paramsOf(asked),
      name: asked.name ?? 'node',
      delivery: asked.delivery ?? every,
      filter: asked.filter,
      ledger: asked.ledger,
      quiet: asked.quiet,
      source: asked.source,
      sink,
    });
    await settle();
    return { sink, subscription };
  }

  /** Subscribes and brings the connection online. */
  async online(
    asked: Asked = {},
  ): Promise<{ sink: Recorder; subscription: Subscription<CannedParams>; socket: FakeSocket }> {
    const { sink, subscription } = await this.subscribe(asked);
    const { socket } = this;
    await socket.open();
    await socket.frame([{ kind: 'ready' }]);
    assert.equal(subscription.state.name, 'online');
    return { sink, subscription, socket };
  }

  /** Everything stopped and the linger over: nothing may be left. */
  async assertNothingLeft(): Promise<void> {
    await this.clock.advance(10_000);
    assert.deepEqual(
      { timers: this.clock.pending, sockets: this.net.open, connections: this.engine.connections().length },
      { timers: 0, sockets: 0, connections: 0 },
    );
  }
}
