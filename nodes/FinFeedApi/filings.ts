import type { Inbound, Protocol } from '../../core/provider';
import { isObject, toIso, toNumber, toText, type JsonObject } from '../../core/read';
import { errorOf } from './errors';
import { filingOf, utcMs } from './filing';
import { filingsTopic, type FilingsParams } from './params';

/** Asks for a sign of life each second of silence; the filings come without it (protocol page, section 4.1). */
const hello = JSON.stringify({ type: 'hello', heartbeat: true });

/** A server that says nothing this long after the socket opened has no backlog and no heartbeats, but is there. */
const settledMs = 5000;
/** Two of the server's pings, one a minute, and slack (protocol page, section 6). */
export const patientSilenceMs = 130_000;
/** Where heartbeats come each second, silence of this length is none (protocol page, section 6). */
const heartbeatSilenceMs = 15_000;

/** Within which a `reconnect` without a number is obeyed; the documented example says the same. */
const reconnectMs = 10_000;
const longestReconnectMs = 3_600_000;

/** The protocol of the SEC stream on one socket: one hello, and then filings for everybody. */
export class FilingsProtocol implements Protocol<FilingsParams> {
  silenceMs = patientSilenceMs;
  private isReady = false;
  private openSince: number | undefined;

  open(): string[] {
    return [hello];
  }

  /** There is no subscribe message, and no filter (protocol page, section 4.1). */
  update(): string[] {
    return [];
  }

  read(frame: unknown, _text: string, now: number): Inbound[] {
    const items = (Array.isArray(frame) ? (frame as unknown[]) : [frame]).flatMap(one =>
      this.readOne(one, now),
    );
    if (this.isReady || !items.some(({ kind }) => kind === 'event' || kind === 'heartbeat')) return items;
    this.isReady = true;
    return [{ kind: 'ready' }, ...items];
  }

  due(now: number): Inbound[] {
    this.openSince ??= now;
    if (this.isReady || now - this.openSince < settledMs) return [];
    this.isReady = true;
    return [{ kind: 'ready' }];
  }

  /** The types with their misspellings, of which the first are the documented ones (protocol page, section 1). */
  private readOne(frame: unknown, now: number): Inbound[] {
    if (!isObject(frame)) return [{ kind: 'unknown', why: 'not a JSON object' }];
    switch (toText(frame.type)?.toLowerCase()) {
      case 'fillings':
      case 'filings':
      case 'filling':
      case 'filing':
        return [readFiling(frame, now)];
      case 'heartbeat':
      case 'hearbeat':
        this.silenceMs = heartbeatSilenceMs;
        return [{ kind: 'heartbeat' }];
      case 'reconnect':
        return [{ kind: 'reconnect', withinMs: withinMs(frame, now) }];
      case 'error':
        return [{ kind: 'error', error: errorOf(toText(frame.message)) }];
      default:
        if (toText(frame.accession_no) !== null || toText(frame.accession_number) !== null)
          return [readFiling(frame, now)];
        return [{ kind: 'unknown', why: 'an unknown type' }];
    }
  }
}

/** Only what is new tells how late it comes; the backlog is old by nature. */
function readFiling(frame: JsonObject, now: number): Inbound {
  const event = filingOf(frame, toIso(now) ?? '');
  const sentAt = event.backfill ? null : utcMs(frame.discovered_time);
  return { kind: 'event', topic: filingsTopic, event, ...(sentAt === null ? {} : { sentAt }) };
}

/** How much time a `reconnect` leaves (protocol page, section 4.4). */
function withinMs(frame: JsonObject, now: number): number {
  const seconds = toNumber(frame.within_seconds);
  const deadline = utcMs(frame.before_time);
  const ms = seconds === null ? (deadline === null ? reconnectMs : deadline - now) : seconds * 1000;
  return Math.min(Math.max(ms, 0), longestReconnectMs);
}
