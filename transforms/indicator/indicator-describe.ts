/** An indicator as a sentence, for the person who chooses it. */
import { namesOf, priceTitles, typeOf, type Indicator } from './indicator-kinds';

function joined(parts: readonly (string | number)[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

function whatIs(indicator: Indicator): string {
  const { kind, length, fast, signal, deviations, timeZone } = indicator;
  const price = priceTitles[indicator.price];
  const unit = typeOf(indicator);
  const over = `over ${length} ${unit}${length === 1 ? '' : 's'}`;
  switch (kind) {
    case 'sma':
      return `Average of the ${price} ${over}`;
    case 'ema':
      return `Exponential average of the ${price} ${over}`;
    case 'rsi':
      return `RSI of the ${price} ${over}`;
    case 'macd':
      return `MACD of the ${price} over ${joined([fast, length, signal])} ${unit}s`;
    case 'bollinger':
      return `Bollinger bands of the ${price} ${over}, ${deviations} standard deviation${deviations === 1 ? '' : 's'} away`;
    case 'atr':
      return `ATR ${over}`;
    case 'vwap':
      return `VWAP of the ${price} ${length === 0 ? `since the day began (${timeZone})` : over}`;
    case 'roc':
      return `Rate of change of the ${price} ${over}, in percent`;
    case 'zscore':
      return `Z-score of the ${price} ${over}`;
  }
}

/** For instance `RSI of the close over 14 bars, as rsi14`. */
export function describeIndicator(indicator: Indicator): string {
  return `${whatIs(indicator)}, as ${joined(namesOf(indicator))}`;
}
