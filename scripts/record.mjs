/**
 * The recordings that the package ships, made of the practice feed:  node scripts/record.mjs [folder]
 *
 * For developers: run it when the practice feed or the events change; a test tells. Seed and clock are fixed, so that the
 * same code makes the same recordings. Sockets, frames and protocols are real; only the clock is turned by hand.
 */
import { createRequire } from 'node:module';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildIfStale } from './build.mjs';
import { runMain, say } from './process.mjs';
import { inProject } from './project.mjs';

const require = createRequire(import.meta.url);
/** A Tuesday, when New York's exchanges have been open for a while. */
const start = Date.parse('2026-03-10T15:00:00.000Z');
const seed = 20260310;
const patienceMs = 10_000;

runMain(async () => {
  await buildIfStale();
  const folder = process.argv[2] ?? inProject('recordings');
  mkdirSync(folder, { recursive: true });
  await record(join(folder, 'practice-prices.jsonl.gz'), 'Quotes and bars, one hour', prices);
  await record(
    join(folder, 'practice-records.jsonl.gz'),
    'News, ratings, earnings and filings, eight hours',
    records,
  );
});

/**
 * An hour of quotes of four stocks, a currency pair and a coin, with minute bars of two of them. So that rules have
 * something to find, one stock swings by 1 % and comes back, and another leaps.
 */
async function prices({ simulator, clock, listen, last }) {
  const codes = ['NASDAQ:AAPL', 'NASDAQ:TSLA', 'NASDAQ:NVDA', 'NYSE:KO', 'FX:EURUSD', 'BINANCE:BTCUSDT'];
  const rows = codes.map(code => ({ code, type: 'quote' }));
  for (const code of ['NASDAQ:AAPL', 'BINANCE:BTCUSDT']) {
    rows.push({ code, type: 'series', barType: 'minute', barInterval: '1', maxDp: 30 });
  }
  const { insightSentry } = require('../dist/nodes/InsightSentry/insightsentry.provider.js');
  const settled = await listen(insightSentry, { subscriptions: rows });
  for (let step = 0; step < 1200; step += 1) {
    const code = codes[step % codes.length];
    clock.now += 3000;
    simulator.insightsentry.startDueBars();
    const factor =
      code === 'NASDAQ:AAPL' ? swing(step) / swing(step - codes.length) : step === 601 ? 1.025 : 1;
    if (factor === 1) simulator.insightsentry.tick(code);
    else simulator.insightsentry.setPrice(code, Number((last.get(code) * factor).toFixed(2)));
    await settled();
  }
}

/** Up and down once in 40 minutes, with ripples. */
const swing = step => 1 + 0.01 * Math.sin(step / 127) + 0.001 * Math.sin(step / 7);

/** Eight hours of what Benzinga publishes and companies file. */
async function records({ simulator, clock, listen }) {
  const { benzinga } = require('../dist/nodes/Benzinga/benzinga.provider.js');
  const { finFeedApi } = require('../dist/nodes/FinFeedApi/finfeedapi.provider.js');
  const streams = ['news', 'ratings', 'earnings'];
  const settled = [];
  for (const stream of streams) settled.push(await listen(benzinga, { stream }));
  settled.push(await listen(finFeedApi, {}));
  for (let step = 0; step < 240; step += 1) {
    clock.now += 120_000;
    const turn = step % 6;
    if (turn < 3) simulator.benzinga.publish('news');
    else if (turn === 3) simulator.benzinga.publish('ratings');
    else if (turn === 4) simulator.finfeedapi.publishFiling();
    else simulator.benzinga.publish('earnings');
    for (const one of settled) await one();
  }
}

/** Runs a play of the practice feed and writes the events that it brings. */
async function record(path, title, play) {
  const { startSimulator } = require('../dist/simulator/server.js');
  const { WebSocket } = require('../dist/vendor/ws.js');
  const { eventLine, headerLine } = require('../dist/transforms/recording/recording-format.js');
  const { GzipFile } = require('../dist/ports/gzip-file.js');
  const clock = { now: start };
  const simulator = await startSimulator({ rate: 0, seed, now: () => clock.now, finfeedapi: { backlog: 0 } });
  const sockets = [];
  const last = new Map();
  let text = headerLine({
    writtenBy: 'scripts/record.mjs',
    startTime: new Date(start).toISOString(),
    raw: false,
    title,
  });
  let count = 0;
  const take = event => {
    // What Benzinga and FinFeedAPI send of the past is not asked for.
    if (event.type !== 'bar' && event.time !== null && Date.parse(event.time) < start) return;
    text += eventLine({ ...event, receivedTime: new Date(clock.now).toISOString() }, false, '');
    count += 1;
    if (event.last) last.set(event.symbol, event.last);
  };
  const listen = async (provider, form) => {
    const line = await connect({ WebSocket, provider, form, url: simulator.url, clock, take });
    sockets.push(line.socket);
    return line.settled;
  };
  await play({ simulator, clock, listen, last });
  for (const socket of sockets) socket.terminate();
  await simulator.close();
  rmSync(path, { force: true });
  const file = await GzipFile.create(path);
  await file.append(text);
  await file.close();
  say(`${path}: ${count} events`);
}

/** One socket with the provider's own protocol on it. `settled` waits until the server has nothing more to say. */
async function connect({ WebSocket, provider, form, url, clock, take }) {
  const { parseJson } = require('../dist/core/read.js');
  const account = provider.account({ apiKey: 'practice', server: `${url}/${provider.id}` }, 'Practice feed');
  const params = provider.parse(form, account);
  const { url: address, headers } = provider.dial(account, params.stream, account.server, 'practice', [
    params,
  ]);
  const protocol = provider.protocol(account, params.stream, [params]);
  const socket = new WebSocket(address, { headers });
  const echoes = [];
  socket.on('pong', () => echoes.shift()?.());
  socket.on('message', data => {
    const text = data.toString();
    for (const item of protocol.read(parseJson(text), text, clock.now)) {
      if (item.kind === 'event') take(item.event);
      if (item.kind === 'history') item.events.forEach(take);
      if (item.kind === 'error') throw item.error;
    }
  });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  for (const frame of protocol.open([params], 'practice', clock.now)) socket.send(frame);
  /** The answer to a ping comes after all that was sent before it. */
  const settled = () =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${provider.id} does not answer.`)), patienceMs);
      echoes.push(() => (clearTimeout(timer), resolve()));
      socket.ping();
    });
  await settled();
  return { socket, settled };
}
