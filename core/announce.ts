import type { NoticeKind } from './event';
import type { FeedState } from './subscriber';

/** A notice before it is addressed. */
export interface Announcement {
  notice: NoticeKind;
  message: string;
  details?: Record<string, unknown>;
}

/** The notices that a change of state is worth. `now` is ms since 1970. */
export function announceState(
  title: string,
  before: FeedState,
  state: FeedState,
  now: number,
): Announcement[] {
  if (state.name === 'online') return [{ notice: 'connected', message: `${title} is connected.` }];
  if (state.name !== 'waiting' && state.name !== 'failed') return [];
  const { message } = state.cause;
  const details = { code: state.cause.code, reason: message };
  const announcements: Announcement[] = [];
  if (before.name === 'online') {
    const text = `${title} is disconnected: ${message}`;
    announcements.push({ notice: 'disconnected', message: text, details });
  }
  if (state.name === 'failed') return [...announcements, { notice: 'failed', message, details }];
  const waitMs = state.until - now;
  const text = `Trying again in ${Math.ceil(waitMs / 1000)} s: ${message}`;
  return [...announcements, { notice: 'waiting', message: text, details: { ...details, waitMs } }];
}

/** While a connection waits again and again for the same reason, that is told this often. */
const waitingEveryMs = 300_000;

/** Leaves out what was told a short while ago: a place that stays taken is tried every few seconds. */
export class Quieter {
  private told: { reason: unknown; at: number } | undefined;

  /** Those of `announcements` that are news at `now` (ms since 1970). */
  news(announcements: readonly Announcement[], now: number): Announcement[] {
    return announcements.filter(({ notice, details }) => {
      if (notice !== 'waiting') {
        this.told = undefined;
        return true;
      }
      const reason = details?.reason;
      const { told } = this;
      if (told && told.reason === reason && now - told.at < waitingEveryMs) return false;
      this.told = { reason, at: now };
      return true;
    });
  }
}

/** A change of subscriptions waits, since the provider limits them. */
export function announceHeld(heldMs: number): Announcement {
  const message = `The change of subscriptions is held back for ${Math.ceil(heldMs / 1000)} s: the provider's limit on subscription messages is reached.`;
  return { notice: 'subscription', message, details: { heldMs } };
}

/** Nobody blocks a host for longer than this without noticing: then it slept, or its clock was set. */
export const longestBlockMs = 60_000;

/** The host's event loop did not turn for `ms`. */
export function announceBlocked(ms: number): Announcement {
  const seconds = (ms / 1000).toFixed(1);
  const why =
    ms > longestBlockMs
      ? 'it slept, its clock was set, or a flow blocked it'
      : 'a flow or workflow blocks it';
  return {
    notice: 'blocked',
    message: `This host did nothing else for ${seconds} s: ${why}. Events were late for as long.`,
    details: { ms },
  };
}
