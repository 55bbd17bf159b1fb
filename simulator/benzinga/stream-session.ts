import type { FeedConnection } from '../connection';
import type { BenzingaContext } from './desk';
import type { Filter } from './filter';
import type { Publication, View } from './publication';
import { BenzingaSession } from './session';

/** What a connection's query asked for; no message can change it (protocol page, section 2). */
export interface Wish {
  readonly filter: Filter;
  readonly view: View;
}

/** The close code for a client that speaks where none may: undocumented, the protocol page's example (section 9). */
const POLICY = 1008;

/** One client on any stream but transcripts: it may only say `ping` and `replay`. */
export class StreamSession extends BenzingaSession {
  constructor(
    connection: FeedConnection,
    context: BenzingaContext,
    private readonly wish: Wish,
    private readonly cache: readonly Publication[],
  ) {
    super(connection, context);
    if (context.dialect.statusOnConnect) this.greet();
  }

  get filter(): Filter {
    return this.wish.filter;
  }

  /** Sends the publication if the client wants it and can get it. */
  offer(publication: Publication): boolean {
    const { filter, view } = this.wish;
    return filter.fits(publication.subject) && this.deliver(publication.frame(view));
  }

  /** The two documented actions (protocol page, section 4.4); the rest is ignored, or punished where that is switched on. */
  protected override receive(text: string): void {
    if (this.context.dialect.strictLegacy) return this.connection.close(POLICY, 'no client messages here');
    if (text === 'ping') this.connection.send('pong');
    if (text === 'replay') for (const publication of this.cache) this.offer(publication);
  }
}
