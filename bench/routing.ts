/**
 * Many subscribers on one connection, in a process of its own: `node routing.js <url> <symbols> <subscribers> <frames>`.
 * The symbols are dealt out like cards, so that every stretch of frames holds something for everybody.
 */
import { createEngine } from '../core/subscribe';
import { nodePorts } from '../ports/node';
import { Meter, report } from './measure';
import { startWhenWarm, subscribe } from './ours';
import { symbolsOf } from './payloads';

const [url = '', symbols = '0', subscribers = '0', frames = '0'] = process.argv.slice(2);
const count = Number(subscribers);
const meter = new Meter(Number(frames));
const engine = createEngine(nodePorts);
const hands = Array.from({ length: count }, (): string[] => []);
symbolsOf(Number(symbols)).forEach((code, index) => hands[index % count]?.push(code));

hands.forEach((codes, index) =>
  subscribe(engine, {
    server: url,
    row: { code: codes.join(' ') },
    events: events => {
      for (const event of events) if (event.type === 'quote') meter.price(event.last ?? 0);
    },
    state: ({ name }) => {
      if (index > 0 || name !== 'waiting') return;
      meter.frames = engine.connections()[0]?.frames ?? 0;
      engine.close();
      report(meter.finish());
    },
  }),
);
startWhenWarm(engine, meter);
