import { ControlError, optional, type ControlAction, type ControlBody } from '../actions';
import { choice, neededChoice } from '../choice';
import type { FinFeedApiFeed } from '../finfeedapi';
import type { Filing } from './filing';
import type { FinFeedApiError } from './frames';
import type { FractionDigits } from './options';

const ERRORS: readonly FinFeedApiError[] = ['invalid-key', 'invalid-message', 'buffer-full', 'quota'];

const TEXT_FIELDS = [
  'discovered_time',
  'form',
  'description',
  'filling_date',
  'accepted_time',
  'accession_no',
] as const;

const FIELDS: readonly (keyof Filing)[] = [...TEXT_FIELDS, 'cik'];

const DIGITS: readonly FractionDigits[] = [6, 7, 9];

/** A flood or a joint filing asked for over HTTP ends within minutes. */
const MAX_FLOOD = 5_000_000;

/** What is FinFeedAPI's own in the control interface. */
export function finFeedApiActions(feed: FinFeedApiFeed): Record<string, ControlAction> {
  return { ...filingActions(feed), ...serverActions(feed) };
}

function filingActions(feed: FinFeedApiFeed): Record<string, ControlAction> {
  return {
    filing: {
      help: `Publishes a filing: ${FIELDS.map(name => `"${name}"`).join(', ')}; the rest is invented. "nulls" lists fields that are null.`,
      run: body => feed.publishFiling(readFiling(body)),
    },
    'joint-filing': {
      help: 'Publishes one filing of 2 or more "filers" from "cik" on: a frame each, the same accession number.',
      run: body => {
        const { cik, ...filing } = readFiling(body);
        const filers = Math.min(body.number('filers') ?? 2, 100);
        const first = cik ?? 9_300_001;
        return feed.publishJointFiling(
          Array.from({ length: filers }, (_, index) => first + index),
          filing,
        );
      },
    },
    repeat: {
      help: 'Sends the last published filing again.',
      run: () => ({ sent: feed.repeatFiling() }),
    },
    flood: {
      help: 'Publishes so many "filings", "perSecond" or as fast as clients read; answers when done.',
      run: async body => {
        const filings = Math.min(body.neededNumber('filings'), MAX_FLOOD);
        return {
          filings: await feed.flood({ filings, ...optional({ perSecond: body.number('perSecond') }) }),
        };
      },
    },
  };
}

function serverActions(feed: FinFeedApiFeed): Record<string, ControlAction> {
  return {
    error: {
      help: `Sends an "error" (${ERRORS.join(', ')}), with a "message" of your own if given, and closes.`,
      run: body => {
        const target = { ...body.target(), ...optional({ message: body.text('message') }) };
        return { failed: feed.fail(neededChoice(body, 'error', ERRORS), target) };
      },
    },
    reconnect: {
      help: 'Asks clients to reconnect "withinSeconds" (10 by default); closes then, or "closeAfterMs".',
      run: body => {
        const numbers = {
          withinSeconds: body.number('withinSeconds'),
          closeAfterMs: body.number('closeAfterMs'),
        };
        return { asked: feed.askToReconnect({ ...body.target(), ...optional(numbers) }) };
      },
    },
    adjust: {
      help: 'From now on: "badKey" frame or handshake, "spelling" documented or rest, "heartbeatSpelling" heartbeat or hearbeat, "fractionDigits" 6, 7 or 9, "lagSeconds".',
      run: body =>
        feed.adjust(
          optional({
            badKey: choice(body, 'badKey', ['frame', 'handshake']),
            spelling: choice(body, 'spelling', ['documented', 'rest']),
            heartbeatSpelling: choice(body, 'heartbeatSpelling', ['heartbeat', 'hearbeat']),
            fractionDigits: fractionDigits(body),
            lagSeconds: body.number('lagSeconds'),
          }),
        ),
    },
  };
}

function readFiling(body: ControlBody): Partial<Filing> {
  const given = Object.fromEntries(TEXT_FIELDS.map(name => [name, body.text(name)]));
  const nulls = body.texts('nulls') ?? [];
  const unknown = nulls.find(name => !FIELDS.some(field => field === name));
  if (unknown !== undefined) throw new ControlError(`A filing has no field "${unknown.slice(0, 50)}".`);
  const absent = Object.fromEntries(nulls.map(name => [name, null]));
  return { ...optional({ ...given, cik: body.number('cik') }), ...absent };
}

function fractionDigits(body: ControlBody): FractionDigits | undefined {
  const number = body.number('fractionDigits');
  const digits = DIGITS.find(each => each === number);
  if (number !== undefined && digits === undefined) throw new ControlError('"fractionDigits" is 6, 7 or 9.');
  return digits;
}
