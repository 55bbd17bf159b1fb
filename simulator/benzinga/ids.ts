import { hashText, seededRandom, type Random } from '../random';

/**
 * Ids of messages, records and calls. They begin with the time: a client that remembers what it saw must not take the
 * events of the next run, which come from the same seed, for those of this one.
 */
export class Ids {
  private readonly random: Random;
  private messages = 0;
  private articles: number | undefined;
  private events = 0;

  constructor(
    seed: number,
    private readonly now: () => number,
  ) {
    this.random = seededRandom(seed ^ hashText('ids'));
  }

  /** A UUID, as every message id is (protocol page, section 5.0). */
  uuid(): string {
    this.messages += 1;
    const time = this.now().toString(16).padStart(12, '0');
    const serial = (this.messages % 0x1000).toString(16).padStart(3, '0');
    return `${time.slice(0, 8)}-${time.slice(8)}-4${serial}-8${this.hex(3)}-${this.hex(12)}`;
  }

  /** 24 hexadecimal digits, as calendar records and calls have them. */
  record(time: number): string {
    return `${Math.floor(time / 1_000)
      .toString(16)
      .padStart(8, '0')}${this.hex(16)}`;
  }

  /** An article's number: each is one higher than the one before. */
  article(): number {
    this.articles = (this.articles ?? Math.floor(this.now() / 100)) + 1;
    return this.articles;
  }

  /** Number of an event in news shape B, never that of an article. */
  event(): number {
    this.events += 1;
    return Math.floor(this.now() / 1_000) + this.events;
  }

  private hex(digits: number): string {
    let text = '';
    while (text.length < digits)
      text += Math.floor(this.random() * 0x10000)
        .toString(16)
        .padStart(4, '0');
    return text.slice(0, digits);
  }
}
