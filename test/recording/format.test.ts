import assert from 'node:assert/strict';
import type { MarketEvent } from '../../core/event';
import { eventLine, headerLine, isNewer, readLine } from '../../transforms/recording/recording-format';
import { LineSplitter } from '../../transforms/recording/recording-lines';
import {
  isRecording,
  ownFiles,
  recordingName,
  startOf,
  surplus,
} from '../../transforms/recording/recording-names';
import { shiftTimes } from '../../transforms/recording/shift-times';
import { eventTypes } from '../../transforms/event-fields';
import { barOf } from '../core/events';
import { fc } from '../property';
import { iso, quoteAt, start } from './recordings';

const now = iso(start);
const eventIn = (line: string): MarketEvent | undefined => {
  const read = readLine(line);
  return read.kind === 'event' ? read.event : undefined;
};

describe('the lines of a recording', () => {
  it('begin with a header that says what they are', () => {
    const facts = { writtenBy: 'package 1.2.3', startTime: now, raw: true, title: 'Two quotes' };
    const read = readLine(headerLine(facts));
    assert.deepEqual(read, {
      kind: 'header',
      header: { format: 'market-feeds-recording', version: 1, ...facts },
    });
    assert.ok(read.kind === 'header' && !isNewer(read.header));
    const later = readLine('{"format":"market-feeds-recording","version":2}');
    assert.ok(later.kind === 'header' && isNewer(later.header));
    const bare = readLine('{"format":"market-feeds-recording"}');
    assert.ok(bare.kind === 'header' && isNewer(bare.header), 'a header without a version is nobody’s');
  });

  it('give back the event, without what the provider sent unless that is wanted', () => {
    const quote = { ...quoteAt(5), raw: { last_price: 5, '\u2028': 'a\nb' } };
    assert.deepEqual(eventIn(eventLine(quote, true, now)), quote);
    assert.deepEqual(eventIn(eventLine(quote, false, now)), { ...quote, raw: null });
    assert.equal(eventLine(quote, true, now).split('\n').length, 2, 'one line');
    const read = readLine(eventLine(quote, true, now));
    assert.equal(read.kind === 'event' && read.at, start + 5000);
  });

  it('say when an event arrived that does not say it', () => {
    for (const receivedTime of [undefined, '', 'yesterday', 5]) {
      const line = eventLine({ ...quoteAt(5), receivedTime } as never, false, now);
      assert.equal(eventIn(line)?.receivedTime, now);
    }
  });

  it('are read back as they were written, whatever an event holds (property)', () => {
    const text = fc.string({ unit: 'binary' });
    const value = fc.oneof(
      text,
      fc.double({ noDefaultInfinity: true, noNaN: true }),
      fc.boolean(),
      fc.constant(null),
    );
    const event = fc.record({
      id: text.filter(one => one !== ''),
      type: fc.constantFrom(...eventTypes),
      provider: fc.constant('p'),
      stream: fc.constant('s'),
      symbol: fc.option(text.filter(one => one !== '')),
      symbols: fc.array(text),
      receivedTime: fc.integer({ min: 0, max: 4e12 }).map(iso),
      backfill: fc.boolean(),
      headline: value,
      last: value,
      raw: fc.jsonValue(),
    });
    fc.assert(
      fc.property(event, given => {
        const line = eventLine(given as never, true, now);
        // JSON has no -0.
        assert.deepEqual(eventIn(line), JSON.parse(JSON.stringify(given)));
      }),
      { numRuns: 50 },
    );
  });

  it('that are hostile are malformed, or harmless', () => {
    const bad = [
      'x',
      '{',
      '[]',
      '3',
      'null',
      '{}',
      '{"type":"quote"}',
      '\u0000\u0000',
      '{"type":"weather","receivedTime":"2026-01-02"}',
    ];
    for (const line of bad) assert.equal(readLine(line).kind, 'malformed', line);
    assert.equal(readLine('  ').kind, 'nothing');
    const hostile =
      '{"__proto__":{"polluted":1},"type":"quote","receivedTime":"2026-01-02T00:00:00Z","symbols":"x","symbol":7,"stream":{},"id":[]}';
    const event = eventIn(hostile);
    assert.deepEqual([event?.symbols, event?.symbol, event?.stream, event?.id], [[], null, '', '']);
    assert.equal(Object.hasOwn(event ?? {}, '__proto__'), false);
    assert.equal((event as unknown as { polluted?: number }).polluted, undefined);
    assert.deepEqual(eventIn('{"type":"news","receivedTime":"2026-01-02","symbol":"A"}')?.symbols, ['A']);
  });

  it('never throw when they are read (property)', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), line => void readLine(line)));
    fc.assert(fc.property(fc.json(), line => void readLine(line)));
  });
});

describe('the splitter of lines', () => {
  it('finds the lines wherever the text is cut (property)', () => {
    const line = fc.string().filter(text => !text.includes('\n'));
    fc.assert(
      fc.property(fc.array(line), line, fc.array(fc.nat({ max: 40 })), (lines, rest, cuts) => {
        const text = lines.map(one => `${one}\n`).join('') + rest;
        const splitter = new LineSplitter();
        const found: string[] = [];
        let from = 0;
        for (const cut of cuts) {
          found.push(...splitter.push(text.slice(from, from + cut)));
          from += cut;
        }
        found.push(...splitter.push(text.slice(from)));
        assert.deepEqual([found, splitter.rest(), splitter.tooLong], [lines, rest, 0]);
      }),
    );
  });

  it('leaves out and counts what is too long, and goes on', () => {
    const splitter = new LineSplitter(10);
    assert.deepEqual(splitter.push('12345678901\n1234567890\n12'), ['1234567890']);
    for (let part = 0; part < 100; part += 1) assert.deepEqual(splitter.push('1234567890'), []);
    assert.equal(splitter.rest(), '');
    assert.deepEqual(splitter.push('\nok\n'), ['ok']);
    assert.equal(splitter.tooLong, 2);
  });
});

describe('the names of recordings', () => {
  it('sort by time, and say it', () => {
    const times = [0, 1, 999, 60_000, 86_400_000, 1e12].map(ms => start + ms);
    const names = times.map(ms => recordingName('market', ms, 0));
    assert.deepEqual([...names].sort(), names);
    assert.deepEqual(names.map(startOf), times);
    assert.equal(names[0], 'market-2026-01-02T15-00-00.000Z.jsonl.gz');
    const second = recordingName('market', start, 1);
    assert.deepEqual([startOf(second), [second, ...names].sort()[1]], [start, second]);
    assert.equal(startOf('market.jsonl.gz'), undefined);
    assert.equal(startOf('market-2026-13-02T15-00-00.000Z.jsonl.gz'), undefined);
  });

  it('tell recordings from other files', () => {
    for (const name of ['a.jsonl', 'a.jsonl.gz', 'A.JSONL.GZ']) assert.ok(isRecording(name), name);
    for (const name of ['a.json', '.jsonl', '.hidden.jsonl', 'a.gz', 'flows_cred.json']) {
      assert.ok(!isRecording(name), name);
    }
  });

  it('say which files are too many: the oldest of that name, and none that is open', () => {
    const name = (minute: number, of = 'market'): string => recordingName(of, start + minute * 60_000, 0);
    const files = [
      ...[3, 1, 2].map(minute => ({ name: name(minute), size: 10 })),
      { name: name(0, 'market-2'), size: 1000 },
      { name: 'mine.txt', size: 1000 },
    ];
    const own = ownFiles(files, 'market');
    assert.equal(own.length, 3);
    const removed = (keep: number, open = ''): string[] =>
      surplus(own, keep, one => one === open).map(one => one.name);
    assert.deepEqual(removed(30), []);
    assert.deepEqual(removed(29), [name(1)]);
    assert.deepEqual(removed(0, name(3)), [name(1), name(2)]);
    assert.deepEqual(removed(20, name(1)), [name(2)]);
  });
});

describe('times that are moved', () => {
  it('keep their distances, and days stay', () => {
    const bar = shiftTimes({ ...barOf('A', 0, 5, true), end: iso(start), time: null }, 60_000);
    assert.ok(bar.type === 'bar');
    assert.deepEqual([bar.start, bar.end, bar.time], ['2026-01-02T12:01:00.000Z', iso(start + 60_000), null]);
    assert.equal(bar.receivedTime, iso(start + 60_000));
    const filing = {
      type: 'filing',
      filingDate: '2026-01-02',
      acceptedTime: 'soon',
      time: iso(start),
    } as never;
    assert.deepEqual(shiftTimes(filing, 1), { ...(filing as object), time: iso(start + 1) });
    assert.deepEqual(shiftTimes(quoteAt(1), 9e15), quoteAt(1), 'no calendar has it');
  });
});
