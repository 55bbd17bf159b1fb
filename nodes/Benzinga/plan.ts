import { ConfigError, type StreamError } from '../../core/errors';
import type { Plan, Wanted } from '../../core/provider';
import { asksForNothing, type BenzingaParams } from './params';
import { factsOf } from './streams';

type WantedParams = Wanted<BenzingaParams>;

/** What a connection has one of, for all who share it (protocol page, section 2: consensus). */
function optionsOf({ simplifyRatings, aggregateType }: BenzingaParams): string {
  return `${simplifyRatings} ${aggregateType}`;
}

/** How a node filters, in words. */
function filterOf({ securities }: BenzingaParams): string {
  if (!securities) return 'not at all';
  const { tickers, isins } = securities;
  if (isins.length === 0) return 'by tickers';
  return tickers.length === 0 ? 'by ISINs' : 'by tickers and ISINs';
}

/**
 * A filter that only the server can apply, since the stream's records name no ISIN. It does so for the connection as a
 * whole: all who share it must filter alike (protocol page, sections 5.3 and 5.5). Empty where it does not matter.
 */
function serverFilterOf(params: BenzingaParams): string {
  const isServers = !factsOf(params.stream).tellsIsin && (params.securities?.isins.length ?? 0) > 0;
  return isServers ? filterOf(params) : '';
}

/** Why two cannot share a connection; undefined where they can. */
function conflictOf(wanted: WantedParams, other: WantedParams): StreamError | undefined {
  if (optionsOf(wanted.params) !== optionsOf(other.params)) return optionsError(wanted, other);
  if (serverFilterOf(wanted.params) !== serverFilterOf(other.params)) return filterError(wanted, other);
  return undefined;
}

function filterError(wanted: WantedParams, other: WantedParams): StreamError {
  const what = wanted.params.stream === 'consensus' ? 'consensus ratings' : 'bulls and bears';
  return new ConfigError(
    `"${wanted.name}" filters ${what} ${filterOf(wanted.params)}, "${other.name}" ${filterOf(other.params)}: Benzinga ` +
      `allows one connection per token and stream, and these events do not name their ISIN, so that they could not ` +
      `be told apart. Let both filter alike, or give one of them an account with another token.`,
    { code: 'conflict' },
  );
}

function optionsError(wanted: WantedParams, other: WantedParams): StreamError {
  return new ConfigError(
    `"${wanted.name}" and "${other.name}" ask for consensus ratings with different options: Benzinga allows one ` +
      `connection per token and stream. Use the same Simplify Ratings and Aggregate Type in both, or give one of ` +
      `them an account with another token.`,
    { code: 'conflict' },
  );
}

/**
 * All subscriptions of a stream share one connection: a token may have no second one (protocol page, section 1). Who
 * is served keeps its place; who comes later and does not fit is refused.
 */
export function planStream(wanted: readonly WantedParams[]): Plan {
  const asking = wanted.filter(({ params }) => !asksForNothing(params));
  const first = asking.find(({ slot }) => slot !== undefined) ?? asking[0];
  if (!first) return { endpoints: [], refused: [] };
  const judged = asking.map(one => ({ id: one.id, error: conflictOf(one, first) }));
  return {
    endpoints: [{ slot: 0, serves: judged.filter(({ error }) => !error).map(({ id }) => id) }],
    refused: judged.flatMap(({ id, error }) => (error ? [{ id, error }] : [])),
  };
}
