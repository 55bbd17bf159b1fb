import { KNOWN_CODES } from '../instruments';
import type { Random } from '../random';

const NAMES: Readonly<Record<string, string>> = {
  'NASDAQ:AAPL': 'Apple',
  'NASDAQ:TSLA': 'Tesla',
  'NASDAQ:MSFT': 'Microsoft',
  'NASDAQ:NVDA': 'Nvidia',
  'NASDAQ:AMZN': 'Amazon',
  'NYSE:BA': 'Boeing',
  'NYSE:LUV': 'Southwest',
  'NYSE:JPM': 'JPMorgan',
  'BINANCE:BTCUSDT': 'Bitcoin',
  'CME_MINI:ES1!': 'S&P 500 futures',
  'FX:EURUSD': 'The euro',
};

const EVENTS = [
  'edges higher in quiet trading',
  'slips as traders take profits',
  'recovers from an early dip',
  'draws fresh interest from funds',
  'holds steady ahead of the data',
  'swings on heavy volume',
  'gains after an analyst day',
  'eases as the dollar firms',
];

/** An invented headline and the codes it is about. */
export function inventHeadline(random: Random): {
  readonly title: string;
  readonly codes: readonly string[];
} {
  const pick = <Item>(items: readonly Item[], fallback: Item) =>
    items[Math.floor(random() * items.length)] ?? fallback;
  const code = pick(KNOWN_CODES, 'NASDAQ:AAPL');
  const name = NAMES[code] ?? code.slice(code.indexOf(':') + 1);
  return { title: `${name} ${pick(EVENTS, 'trades')}`, codes: [code] };
}
