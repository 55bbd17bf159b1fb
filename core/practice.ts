import type { Ports, PracticeFeed } from './ports';
import type { Account, Params, Provider } from './provider';

/** The practice feed of one connection, while its account wants that in place of the server. */
export class Practice<A extends Account> {
  private feed: PracticeFeed | undefined;

  constructor(
    private readonly ports: Pick<Ports, 'practice'>,
    private readonly provider: Pick<Provider<Params, A>, 'id' | 'practice'>,
  ) {}

  /** What to dial for an account: the base URL of its server, or of the practice feed, which is started for it. */
  async serverOf(account: A): Promise<string> {
    if (!account.practice) {
      this.release();
      return account.server;
    }
    this.feed ??= await this.ports.practice(this.provider.id, this.provider.practice(account));
    return this.feed.server;
  }

  /** Gives the feed back; it ends with the last connection that uses it. */
  release(): void {
    this.feed?.release();
    this.feed = undefined;
  }
}
