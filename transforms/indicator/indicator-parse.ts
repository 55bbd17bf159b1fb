/** The form of indicators, validated. Its property names are public: they are saved in users' flows. */
import { ConfigError } from '../../core/errors';
import type { Form } from '../../core/provider';
import { isObject } from '../../core/read';
import type { Indicator } from './indicator-kinds';
import { checkNames, parseIndicator } from './indicator-row';

/** What a node with indicators does. */
export interface IndicatorRules {
  readonly indicators: readonly Indicator[];
  /** Whether bars from before, which warm the indicators up, are sent on too. */
  readonly sendsBackfill: boolean;
  /** Whether running bars are sent on, with what the indicators would be if they closed now. */
  readonly sendsRunning: boolean;
}

/** Indicators that one node holds at most. */
const mostIndicators = 50;

/** What a form without any list means. */
const usual = [{ kind: 'rsi', length: '14', price: 'close', name: '' }];

/** The rows that a form holds: a list (Node-RED), or an n8n collection of one. */
export function rowsOf(value: unknown): readonly unknown[] {
  if (value === undefined) return usual;
  if (Array.isArray(value)) return value;
  return isObject(value) && Array.isArray(value['indicator']) ? value['indicator'] : [];
}

function sends(form: Form, field: string, title: string, empty: 'send' | 'skip'): boolean {
  const value = form[field] ?? empty;
  if (value === 'send' || value === 'skip' || value === '') return (value || empty) === 'send';
  throw new ConfigError(`${title} are "send" or "skip".`);
}

/**
 * Validates the form of an indicator node:
 *
 * - `indicators`: a list of `{ kind, name, price }` with what the kind needs: `length`, or `fast`, `slow` and `signal`;
 *   `deviations`; of a VWAP `session` (`day` or `window`) and `timeZone`, in which its days begin (`zone` where empty);
 * - `backfill` (`skip` where empty) and `running` (`send` where empty): what happens to such bars, `send` or `skip`.
 *
 * Throws a ConfigError in a user's words that names the indicator.
 */
export function parseIndicators(form: Form, zone = 'America/New_York'): IndicatorRules {
  const rows = rowsOf(form.indicators);
  if (rows.length === 0) throw new ConfigError('Add at least one indicator.');
  if (rows.length > mostIndicators)
    throw new ConfigError(`One node takes at most ${mostIndicators} indicators.`);
  const indicators = rows.map((row, index) => {
    if (isObject(row)) return parseIndicator(row, index + 1, zone);
    throw new ConfigError(`Indicator ${index + 1}: it must be an object with a kind.`);
  });
  checkNames(indicators);
  return {
    indicators,
    sendsBackfill: sends(form, 'backfill', 'Past bars', 'skip'),
    sendsRunning: sends(form, 'running', 'Running bars', 'send'),
  };
}
