/** The forms of the nodes that record and replay, validated. Their property names are public: saved flows hold them. */
import { ConfigError } from '../../core/errors';
import type { Form } from '../../core/provider';
import { toNumber } from '../../core/read';

/** What a recording node was asked for. */
export interface RecordParams {
  /** As the user wrote it; empty: the default one. */
  readonly folder: string;
  /** What the names of the files begin with. */
  readonly fileName: string;
  /** A file that has grown to this is followed by a new one. */
  readonly rotateBytes: number;
  /** All files of this name together; the oldest go. */
  readonly keepBytes: number;
  /** Whether what the provider sent is recorded, too. */
  readonly raw: boolean;
}

/** What a replaying node was asked for. */
export interface ReplayParams {
  /** The name of a shipped recording, a path, or a name in the default folder. */
  readonly recording: string;
  /** How many times faster than real time; Infinity: as fast as possible. */
  readonly speed: number;
  /** `recorded`: times stay; `now`: they are moved so that the first event comes now. */
  readonly times: 'recorded' | 'now';
  readonly loop: boolean;
  readonly autoStart: boolean;
  /** Longer waits by the recording are shortened to this; Infinity: none is. */
  readonly longestPauseMs: number;
}

const megabyte = 1_000_000;
const longestPath = 1000;
/** What a flow means that says nothing. */
const defaultRecording = 'practice-prices';
const slowest = 0.01;
const fastest = 100_000;

/** Names that Windows keeps for devices. */
const reservedNames = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

function textOf(value: unknown, field: string): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value.trim();
  throw new ConfigError(`${field} must be a text.`);
}

function flagOf(value: unknown, fallback: boolean): boolean {
  if (value === undefined || value === null || value === '') return fallback;
  return value === true || value === 'true';
}

interface Limits {
  readonly empty: number;
  readonly least: number;
  readonly most: number;
}

function numberOf(value: unknown, field: string, { empty, least, most }: Limits): number {
  if (value === undefined || value === null || value === '') return empty;
  const number = toNumber(value);
  if (number !== null && number >= least && number <= most) return number;
  throw new ConfigError(`${field} must be a number from ${least} to ${most}.`);
}

/** A path that can be meant; empty for the default one. Throws a ConfigError that begins with `field`. */
function pathOf(value: unknown, field: string): string {
  const path = textOf(value, field);
  const fail = (why: string): never => {
    throw new ConfigError(`${field} ${why}`);
  };
  // eslint-disable-next-line no-control-regex -- that is what is looked for
  if (/[\u0000-\u001f\u007f]/.test(path)) fail('must not hold control signs or line ends.');
  if (path.length > longestPath) fail(`is longer than ${longestPath} signs.`);
  if (/^[a-z][a-z\d+.-]+:\/\//i.test(path)) fail('must be a path on this machine, not an address.');
  if (path.startsWith('~')) fail('must be written out: "~" is not understood here.');
  if (path.split(/[\\/]/).includes('..')) fail('must not hold "..": write the whole path.');
  if (/^[\\/]+$|^[a-z]:[\\/]*$/i.test(path)) fail('must not be the whole disk: name a folder on it.');
  return path;
}

function fileNameOf(value: unknown): string {
  const name = textOf(value, 'The file name') || 'market';
  const isPlain = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,59}$/u.test(name) && !/[ .]$/.test(name);
  if (isPlain && !reservedNames.test(name)) return name;
  throw new ConfigError(
    'The file name must be 1 to 60 letters, digits, spaces, dots, dashes or underscores, such as "quotes". The time is added to it.',
  );
}

/**
 * Validates the form of a recording node: `folder` (empty: the default one), `fileName` (`market` where empty),
 * `rotateMb` (10), `keepMb` (200, at least twice `rotateMb`; both in millions of bytes, compressed), `raw` (false). Throws a ConfigError.
 */
export function parseRecord(form: Form): RecordParams {
  const [least, most] = [0.1, 1_000_000];
  const rotateMb = numberOf(form.rotateMb, 'The size of a file in MB', { least, most: most / 2, empty: 10 });
  const keepMb = numberOf(form.keepMb, 'The size of all files in MB', { least, most, empty: 200 });
  if (keepMb < 2 * rotateMb) {
    throw new ConfigError(
      `All files together must be allowed at least twice the size of one of them, here ${2 * rotateMb} MB: with each new file the oldest is removed.`,
    );
  }
  return {
    folder: pathOf(form.folder, 'The folder'),
    fileName: fileNameOf(form.fileName),
    rotateBytes: rotateMb * megabyte,
    keepBytes: keepMb * megabyte,
    raw: flagOf(form.raw, false),
  };
}

/** How many times faster than real time; Infinity for `max`. Throws a ConfigError. */
export function parseSpeed(value: unknown): number {
  const text =
    typeof value === 'string'
      ? value
          .trim()
          .toLowerCase()
          .replace(/(\d)\s*[×x]$/, '$1')
      : value;
  if (text === 'max' || text === Infinity) return Infinity;
  const number = text === undefined || text === null || text === '' ? 1 : toNumber(text);
  if (number !== null && number >= slowest && number <= fastest) return number;
  throw new ConfigError(
    `The speed must be a number from ${slowest} to ${fastest}, 1 being real time, or "max" for as fast as possible.`,
  );
}

/**
 * Validates the form of a replaying node: `recording` (`practice-prices`; the name of a shipped one, or a path of a file or
 * folder, in the default folder where it is not a whole one), `speed` (1, or `max`), `times` (`recorded` or `now`), `loop` (false),
 * `autoStart` (true), `longestPause` in seconds (empty: as recorded). Throws a ConfigError.
 */
export function parseReplay(form: Form): ReplayParams {
  const recording = pathOf(form.recording ?? defaultRecording, 'The recording');
  if (recording === '') throw new ConfigError('Choose a recording, or name a file or folder.');
  const times = form.times === undefined || form.times === '' ? 'recorded' : form.times;
  if (times !== 'recorded' && times !== 'now') {
    throw new ConfigError('Times must be kept as "recorded", or moved to "now".');
  }
  const limits = { empty: Infinity, least: 0, most: 86_400 };
  return {
    recording,
    speed: parseSpeed(form.speed),
    times,
    loop: flagOf(form.loop, false),
    autoStart: flagOf(form.autoStart, true),
    longestPauseMs: numberOf(form.longestPause, 'The longest pause in seconds', limits) * 1000,
  };
}
