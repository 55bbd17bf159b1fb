/** "Would have fired" without Node-RED: its bounds, and what the editor is answered. */
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { NodeAPI } from 'node-red';
import { serveWouldHaveFired } from '../../nodes/node-red-would-have-fired';
import type { EventReader } from '../../nodes/recording-reader';
import { longestMs, mostAlerts, tryAlerts } from '../../nodes/would-have-fired';
import { parseAlerts } from '../../transforms/alert/alert';
import { FakeClock, until } from '../fakes';
import { cleanUp, fileOf, newFolder, quoteAt, start, textOf } from '../recording/recordings';

const rules = parseAlerts({ rules: [{ name: 'Level', kind: 'crossesAbove', level: 0.5 }] });

/** Quotes that cross 0.5 again and again, endlessly or so many; `onRead` happens before each portion. */
function crossing(count: number, onRead: () => void = () => undefined): EventReader {
  let next = 0;
  return {
    malformed: 2,
    progress: 0,
    close: async () => undefined,
    read: async () => {
      onRead();
      if (next >= count) return undefined;
      const portion = Array.from({ length: Math.min(100, count - next) }, () => next++);
      return portion.map(second => ({ event: quoteAt(second, second % 2), at: start + second * 1000 }));
    },
  };
}

const always = (): boolean => true;

describe('trying alerts on a recording', () => {
  it('counts all alerts, tells the first hundred, and says over which span', async () => {
    const tried = await tryAlerts(rules, crossing(1000), new FakeClock(), always);
    assert.deepEqual([tried.count, tried.alerts.length, tried.events], [500, mostAlerts, 1000]);
    assert.deepEqual([tried.from, tried.to], ['2026-01-02T15:00:00.000Z', '2026-01-02T15:16:39.000Z']);
    assert.deepEqual([tried.isComplete, tried.malformed], [true, 2]);
    assert.deepEqual(tried.perRule, [{ alert: 'Level', rule: 1, fired: 500 }]);
    const { message, ...first } = tried.alerts[0] ?? { message: '' };
    assert.deepEqual(first, {
      ...{ time: '2026-01-02T15:00:01.000Z', alert: 'Level', rule: 1, symbol: 'NASDAQ:AAPL' },
    });
    assert.match(message, /^NASDAQ:AAPL crossed above 0\.50/);
  });

  it('says so where there is nothing', async () => {
    const tried = await tryAlerts(rules, crossing(0), new FakeClock(), always);
    assert.deepEqual([tried.count, tried.events, tried.from, tried.to], [0, 0, null, null]);
  });

  it('ends when its time is over, and says that there was more', async () => {
    const clock = new FakeClock();
    const trying = tryAlerts(
      rules,
      crossing(Infinity, () => clock.jump(longestMs / 20)),
      clock,
      always,
    );
    let tried: Awaited<typeof trying> | undefined;
    void trying.then(result => (tried = result));
    for (let turn = 0; turn < 100 && !tried; turn += 1) await clock.advance(1);
    assert.ok(tried, 'it has ended');
    assert.equal(tried.isComplete, false);
    assert.ok(tried.events > 0 && tried.events < 3000, String(tried.events));
  });

  it('lets others have their turn, and ends when nobody waits for it', async () => {
    const clock = new FakeClock();
    let isWanted = true;
    let portions = 0;
    const reader = crossing(Infinity, () => {
      portions += 1;
      clock.jump(11);
    });
    const trying = tryAlerts(rules, reader, clock, () => isWanted);
    await until(() => clock.pending === 1, 'a turn of others');
    const before = portions;
    assert.ok(before <= 3, 'it waits for it');
    isWanted = false;
    await clock.advance(1);
    assert.equal((await trying).isComplete, false);
    assert.ok(portions <= before + 1);
  });
});

describe('the endpoints on recordings', () => {
  type Handler = (request: object, answer: Answer) => void;

  class Answer extends EventEmitter {
    code = 200;
    value: unknown;
    status(code: number): this {
      this.code = code;
      return this;
    }
    json(value: unknown): void {
      this.value = value;
    }
  }

  /** A host whose user folder is `userDir`, and what was registered there. */
  function hostWith(userDir: string) {
    const routes = new Map<string, Handler>();
    const permissions: string[] = [];
    const register =
      (method: string) =>
      (path: string, guard: unknown, handler: Handler): void => {
        assert.equal(guard, 'guard', 'nothing is served without asking who is there');
        assert.ok(!routes.has(`${method} ${path}`), 'once');
        routes.set(`${method} ${path}`, handler);
      };
    const RED = {
      settings: { userDir },
      auth: {
        needsPermission: (permission: string) => {
          permissions.push(permission);
          return 'guard';
        },
      },
      httpAdmin: { get: register('GET'), post: register('POST') },
    } as unknown as NodeAPI;
    const call = async (route: string, body?: unknown): Promise<Answer> => {
      const answer = new Answer();
      routes.get(route)?.({ body }, answer);
      await until(() => answer.value !== undefined, 'an answer');
      return answer;
    };
    return { RED, routes, permissions, call };
  }
  const route = 'POST /market-feeds/would-have-fired';
  const form = { rules: [{ kind: 'crossesAbove', level: 1.5 }] };

  afterEach(cleanUp);

  it('are served once, to those who may see alerts', () => {
    const { RED, routes, permissions } = hostWith(newFolder());
    serveWouldHaveFired(RED);
    serveWouldHaveFired(RED);
    assert.deepEqual([...routes.keys()], ['GET /market-feeds/recordings', route]);
    assert.deepEqual(permissions, ['market-alert.read']);
  });

  it('answer with what would have fired, or with a sentence', async () => {
    const folder = newFolder();
    const { RED, call } = hostWith(folder);
    serveWouldHaveFired(RED);
    const own = join(folder, 'market-feeds-recordings');
    mkdirSync(own);
    fileOf(own, 'mine.jsonl', textOf(1, 2, 3));
    const { code, value } = await call(route, { ...form, recording: 'mine.jsonl' });
    assert.deepEqual([code, (value as { count: number }).count], [200, 1]);
    const bad: [body: unknown, sentence: RegExp][] = [
      [undefined, /^Send an object/],
      ['x', /^Send an object/],
      [{ recording: 'mine.jsonl' }, /^Add at least one rule\.$/],
      [{ ...form, rules: [{ kind: 'crossesAbove', level: 'much' }], recording: 'mine.jsonl' }, /^Rule 1: /],
      [form, /^Choose a recording\.$/],
      [{ ...form, recording: '../mine.jsonl' }, /^There is no such recording/],
    ];
    for (const [body, sentence] of bad) {
      const answer = await call(route, body);
      assert.equal(answer.code, 400);
      assert.match((answer.value as { message: string }).message, sentence);
    }
  });

  it('try no more than two at a time', async () => {
    const { RED, call } = hostWith(newFolder());
    serveWouldHaveFired(RED);
    const body = { ...form, recording: 'practice-prices' };
    const answers = await Promise.all([1, 2, 3].map(() => call(route, body)));
    assert.deepEqual(answers.map(({ code }) => code).sort(), [200, 200, 429]);
    assert.equal((await call(route, body)).code, 200, 'and go on afterwards');
  });
});
