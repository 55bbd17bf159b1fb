import { parseArgs } from 'node:util';
import { startSimulator, type Simulator, type SimulatorOptions } from './server';

const HELP = `Usage: npm run practice -- [options]

  --port <number>      port on 127.0.0.1 (default 4680; 0 for a free one)
  --seed <number>      same seed, same prices (default 1)
  --rate <number>      price changes a second and instrument (default 2; 0 for none)
  --dialect <name>     guide (default) or newer
  --help               this text
`;

/** A fixed port, so that the address typed into an account stays right. */
const DEFAULT_PORT = 4680;

class UsageError extends Error {}

/** Runs the practice feed until Ctrl-C. Sets the exit code and says why if it cannot. */
export async function main(argv: readonly string[]): Promise<void> {
  try {
    const options = readOptions(argv);
    if (options === undefined) return say(HELP);
    const simulator = await startSimulator(options);
    introduce(simulator);
    stopOnSignal(simulator);
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exitCode = 1;
  }
}

function readOptions(argv: readonly string[]): SimulatorOptions | undefined {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      port: { type: 'string' },
      seed: { type: 'string' },
      rate: { type: 'string' },
      dialect: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) return undefined;
  const dialect = values.dialect ?? 'guide';
  if (dialect !== 'guide' && dialect !== 'newer') throw new UsageError('--dialect is guide or newer.');
  return {
    port: readNumber('port', values.port ?? String(DEFAULT_PORT), 65_535),
    seed: readNumber('seed', values.seed ?? '1', 2 ** 32 - 1),
    rate: readNumber('rate', values.rate ?? '2', 1_000),
    insightsentry: { dialect },
  };
}

function readNumber(name: string, text: string, most: number): number {
  const value = Number(text);
  const isWhole = name === 'rate' || Number.isInteger(value);
  if (text.trim() !== '' && isWhole && value >= 0 && value <= most) return value;
  throw new UsageError(`--${name} is a number from 0 to ${most}, not "${text}".`);
}

function introduce({ url, httpUrl }: Simulator): void {
  say(`The practice feed runs: invented data over the providers' real protocols.

  Server field of an InsightSentry account:  ${url}/insightsentry
  Key server (RapidAPI plan):                ${httpUrl}/insightsentry
  API key: any text. Keys that start with "wrong", "expired" or "free" are refused, as the real server would.

What arrives: a greeting, a heartbeat every 10 s, history and then running bars for series, quotes that change
about twice a second, ten headlines and then a new one every 15 s on the newsfeed. Any code such as NASDAQ:AAPL,
BINANCE:BTCUSDT or CME_MINI:ES1! has a price; codes of the exchange INVALID do not exist.

  Server field of a Benzinga account:        ${url}/benzinga
  API key: any text but one that starts with "wrong" or "noplan"; one connection per key and stream.

What arrives: news every 8 s, ratings every 10 s, insights, earnings, consensus, bulls and bears every 12 to 20 s, and
every 2 s a sentence of each call that somebody subscribed to. "replay" brings older ones at once. Any ticker exists.

  Server field of a FinFeedAPI account:      ${url}/finfeedapi
  API key: any text but one that starts with "wrong".

What arrives: 200 filings of the past hours, then a new one every 6 s.

  Server field of a TradeWatch account:      ${url}/tradewatch
  API key: any text but one that starts with "wrong" or "noplan".

What arrives: quotes of currencies, crypto, stocks, indices and commodities, about twice a second each. Any ticker such
as EURUSD, BTCUSD, AAPL, DJI or GOLD has a price; those that start with INVALID do not exist.

Try what happens when ...
  a price crosses a level   curl -d '{"code":"NASDAQ:AAPL","price":250}' ${httpUrl}/control/insightsentry/price
  news breaks               curl -d '{"stream":"news","ticker":"AAPL"}' ${httpUrl}/control/benzinga/publish
  a company files           curl -d '{"form":"8-K"}' ${httpUrl}/control/finfeedapi/filing
  the line is cut           curl -X POST ${httpUrl}/control/insightsentry/drop
  the server falls silent   curl -X POST ${httpUrl}/control/insightsentry/stall
  the server is busy        curl -d '{"error":"server_busy"}' ${httpUrl}/control/insightsentry/error
Who is connected:           curl ${httpUrl}/control/connections
All control calls:          curl ${httpUrl}/

Ctrl-C ends it.`);
}

function stopOnSignal(simulator: Simulator): void {
  const stop = () => {
    void simulator.close().then(() => say('The practice feed has ended.'));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

function explain(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE')
    return 'The port is taken. Choose another with --port, or --port 0 for a free one.';
  if (code === 'EACCES') return 'The port may not be opened. Choose one above 1023 with --port.';
  return error instanceof Error ? error.message : String(error);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

if (require.main === module) void main(process.argv.slice(2));
