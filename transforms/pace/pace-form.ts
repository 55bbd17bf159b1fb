/** What a pace is: a form, validated. Its property names are public: they are saved in users' flows. */
import type { Form } from '../../core/provider';
import { readDuration } from '../duration';
import { readChoice, readWhole } from '../form-values';

/** The latest event of each symbol, each `everyMs`. */
export interface LatestRules {
  readonly mode: 'latest';
  readonly everyMs: number;
  /** Each as a message of its own, or all in one list. */
  readonly output: 'messages' | 'list';
}

/** At most `most` messages within any `everyMs`. */
export interface ThrottleRules {
  readonly mode: 'throttle';
  readonly everyMs: number;
  readonly most: number;
  /** What happens to the rest: it comes together as soon as there is room, or never. */
  readonly rest: 'digest' | 'drop';
}

/** Lists of `batchSize`, or of fewer `everyMs` after the first of them came. */
export interface BatchRules {
  readonly mode: 'batch';
  readonly everyMs: number;
  readonly batchSize: number;
}

/** Of each symbol one event, and then none for `everyMs`, or none before the `each`th after it. */
export interface SampleRules {
  readonly mode: 'sample';
  readonly sampleBy: 'time' | 'count';
  readonly everyMs: number;
  readonly each: number;
}

export type PaceRules = LatestRules | ThrottleRules | BatchRules | SampleRules;

export const paceModes = ['latest', 'throttle', 'batch', 'sample'] as const;
export type PaceMode = (typeof paceModes)[number];

/** Lists, and digests' counts, are read by people and sheets. */
const largestBatch = 1000;
const largestRate = 1000;
const largestStep = 1_000_000;

const interval = { what: 'The time', leastMs: 100, mostMs: 31 * 86_400_000, fallbackMs: 60_000 };

/** Reads each property of the form by itself. */
export const paceReaders = {
  mode: (form: Form): PaceMode => readChoice(form.mode, 'The mode', paceModes),
  everyMs: (form: Form): number => readDuration(form.everyMs, interval),
  output: (form: Form) => readChoice(form.output, 'The output', ['messages', 'list']),
  most: (form: Form): number => readWhole(form.most, 'How many messages at most', largestRate, 5),
  rest: (form: Form) => readChoice(form.rest, 'The rest', ['digest', 'drop']),
  batchSize: (form: Form): number => readWhole(form.batchSize, 'The size of a batch', largestBatch, 100),
  sampleBy: (form: Form) => readChoice(form.sampleBy, 'What a sample is taken by', ['time', 'count']),
  each: (form: Form): number => readWhole(form.each, 'Which event of each symbol', largestStep, 10),
};

export type PaceProperty = keyof typeof paceReaders;

/** The properties that a form needs; others, left over from another mode, are ignored. */
export function propertiesOf(form: Form): readonly PaceProperty[] {
  const ofMode: Readonly<Record<PaceMode, readonly PaceProperty[]>> = {
    latest: ['everyMs', 'output'],
    throttle: ['most', 'everyMs', 'rest'],
    batch: ['batchSize', 'everyMs'],
    sample: ['sampleBy', form.sampleBy === 'count' ? 'each' : 'everyMs'],
  };
  return ofMode[paceReaders.mode(form)];
}

/**
 * Validates the form of a pace: `mode` (`latest`, `throttle`, `batch`, `sample`) and what it needs:
 *
 * - `latest`: `everyMs`, `output` (`messages`, `list`);
 * - `throttle`: `most` messages in `everyMs`, `rest` (`digest`, `drop`);
 * - `batch`: `batchSize`, `everyMs`;
 * - `sample`: `sampleBy` (`time`, `count`) with `everyMs` or `each`.
 *
 * `everyMs` is a number of ms or a text such as `5 min`. What is missing means its default: the latest of each symbol,
 * once a minute, as messages; 5; a digest; 100; by time; the 10th. Throws a ConfigError in a user's words.
 */
export function parsePace(form: Form): PaceRules {
  const mode = paceReaders.mode(form);
  switch (mode) {
    case 'latest':
      return { mode, everyMs: paceReaders.everyMs(form), output: paceReaders.output(form) };
    case 'throttle':
      return {
        ...{ mode, everyMs: paceReaders.everyMs(form) },
        ...{ most: paceReaders.most(form), rest: paceReaders.rest(form) },
      };
    case 'batch':
      return { mode, everyMs: paceReaders.everyMs(form), batchSize: paceReaders.batchSize(form) };
    case 'sample': {
      const sampleBy = paceReaders.sampleBy(form);
      const isByTime = sampleBy === 'time';
      const everyMs = isByTime ? paceReaders.everyMs(form) : 0;
      return { mode, sampleBy, everyMs, each: isByTime ? 1 : paceReaders.each(form) };
    }
  }
}
