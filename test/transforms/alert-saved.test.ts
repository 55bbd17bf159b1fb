import { strict as assert } from 'node:assert';
import type { Form } from '../../core/provider';
import { AlertOperator, parseAlerts } from '../../transforms/alert/alert';
import { wouldHaveFired } from '../../transforms/alert/alert-replay';
import { fc } from '../property';
import { bar, news, operatorOf, prices, quote, recorded, second, start } from './alert-cases';

const above = { kind: 'crossesAbove', level: 240 };
const at = (seconds: number): number => start + seconds * 1000;

function feed(operator: AlertOperator, first: number, ...values: number[]): number {
  return values.flatMap((last, place) => operator.take(quote(first + place, last), at(first + place))).length;
}

/** The operator after a restart, with the same rules or others. */
function restarted(operator: AlertOperator, ...rules: Form[]): AlertOperator {
  const next = operatorOf(...rules);
  next.restore(JSON.parse(JSON.stringify(operator.save())));
  return next;
}

describe('alerts after a restart', () => {
  it('go on with the side on which a price was', () => {
    const operator = operatorOf(above);
    feed(operator, 0, 239);
    assert.equal(feed(restarted(operator, above), 10, 241), 1);
    feed(operator, 20, 241);
    assert.equal(feed(restarted(operator, above), 30, 241), 0);
  });

  it('fire no second time for what is still true, once, once a day, cooling down or not yet back', () => {
    const close = (last: number) => quote(0, last, { previousClose: 100 });
    const still = operatorOf({ kind: 'fromPreviousClose', by: 5 });
    assert.equal(still.take(close(106), start).length, 1);
    assert.equal(restarted(still, { kind: 'fromPreviousClose', by: 5 }).take(close(107), at(1)).length, 0);
    for (const more of [
      { repeat: 'once' },
      { repeat: 'daily' },
      { coolDownMs: 60_000 },
      { repeat: 'rearm', rearmBy: 5 },
    ]) {
      const rule = { ...above, ...more };
      const operator = operatorOf(rule);
      assert.equal(feed(operator, 0, 239, 241), 1);
      assert.equal(feed(restarted(operator, rule), 10, 239, 241), 0, JSON.stringify(more));
    }
  });

  it('begin a hold anew', () => {
    const rule = { ...above, holdMs: 10_000 };
    const operator = operatorOf(rule);
    feed(operator, 0, 239, 241);
    const next = restarted(operator, rule);
    assert.equal(next.dueAt, undefined);
    feed(next, 5, 241);
    assert.equal(next.dueAt, at(15));
  });

  it('remember which records and bars were told', () => {
    const rules = [
      { kind: 'words', words: 'headline' },
      { kind: 'volumeSpike', times: 2, bars: 1 },
    ];
    const operator = operatorOf(...rules);
    operator.take(bar(0), at(60));
    assert.equal(operator.take(news('1', 0), start).length, 1);
    assert.equal(operator.take(bar(1, { volume: 300 }), at(120)).length, 1);
    const next = restarted(operator, ...rules);
    next.take(bar(0, { backfill: true }), at(121));
    assert.equal(next.take(news('2', 1, { recordId: '1' }), at(130)).length, 0);
    assert.equal(next.take(bar(1, { volume: 310 }), at(131)).length, 0);
    assert.equal(next.take(bar(2, { volume: 900 }), at(180)).length, 1);
  });

  it('drop the state of rules that are gone or changed, and keep it where only name, text or place did', () => {
    const once = { ...above, repeat: 'once' };
    const operator = operatorOf(once);
    feed(operator, 0, 239, 241);
    assert.equal(feed(restarted(operator, { ...once, level: 240.5 }), 10, 239, 241), 1);
    const moved = restarted(operator, { ...above, level: 1 }, { ...once, name: 'New', text: '{{symbol}}' });
    assert.equal(feed(moved, 10, 239, 241), 0);
  });

  it('keep the states of equal rules apart', () => {
    const operator = operatorOf(above, above);
    assert.equal(feed(operator, 0, 239, 241), 2);
    assert.equal(new Set(parseAlerts({ rules: [above, above] }).map(rule => rule.key)).size, 2);
  });

  it('save little: nothing of rules that know nothing, and no windows', () => {
    const operator = operatorOf({ kind: 'movesBy', by: 100, withinMs: 1e6 }, above);
    for (const quote of prices(...Array.from({ length: 500 }, (_, place) => 300 + place / 100)))
      operator.take(quote, at(500));
    assert.ok(JSON.stringify(operator.save()).length < 150);
  });

  it('save no more than they may: what was seen longest ago is left out first', () => {
    const rules = [above, { kind: 'words', words: 'headline' }];
    const operator = operatorOf(...rules);
    const symbols = Array.from({ length: 300 }, (_, place) => `S${place}`);
    for (const [place, symbol] of symbols.entries()) {
      operator.take(quote(place, 239, { symbol }), at(place));
      operator.take(news(`n${place}`, place), at(place));
    }
    // The first one was seen again.
    operator.take(quote(400, 239, { symbol: 'S0' }), at(400));
    const saved = JSON.stringify(operator.save(4000));
    assert.ok(saved.length > 3000 && saved.length < 4200, `${saved.length}`);
    for (const kept of ['"S0"', '"S299"', 'n299']) assert.ok(saved.includes(kept), kept);
    for (const gone of ['"S1"', ' n0"']) assert.ok(!saved.includes(gone), gone);
    assert.doesNotThrow(() => operatorOf(...rules).restore(JSON.parse(saved)));
    assert.equal(JSON.stringify(operator.save(1e6)).length, JSON.stringify(operator.save()).length);
  });

  it('ignore whatever else they are given', () => {
    const operator = operatorOf(above);
    const saved = JSON.stringify({ version: 1, rules: [parseAlerts({ rules: [above] })[0]?.key] }).slice(
      0,
      -1,
    );
    for (const odd of [
      'null',
      '[]',
      '{"version":2}',
      `${saved},"series":{}}`,
      `${saved},"series":[["A"]],"told":7}`,
    ])
      operator.restore(JSON.parse(odd));
    operator.restore(
      JSON.parse(`${saved},"series":[["A","quote","p","",[[9],[0,"x",{}],null,[0,1,1,"x",null]]]]}`),
    );
    fc.assert(fc.property(fc.anything(), odd => operator.restore(odd)));
    fc.assert(
      fc.property(fc.anything(), odd =>
        operator.restore({ ...(operator.save() as object), series: odd, told: odd }),
      ),
    );
    assert.equal(feed(operator, 0, 239, 241), 1);
  });
});

describe('rules over a recording', () => {
  it('give the alerts that would have fired, and how many of each rule', () => {
    const rules = parseAlerts({
      rules: [
        { ...above, name: 'Up', holdMs: 1500 },
        { kind: 'crossesBelow', level: 240 },
      ],
    });
    const { alerts, counts } = wouldHaveFired(rules, recorded(prices(239, 241, 242, 243, 239, 241)));
    assert.deepEqual(
      alerts.map(alert => [alert.alert, alert.firedTime.slice(17, 23)]),
      [
        ['Up', '02.500'],
        ['Rule 2', '04.000'],
      ],
    );
    assert.deepEqual(counts, {
      ...{ fired: 2, waiting: 1, suppressed: 0 },
      perRule: [
        { alert: 'Up', rule: 1, fired: 1 },
        { alert: 'Rule 2', rule: 2, fired: 1 },
      ],
    });
    assert.deepEqual(wouldHaveFired(rules, []).alerts, []);
  });

  it('give what fired live: time is that of the arrival', () => {
    const rules = parseAlerts({
      rules: [
        { ...above, holdMs: 5000 },
        { ...above, coolDownMs: 300_000 },
      ],
    });
    // The time of the last trade stands still; another symbol's clock is a year ahead.
    const still = Array.from({ length: 20 }, (_, at) =>
      quote(0, at % 10 < 3 ? 239 : 241, { receivedTime: second(at) }),
    );
    const ahead = quote(0, 1, { symbol: 'ZZZ', time: '2027-01-01T00:00:00.000Z', receivedTime: second(4) });
    const events = [...still.slice(0, 5), ahead, ...still.slice(5)];
    const live = new AlertOperator(rules);
    const fired = events.flatMap(event => live.take(event, Date.parse(event.receivedTime)));
    assert.equal(fired.length, 3);
    assert.deepEqual(wouldHaveFired(rules, recorded(events)).alerts, fired);
  });
});

describe('the cost of alerts', () => {
  it('is that of the rules which can concern an event', () => {
    const rules = Array.from({ length: 1000 }, (_, place) => ({ ...above, symbols: `S${place}` }));
    const operator = operatorOf(...rules, { kind: 'words', words: 'never' });
    const symbols = Array.from({ length: 10_000 }, (_, place) => `X:S${place}`);
    for (const last of [239, 241]) {
      const fired = symbols.flatMap(symbol => operator.take(quote(0, last, { symbol }), start));
      assert.equal(fired.length, last === 241 ? 1000 : 0);
    }
    assert.equal(operator.symbols, 1000, 'no other symbol is remembered');
    const event = quote(1, 239, { symbol: 'X:S7' });
    const started = performance.now();
    for (let count = 0; count < 100_000; count += 1) operator.take(event, start);
    assert.ok(performance.now() - started < 2000, 'of 1,000 rules one is met');
  });

  it('is bounded in symbols: the one not seen for long is forgotten, with what it holds', () => {
    const operator = new AlertOperator(parseAlerts({ rules: [{ ...above, holdMs: 1000 }] }), 3);
    const see = (symbol: string, last: number) => operator.take(quote(0, last, { symbol }), start);
    see('A', 239);
    see('A', 241);
    for (const symbol of ['B', 'C', 'D', 'E', 'F', 'G']) see(symbol, 239);
    assert.equal(operator.symbols, 3);
    assert.equal(operator.counts.waiting, 0);
    for (const symbol of ['H', 'I', 'J', 'K']) {
      see('G', 239);
      see(symbol, 239);
    }
    see('G', 241);
    assert.equal(operator.counts.waiting, 1, 'G was seen all the time');
  });
});
