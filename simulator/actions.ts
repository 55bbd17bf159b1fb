import type { FeedFaults, FaultTarget } from './faults';

/** A request that the control interface cannot carry out; the message is a sentence for its sender. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
}

/** One lever of the control interface. */
export interface ControlAction {
  /** What it does and which fields it reads, in a line. */
  readonly help: string;
  /** Does it; the result is answered as JSON. Throws `ControlError` or `RangeError` for what it cannot do. */
  run(body: ControlBody): unknown;
}

/** The JSON object of a control request; every reader throws `ControlError` for a value of the wrong kind. */
export class ControlBody {
  constructor(private readonly fields: Readonly<Record<string, unknown>>) {}

  number(name: string): number | undefined {
    return this.read(name, 'a number', (value): value is number => Number.isFinite(value));
  }

  text(name: string): string | undefined {
    return this.read(name, 'a text', (value): value is string => typeof value === 'string');
  }

  flag(name: string): boolean | undefined {
    return this.read(name, 'true or false', (value): value is boolean => typeof value === 'boolean');
  }

  texts(name: string): string[] | undefined {
    const isTexts = (value: unknown): value is string[] =>
      Array.isArray(value) && value.every(item => typeof item === 'string');
    return this.read(name, 'a list of texts', isTexts);
  }

  neededNumber(name: string): number {
    return needed(name, this.number(name));
  }

  neededText(name: string): string {
    return needed(name, this.text(name));
  }

  /** The connection that a fault strikes, or all. */
  target(): FaultTarget {
    return optional({ connection: this.number('connection') });
  }

  private read<Value>(
    name: string,
    kind: string,
    fits: (value: unknown) => value is Value,
  ): Value | undefined {
    const value = this.fields[name];
    if (value === undefined || value === null) return undefined;
    if (!fits(value)) throw new ControlError(`The field "${name}" must be ${kind}.`);
    return value;
  }
}

/** Drops the keys without a value, which optional fields may not hold. */
export function optional<Fields extends Record<string, unknown>>(
  fields: Fields,
): { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };
}

/** The faults that every feed has, as control actions. */
export function faultActions(feed: FeedFaults): Record<string, ControlAction> {
  return { ...frameFaults(feed), ...lineFaults(feed), ...handshakeFaults(feed) };
}

function frameFaults(feed: FeedFaults): Record<string, ControlAction> {
  return {
    send: {
      help: 'Sends a frame: "frame" as text, or "base64" as binary; to all or to one "connection".',
      run: body => {
        const base64 = body.text('base64');
        const frame = base64 === undefined ? body.neededText('frame') : Buffer.from(base64, 'base64');
        return { sent: feed.send(frame, body.target()) };
      },
    },
    garbage: {
      help: 'Sends a text that is no JSON.',
      run: body => ({ sent: feed.sendGarbage(body.target()) }),
    },
    huge: {
      help: 'Sends one frame of "characters", 10,000,000 by default.',
      run: body => {
        const characters = body.number('characters');
        if ((characters ?? 0) > 100_000_000) throw new ControlError('"characters" is 100,000,000 at most.');
        return { sent: feed.sendHuge({ ...body.target(), ...optional({ characters }) }) };
      },
    },
  };
}

function lineFaults(feed: FeedFaults): Record<string, ControlAction> {
  return {
    drop: {
      help: 'Cuts connections without a close frame; "reset": true by a TCP reset.',
      run: body => ({ dropped: feed.drop({ ...body.target(), ...optional({ reset: body.flag('reset') }) }) }),
    },
    close: {
      help: 'Closes connections with "code" (1000 by default) and "reason".',
      run: body => {
        const options = { ...body.target(), ...optional({ reason: body.text('reason') }) };
        return { closed: feed.closeWith(closeCode(body.number('code') ?? 1000), options) };
      },
    },
    stall: {
      help: 'Sends nothing more; "halfOpen": true also leaves control pings unanswered.',
      run: body => ({
        stalled: feed.stall({ ...body.target(), ...optional({ halfOpen: body.flag('halfOpen') }) }),
      }),
    },
    resume: {
      help: 'Ends a stall.',
      run: body => ({ resumed: feed.resume(body.target()) }),
    },
  };
}

function handshakeFaults(feed: FeedFaults): Record<string, ControlAction> {
  return {
    refuse: {
      help: 'Answers new handshakes with the HTTP "status", "retryAfter" and "body"; "times", or until admit.',
      run: body => {
        const retryAfter = body.number('retryAfter');
        const rest = optional({ retryAfter, body: body.text('body'), times: body.number('times') });
        feed.refuse({ status: httpStatus(body.neededNumber('status')), ...rest });
      },
    },
    hang: {
      help: 'Accepts new connections and never answers the handshake; "times", or until admit.',
      run: body => feed.hang(optional({ times: body.number('times') })),
    },
    admit: {
      help: 'Ends refuse and hang.',
      run: () => feed.admit(),
    },
  };
}

function needed<Value>(name: string, value: Value | undefined): Value {
  if (value === undefined) throw new ControlError(`The field "${name}" is missing.`);
  return value;
}

function httpStatus(status: number): number {
  if (Number.isInteger(status) && status >= 300 && status <= 599) return status;
  throw new ControlError('"status" must be an HTTP status from 300 to 599.');
}

/** The codes that an application may send; others make the WebSocket library throw. */
function closeCode(code: number): number {
  const isProtocolCode = code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code);
  if (Number.isInteger(code) && (isProtocolCode || (code >= 3000 && code <= 4999))) return code;
  throw new ControlError('"code" must be a close code that may be sent: 1000 to 1014 or 3000 to 4999.');
}
