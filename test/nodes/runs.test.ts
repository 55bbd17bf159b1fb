import assert from 'node:assert/strict';
import type { INodeExecutionData, ITriggerFunctions } from 'n8n-workflow';
import type { FeedNotice } from '../../core/event';
import type { Form } from '../../core/provider';
import { eventItem, Runs } from '../../nodes/n8n-runs';
import { quoteOf } from '../core/events';
import { FakeClock, settle } from '../fakes';

interface Run {
  outputs: INodeExecutionData[][];
  end(): void;
}

/** A workflow whose runs end when the test says so. */
class FakeWorkflow {
  readonly runs: Run[] = [];
  private ends: (() => void)[] = [];

  readonly context = {
    helpers: {
      createDeferredPromise: () => {
        let resolve = (): void => undefined;
        const promise = new Promise<void>(done => (resolve = done));
        this.ends.push(resolve);
        return { promise, resolve, reject: resolve };
      },
    },
    emit: (outputs: INodeExecutionData[][]) => {
      const end = this.ends[this.runs.length] as () => void;
      this.runs.push({ outputs, end });
    },
  } as unknown as ITriggerFunctions;

  get sizes(): number[] {
    return this.runs.map(({ outputs }) => outputs[0]?.length ?? 0);
  }
}

const events = (count: number): ReturnType<typeof quoteOf>[] =>
  Array.from({ length: count }, (_, index) => quoteOf('NASDAQ:AAPL', index));

const notice: FeedNotice = {
  notice: 'connected',
  provider: 'p',
  stream: 's',
  account: 'a',
  time: '2026-01-02T15:00:00.000Z',
  message: 'Connected.',
};

describe('the runs of an n8n trigger', () => {
  let clock: FakeClock;
  let workflow: FakeWorkflow;

  beforeEach(() => {
    clock = new FakeClock();
    workflow = new FakeWorkflow();
  });

  const start = (form: Form): Runs => new Runs(workflow.context, form, clock, eventItem);
  const endRun = async (index: number): Promise<void> => {
    workflow.runs[index]?.end();
    await settle();
  };

  it('start one after the other, one for each event', async () => {
    const runs = start({ delivery: 'every' });
    const done = runs.events(events(3));
    await settle();
    assert.deepEqual(workflow.sizes, [1]);
    await endRun(0);
    await endRun(1);
    assert.deepEqual(workflow.sizes, [1, 1, 1]);
    await endRun(2);
    await done;
    assert.equal(clock.pending, 0);
  });

  it('leave in one digest once the cap of a minute is reached', async () => {
    const runs = start({ delivery: 'every', maxRunsPerMinute: 2 });
    void runs.events(events(10));
    await settle();
    await endRun(0);
    await endRun(1);
    assert.deepEqual(workflow.sizes, [1, 1]);
    await clock.advance(60_000);
    assert.deepEqual(workflow.sizes, [1, 1, 8]);
  });

  it('hold the next one back for ten minutes at the most, should one never end', async () => {
    const runs = start({ delivery: 'every' });
    void runs.events(events(2));
    await clock.advance(599_000);
    assert.equal(workflow.runs.length, 1);
    await clock.advance(2000);
    assert.equal(workflow.runs.length, 2);
  });

  it('carry notices at the second output: with the next events, or by themselves after a second', async () => {
    const runs = start({ includeNotices: true });
    runs.notice(notice);
    void runs.events(events(1));
    await settle();
    assert.deepEqual(
      workflow.runs[0]?.outputs.map(({ length }) => length),
      [1, 1],
    );
    await endRun(0);
    runs.notice(notice);
    await clock.advance(1000);
    assert.deepEqual(
      workflow.runs[1]?.outputs.map(({ length }) => length),
      [0, 1],
    );
  });

  it('empty a list that grows, and leave in it what none has started for', async () => {
    const runs = start({ delivery: 'every', maxRunsPerMinute: 2 });
    const waiting = events(2);
    const done = runs.all(waiting);
    await settle();
    waiting.push(...events(3));
    assert.deepEqual([workflow.sizes, waiting.length], [[1], 4]);
    await endRun(0);
    await endRun(1);
    waiting.push(...events(1));
    await clock.advance(60_000);
    assert.deepEqual([workflow.sizes, waiting.length], [[1, 1, 4], 0]);
    waiting.push(...events(1));
    runs.stop();
    await done;
    assert.deepEqual([workflow.sizes, waiting.length], [[1, 1, 4], 1]);
  });

  it('end when the trigger stops: nothing starts any more and no timer is left', async () => {
    const runs = start({ delivery: 'every', maxRunsPerMinute: 1, includeNotices: true });
    const done = runs.events(events(5));
    await settle();
    await endRun(0);
    runs.notice(notice);
    runs.stop();
    await done;
    await clock.advance(120_000);
    assert.equal(workflow.runs.length, 1);
    assert.equal(clock.pending, 0);
  });
});
