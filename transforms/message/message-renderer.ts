import type { Escaper } from './escape-text';
import type { Card } from './message-parts';

/** How a message looks in one target. */
export interface Renderer<Message> {
  escape: Escaper;
  /** The most that an own template may give, in UTF-16 units. */
  longest: number;
  /** One event or alert, by the built-in template. */
  card(card: Card): Message;
  /** Many in one message, one line each. The last `left` did not fit, and the message says so. */
  digest(title: string, cards: readonly Card[]): { message: Message; left: number };
  /** What an own template gave, already written for the target; `title` is plain text. */
  own(title: string | null, text: string): Message;
}

/** The first lines that fit into `max` UTF-16 units, each with a line break after it. */
export function takeLines(lines: readonly string[], max: number, most = Infinity): string[] {
  const taken: string[] = [];
  let length = 0;
  for (const line of lines) {
    length += line.length + 1;
    if (length > max || taken.length >= most) break;
    taken.push(line);
  }
  return taken;
}

/** Says how many did not fit. */
export function moreWords(left: number): string {
  return `… and ${left} more`;
}
