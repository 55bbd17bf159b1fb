/** Streams, and a line that is cut, for tests of what nodes are told of their gaps. */
import type { FeedNotice } from '../../core/event';
import type { Account, Provider } from '../../core/provider';
import { settle, type FakeSocket } from '../fakes';
import { canned, type CannedParams, type Recorder, type World } from './canned';
import { newsOf } from './events';

export const records: Provider<CannedParams, Account> = { ...canned, brings: () => 'records' };
/** One topic for all, as a stream of news has it; what is asked for on the wire are the symbols. */
export const shared: typeof records = { ...records, topics: () => [{ key: 'A', history: 0, label: 'A' }] };
/** Bars of all symbols but the last ones of the alphabet. */
export const bars: Provider<CannedParams, Account> = {
  ...canned,
  topics: params =>
    canned.topics(params).map(topic => (topic.key < 'Q' ? { ...topic, series: `${topic.key} 1m` } : topic)),
};

export const gaps = ({ notices }: Recorder): FeedNotice[] =>
  notices.filter(({ notice }) => /^gap/.test(notice));
export const told = (sink: Recorder): unknown[] =>
  gaps(sink).map(({ notice, recovered, complete }) => (notice === 'gap' ? 'gap' : [recovered, complete]));
export const ids = ({ received }: Recorder): string[] => received.map(({ id }) => id);

/** A piece of news of now, less some seconds. */
export function fresh(world: World, id: string, secondsAgo = 0): unknown[] {
  const time = new Date(world.clock.now() - secondsAgo * 1000).toISOString();
  const receivedTime = new Date(world.clock.now()).toISOString();
  return [{ kind: 'event', topic: 'A', event: { ...newsOf(id, 0), time, receivedTime } }];
}

/** Lets time pass on a line that is alive. */
export async function pass(world: World, seconds: number): Promise<void> {
  for (let left = seconds; left > 0; left -= 20) {
    await world.clock.advance(Math.min(20, left) * 1000);
    await world.socket.frame([{ kind: 'heartbeat' }]);
  }
}

/** The line is cut, and back after a second. */
export async function cut(world: World, ...frames: unknown[][]): Promise<FakeSocket> {
  await world.socket.fail('read ECONNRESET', 'ECONNRESET');
  await world.clock.advance(1000);
  await world.socket.open();
  await world.socket.frame([{ kind: 'ready' }], ...frames);
  return world.socket;
}

/** All sockets that are dialled or open are accepted by the server. */
export async function accept(world: World): Promise<void> {
  for (const socket of world.net.sockets.filter(({ over }) => !over)) {
    await socket.open();
    await socket.frame([{ kind: 'ready' }]);
  }
}

/** One socket takes over from another by our own wish; the old one closes, which takes no time on the clock. */
export async function takeOver(world: World, ...frames: unknown[][]): Promise<void> {
  await world.clock.advance(1000);
  for (let turn = 0; turn < 5; turn += 1) await settle();
  await world.socket.open();
  await world.socket.frame([{ kind: 'ready' }], ...frames);
}
