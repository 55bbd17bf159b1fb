/** A pace as a sentence, for the person who chooses it. */
import { durationText } from '../duration';
import type { PaceProperty, PaceRules } from './pace-form';
import { mostInDigest } from './pace-throttle';

/** What stands in a sentence in place of a value: the name of a variable. */
export type Names = Readonly<Partial<Record<PaceProperty, string>>>;

const singles: Readonly<Record<number, [one: string, once: string]>> = {
  1000: ['second', 'once a second'],
  60_000: ['minute', 'once a minute'],
  3_600_000: ['hour', 'once an hour'],
  86_400_000: ['day', 'once a day'],
};

const once = (ms: number): string => singles[ms]?.[1] ?? `every ${durationText(ms)}`;
const span = (ms: number): string => singles[ms]?.[0] ?? durationText(ms);

/** `1st`, `2nd`, `10th`. */
function ordinal(number: number): string {
  const isTeen = number % 100 > 10 && number % 100 < 14;
  return `${number}${(isTeen ? undefined : ['th', 'st', 'nd', 'rd'][number % 10]) ?? 'th'}`;
}

function sampleText(each: number, name: string | undefined): string {
  if (each === 1 && name === undefined) return 'Every event.';
  return `Of each symbol the first event, then every ${name ?? ordinal(each)}.`;
}

/** What a pace does, in few words. */
export function paceLabel(rules: PaceRules, names: Names = {}): string {
  const every = names.everyMs;
  switch (rules.mode) {
    case 'latest':
      return `latest ${every ? `every ${every}` : once(rules.everyMs)}`;
    case 'throttle':
      return `at most ${names.most ?? rules.most} in ${every ?? durationText(rules.everyMs)}`;
    case 'batch':
      return `lists of ${names.batchSize ?? rules.batchSize}`;
    case 'sample':
      if (rules.sampleBy === 'count') return `every ${names.each ?? ordinal(rules.each)} of a symbol`;
      return `one of a symbol in ${every ?? durationText(rules.everyMs)}`;
  }
}

/** What a pace does, in sentences. */
export function describePace(rules: PaceRules, names: Names = {}): string {
  const every = names.everyMs;
  switch (rules.mode) {
    case 'latest': {
      const how = rules.output === 'list' ? 'all in one list' : 'each as a message of its own';
      return `The latest event of each symbol, ${every ? `every ${every}` : once(rules.everyMs)}, ${how}.`;
    }
    case 'throttle': {
      const { most } = rules;
      const number = names.most ?? most;
      const few = `At most ${number} ${number === 1 ? 'message' : 'messages'} in any ${every ?? span(rules.everyMs)}.`;
      if (rules.rest === 'drop') return `${few} What is more is dropped, and counted.`;
      return `${few} What is more waits, and leaves together as one digest as soon as there is room: its count, and the newest ${mostInDigest}.`;
    }
    case 'batch': {
      const size = names.batchSize ?? rules.batchSize;
      return `Lists of ${size}, or of fewer when ${every ?? durationText(rules.everyMs)} passed since the first came.`;
    }
    case 'sample':
      if (rules.sampleBy === 'count') return sampleText(rules.each, names.each);
      return `Of each symbol one event, then none for ${every ?? (singles[rules.everyMs] ? `${rules.everyMs === 3_600_000 ? 'an' : 'a'} ${span(rules.everyMs)}` : durationText(rules.everyMs))}.`;
  }
}
