import { ConfigError, type StreamError } from '../../core/errors';
import type { Plan, Wanted } from '../../core/provider';
import { asksForNothing, type BenzingaParams } from './params';

/** What a connection has one of, for all who share it (protocol page, section 2: consensus). */
function optionsOf({ simplifyRatings, aggregateType }: BenzingaParams): string {
  return `${simplifyRatings} ${aggregateType}`;
}

function conflictError(wanted: Wanted<BenzingaParams>, other: Wanted<BenzingaParams>): StreamError {
  return new ConfigError(
    `"${wanted.name}" and "${other.name}" ask for consensus ratings with different options: Benzinga allows one ` +
      `connection per token and stream. Use the same Simplify Ratings and Aggregate Type in both, or give one of ` +
      `them an account with another token.`,
    { code: 'conflict' },
  );
}

/**
 * All subscriptions of a stream share one connection: a token may have no second one (protocol page, section 1). Who
 * is served keeps its place; who comes later with other options is refused.
 */
export function planStream(wanted: readonly Wanted<BenzingaParams>[]): Plan {
  const asking = wanted.filter(({ params }) => !asksForNothing(params));
  const first = asking.find(({ slot }) => slot !== undefined) ?? asking[0];
  if (!first) return { endpoints: [], refused: [] };
  const fits = ({ params }: Wanted<BenzingaParams>): boolean => optionsOf(params) === optionsOf(first.params);
  return {
    endpoints: [{ slot: 0, serves: asking.filter(fits).map(({ id }) => id) }],
    refused: asking.filter(one => !fits(one)).map(one => ({ id: one.id, error: conflictError(one, first) })),
  };
}
