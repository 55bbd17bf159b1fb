/** What a built-in template gives, and the pieces that the templates share. */
import { largeText, percentText } from './message-format';
import type { Values } from './message-values';

export interface Fact {
  name: string;
  value: string;
}

export interface Section {
  heading: string | null;
  text: string;
}

export type Tone = 'up' | 'down' | 'none';

/** What a template says, in plain text. */
export interface CardBody {
  /** What kind of thing it is, for instance `SEC filing`. */
  label: string;
  /** One line that says it all. */
  title: string;
  tone: Tone;
  sections: Section[];
  facts: Fact[];
  link: { label: string; url: string } | null;
}

export interface Card extends CardBody {
  time: string | null;
  /** Where it comes from: provider, stream, symbol. */
  origin: string;
}

/** Facts without those that nobody knows. */
export function factsOf(rows: readonly (readonly [name: string, value: string | null])[]): Fact[] {
  const facts: Fact[] = [];
  for (const [name, value] of rows) if (value !== null && value !== '') facts.push({ name, value });
  return facts;
}

export function toneOf(change: number | null): Tone {
  return change === null || change === 0 ? 'none' : change > 0 ? 'up' : 'down';
}

/** A small arrow before a title: colour is not there in every target, nor for everybody. */
export function arrow(tone: Tone): string {
  return tone === 'up' ? '▲ ' : tone === 'down' ? '▼ ' : '';
}

/** The parts that are there, joined by a space. */
export function words(...parts: (string | null)[]): string {
  return parts.filter(part => part !== null && part !== '').join(' ');
}

/** `Hold → Buy`, or the one that is known. */
export function fromTo(before: string | null, after: string | null): string | null {
  return before === null || after === null || before === after ? (after ?? before) : `${before} → ${after}`;
}

export function large(event: Values, name: string): string | null {
  const value = event.number(name);
  return value === null ? null : largeText(value);
}

export function percent(event: Values, name: string): string | null {
  const value = event.number(name);
  return value === null ? null : percentText(value);
}

/** An amount with its currency. */
export function money(amount: string | null, event: Values): string | null {
  return amount === null ? null : words(amount, event.text('currency'));
}
