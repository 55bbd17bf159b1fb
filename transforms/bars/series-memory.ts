/** What is remembered of the bars of one symbol, besides the bars. */
import { isObject } from '../../core/read';

/** What changes with each event, as plain JSON. Times in ms; undefined where nothing is known. */
export interface SeriesMemory {
  /** The newest time of the feed, and when it came. */
  newest: number | undefined;
  arrivedAt: number;
  /** The volume of the day so far. */
  dayVolume: number | undefined;
  hasVolume: boolean;
  hasLast: boolean;
  lastPrice: number | undefined;
  /** Where the newest event began that was no backfill. */
  liveAt: number | undefined;
  /** Of the last closed bar with prices. */
  close: number | undefined;
  doneUntil: number | undefined;
  /** Bars before it are not to be changed any more. */
  forgottenUntil: number | undefined;
  /** Since then every bar has left, flat ones where nothing came. */
  filledFrom: number | undefined;
  flats: number;
  /** Of the smaller bars. */
  interval: string | undefined;
  /** When the running bar left, and whether it changed since. */
  sentAt: number;
  isChanged: boolean;
}

const nothing: SeriesMemory = {
  ...{ newest: undefined, arrivedAt: 0, dayVolume: undefined, hasVolume: false, hasLast: false },
  ...{ lastPrice: undefined, close: undefined, doneUntil: undefined, forgottenUntil: undefined, flats: 0 },
  ...{ liveAt: undefined, filledFrom: undefined },
  ...{ interval: undefined, sentAt: 0, isChanged: false },
};

/** What is remembered of a symbol that nothing is known of, or what of it was saved. */
export function memoryOf(saved?: unknown): SeriesMemory {
  if (!isObject(saved)) return { ...nothing };
  const isRight = ([name, value]: [string, unknown]): boolean => {
    const known = nothing[name as keyof SeriesMemory];
    if (!Object.hasOwn(nothing, name)) return false;
    if (known !== undefined) return typeof value === typeof known;
    return name === 'interval' ? typeof value === 'string' : typeof value === 'number';
  };
  return { ...nothing, ...Object.fromEntries(Object.entries(saved).filter(isRight)) };
}
