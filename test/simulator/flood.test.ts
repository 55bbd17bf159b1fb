import assert from 'node:assert/strict';
import { Flood } from '../../simulator/flood';
import { eventually } from './client';

describe('practice feed: floods', () => {
  it('wait for clients that do not read, and go on when they do', async () => {
    let unread = 100_000_000;
    let asked = 0;
    const made: number[] = [];
    const client = {
      get buffered() {
        asked += 1;
        return unread;
      },
      cork: () => undefined,
      uncork: () => undefined,
    };
    const flood = new Flood(
      { frames: 500 },
      index => made.push(index),
      () => [client],
    );
    await eventually(() => asked >= 3, 'the third look');
    assert.equal(made.length, 0);
    unread = 0;
    assert.equal(await flood.done, 500);
    assert.deepEqual(
      made,
      Array.from({ length: 500 }, (_, index) => index),
    );
  });

  it('keep the pace they are given', async () => {
    const startedAt = performance.now();
    const flood = new Flood(
      { frames: 60, perSecond: 400 },
      () => undefined,
      () => [],
    );
    assert.equal(await flood.done, 60);
    assert.ok(performance.now() - startedAt >= 145);
  });

  it('end at once when there is nothing to make, and early when they are stopped', async () => {
    assert.equal(
      await new Flood(
        { frames: 0 },
        () => undefined,
        () => [],
      ).done,
      0,
    );
    const flood = new Flood(
      { frames: 1_000_000, perSecond: 1_000 },
      () => undefined,
      () => [],
    );
    flood.stop();
    assert.equal(await flood.done, 0);
  });

  it('make nothing more once they are stopped from within', async () => {
    let made = 0;
    const flood: Flood = new Flood(
      { frames: 1_000_000 },
      () => {
        made += 1;
        if (made === 10) flood.stop();
      },
      () => [],
    );
    assert.equal(await flood.done, 10);
    assert.equal(made, 10);
  });
});
