/** What Microsoft's own library for Adaptive Cards says of a card. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from '../hosts/project';

interface Library {
  Versions: { v1_4: unknown };
  SerializationContext: new (version: unknown) => {
    eventCount: number;
    getEventAt(index: number): { message: string };
  };
  AdaptiveCard: new () => {
    parse(card: unknown, context: object): void;
    validateProperties(): { validationEvents: { message: string }[] };
    toJSON(): unknown;
  };
}

/** The library as it is served to browsers. */
export const libraryPath = join(
  root,
  ...['test', 'transforms', 'fixtures', 'adaptivecards', 'adaptivecards.min.js'],
);

const { AdaptiveCard, SerializationContext, Versions } = createRequire(__filename)(libraryPath) as Library;

/** What is wrong with a card by version 1.4 of the schema: unknown elements and values, what is missing. */
export function cardProblem(card: unknown): string | undefined {
  const read = new AdaptiveCard();
  const context = new SerializationContext(Versions.v1_4);
  read.parse(card, context);
  if (context.eventCount > 0) return context.getEventAt(0).message;
  return read.validateProperties().validationEvents[0]?.message;
}

/** A card as the library writes it again: without what it does not know. */
export function readAgain(card: unknown): unknown {
  const read = new AdaptiveCard();
  read.parse(card, new SerializationContext(Versions.v1_4));
  return read.toJSON();
}
