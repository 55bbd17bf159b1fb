import { hashText, seededRandom } from '../random';
import { BullsBearsDesk } from './bulls-bears';
import { ConsensusAuthor } from './consensus';
import type { BenzingaContext, Desk, DeskTools } from './desk';
import { EarningsDesk } from './earnings';
import { InsightsDesk } from './insights';
import { NewsDesk } from './news';
import type { BenzingaStream } from './options';
import { RatingsDesk } from './ratings';
import { RecordAuthor } from './record-author';
import { BroadcastStream } from './stream';

/** The streams that need no subscription. */
export type BroadcastName = Exclude<BenzingaStream, 'transcripts'>;

/** One of each. */
export type BroadcastStreams = Readonly<Record<BroadcastName, BroadcastStream>>;

/** All streams but transcripts, each with an author and numbers of its own. */
export function broadcastStreams(context: BenzingaContext): BroadcastStreams {
  const { market, coverage, ids } = context;
  const randomOf = (name: string) => seededRandom(market.seed ^ hashText(`benzinga ${name}`));
  const fromDesk = (makeDesk: (tools: DeskTools) => Desk, name: BroadcastName) => {
    const random = randomOf(name);
    const desk = makeDesk({ market, coverage, ids, random });
    return new BroadcastStream(name, new RecordAuthor(desk, context, random), context);
  };
  const consensus = new ConsensusAuthor(context, randomOf('consensus'));
  return {
    insights: fromDesk(tools => new InsightsDesk(tools), 'insights'),
    ratings: fromDesk(tools => new RatingsDesk(tools), 'ratings'),
    consensus: new BroadcastStream('consensus', consensus, context),
    earnings: fromDesk(tools => new EarningsDesk(tools), 'earnings'),
    'bulls-bears': fromDesk(tools => new BullsBearsDesk(tools), 'bulls-bears'),
    news: fromDesk(tools => new NewsDesk(tools), 'news'),
  };
}
