import assert from 'node:assert/strict';
import type { Node, NodeStatus } from 'node-red';
import { AuthError, ConnectionError } from '../../core/errors';
import { StatusLine } from '../../nodes/node-red-status';
import { FakeClock } from '../fakes';

describe('the status of a Node-RED source', () => {
  let clock: FakeClock;
  let shown: NodeStatus[];
  let line: StatusLine;

  beforeEach(() => {
    clock = new FakeClock();
    shown = [];
    const node = { status: (status: NodeStatus) => shown.push(status) } as unknown as Node;
    line = new StatusLine(node, clock, (key, values) => [key, ...Object.values(values ?? {})].join(' '));
  });

  const texts = (): unknown[] => shown.map(({ text }) => text);

  it('shows at most one change a second, and always the last', async () => {
    line.show({ name: 'connecting', attempt: 1 }, 'AAPL');
    line.show({ name: 'waiting', until: clock.now() + 100, cause: new ConnectionError('gone') }, 'AAPL');
    line.show({ name: 'online', since: clock.now() }, 'AAPL +2');
    assert.deepEqual(texts(), ['status.connecting']);
    await clock.advance(1000);
    assert.deepEqual(texts(), ['status.connecting', 'status.online AAPL +2']);
    assert.deepEqual([shown[1]?.fill, shown[1]?.shape], ['green', 'dot']);
  });

  it('says of a connection on which nothing comes why that is, and since or until when', async () => {
    const online = { name: 'online', since: clock.now() } as const;
    const time = (ms: number): string => `at ${ms}`;
    line.show({ ...online, silence: { name: 'closed', opensAt: 7 } }, 'AAPL', { timeText: time });
    await clock.advance(1000);
    line.show({ ...online, silence: { name: 'quiet', since: 5 } }, 'AAPL', { timeText: time });
    await clock.advance(1000);
    line.show(online, 'AAPL', { timeText: time });
    assert.deepEqual(texts(), ['status.closed at 7', 'status.quiet at 5', 'status.online AAPL']);
    assert.deepEqual(
      shown.map(({ fill, shape }) => [fill, shape]),
      [
        ['green', 'ring'],
        ['yellow', 'dot'],
        ['green', 'dot'],
      ],
    );
  });

  it('counts a wait down, and is quiet when it is over', async () => {
    line.show({ name: 'waiting', until: clock.now() + 3000, cause: new ConnectionError('gone') }, 'AAPL');
    await clock.advance(10_000);
    assert.deepEqual(texts(), ['status.retry 3', 'status.retry 2', 'status.retry 1']);
    assert.equal(clock.pending, 0);
  });

  it('gives a short reason for a failure, and leaves no timer when stopped', () => {
    line.show({ name: 'failed', cause: new AuthError('no') }, 'AAPL');
    line.show({ name: 'idle' }, 'AAPL');
    assert.deepEqual(texts(), ['status.failed.auth']);
    line.stop();
    assert.equal(clock.pending, 0);
  });

  it('shows how long the key is good once it is a matter of days, and looks again as time goes by', async () => {
    const hour = 3_600_000;
    const end = clock.now() + 73 * hour;
    line.show({ name: 'online', since: clock.now() }, 'AAPL', { keyEnd: () => end });
    assert.deepEqual([shown[0]?.text, shown[0]?.fill], ['status.online AAPL', 'green']);
    await clock.advance(74 * hour);
    assert.deepEqual(
      [shown[1]?.text, shown[1]?.fill, shown[1]?.shape],
      ['status.keyEnds.days 3', 'yellow', 'dot'],
    );
    assert.deepEqual(texts().slice(1, 5), [
      'status.keyEnds.days 3',
      'status.keyEnds.days 2',
      'status.keyEnds.hours 47',
      'status.keyEnds.hours 46',
    ]);
    assert.deepEqual(texts().slice(-2), ['status.keyEnds.hours 1', 'status.keyEnds.over']);
    line.stop();
    assert.equal(clock.pending, 0);
  });

  it('says nothing of a key that renews itself', async () => {
    let end: number | undefined = clock.now() + 3_600_000;
    line.show({ name: 'online', since: clock.now() }, 'AAPL', { keyEnd: () => end });
    await clock.advance(1000);
    end = undefined;
    line.show({ name: 'online', since: clock.now() }, 'AAPL', { keyEnd: () => end });
    await clock.advance(1000);
    assert.deepEqual(texts(), ['status.keyEnds.hours 1', 'status.online AAPL']);
    assert.equal(clock.pending, 0);
  });
});
