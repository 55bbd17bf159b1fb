/** Servers whose clock is not ours, on real sockets. */
import assert from 'node:assert/strict';
import { until } from '../fakes';
import { Rig, cleanUp } from './rig';

describe('a clock that differs from the server’s', function () {
  this.timeout(15_000);
  afterEach(cleanUp);

  for (const [seconds, words] of [
    [60, '60.0 s behind'],
    [-60, '60.0 s ahead of'],
  ] as const) {
    it(`is told once by what its heartbeats say: ${words} the server’s`, async () => {
      const rig = await Rig.start({ simulator: { now: () => Date.now() + seconds * 1000 } });
      const node = await rig.online();
      const told = () => node.sink.notices.filter(({ notice }) => notice === 'clock-skew');
      await until(() => told().length > 0, 'the notice');
      const message = told()[0]?.message ?? '';
      const expected = words.replace('60.0 s', '');
      assert.ok(/ (59\.\d|60\.0) s /.test(message) && message.includes(expected), message);
      const { frames = 0 } = node.subscription.stats() ?? {};
      await until(() => (node.subscription.stats()?.frames ?? 0) > frames + 5, 'more heartbeats');
      assert.equal(told().length, 1);
      const { skewMs } = node.subscription.stats() ?? {};
      assert.ok(Math.abs(Number(skewMs) - seconds * 1000) < 2000, `${skewMs} ms`);
      assert.ok(!node.sink.kinds.includes('lag'));
    });
  }
});
