import type { Announcement } from './announce';
import { isObject } from './read';

const hourMs = 3_600_000;

/** Hours before its end at which a user is reminded of a key. */
export const reminderHours = [48, 24, 6] as const;

/** How a key ends. */
export interface KeyExpiry {
  /** ms since 1970. */
  at: number;
  /** True: a new one comes by itself before that. */
  renews: boolean;
}

/** A reminder that a key ends. */
export interface Reminder {
  /** Of the key that it speaks of, in ms since 1970. */
  readonly expiresAt: number;
  /** Hours that are left at most. */
  readonly hours: number;
}

/** What is told of a key. */
export interface KeyAnnouncement extends Announcement {
  /** For those who have not had it, or one that is as urgent. */
  reminder?: Reminder;
}

/** Whether a reminder is news to whoever had another one before. */
export function isNewReminder({ expiresAt, hours }: Reminder, had: Reminder | undefined): boolean {
  return had?.expiresAt !== expiresAt || hours < had.hours;
}

/** A reminder that was kept; undefined where it is none. */
export function readReminder(saved: unknown): Reminder | undefined {
  if (!isObject(saved)) return undefined;
  const { expiresAt, hours } = saved;
  return typeof expiresAt === 'number' && typeof hours === 'number' ? { expiresAt, hours } : undefined;
}

/** The reminder that is due with so much left: the smallest that covers it; undefined while there is time. */
export function dueReminder(leftMs: number): number | undefined {
  return reminderHours.findLast(hours => leftMs <= hours * hourMs);
}

/** `2 days`, `20 hours`, `1 hour`: whole ones that are left. */
export function timeLeft(leftMs: number): string {
  const hours = Math.max(0, Math.floor(leftMs / hourMs));
  const [count, unit] = hours >= 48 ? [Math.floor(hours / 24), 'day'] : [hours, 'hour'];
  if (count === 0) return 'less than an hour';
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** `2026-01-09 15:00 UTC` */
export function dateText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** A new key came. */
export function announceRefreshed(title: string, expiresAt: number): Announcement {
  return {
    notice: 'key-refreshed',
    message: `A new streaming key came from ${title}. It is good until ${dateText(expiresAt)} and is renewed by itself.`,
    details: { expires: new Date(expiresAt).toISOString() },
  };
}

/**
 * A key ends, and nothing will renew it: its owner must, or what stands in the way (`trouble`, a sentence) must go.
 */
export function announceExpiring(
  title: string,
  reminder: Reminder,
  now: number,
  trouble?: string,
): KeyAnnouncement {
  const { expiresAt, hours } = reminder;
  const date = dateText(expiresAt);
  const ends =
    expiresAt > now
      ? `ends in ${timeLeft(expiresAt - now)}, on ${date}`
      : `has ended by its own date, ${date}`;
  const message =
    trouble === undefined
      ? `The ${title} key of this account ${ends}. Enter a new one in the account; what is connected goes on meanwhile.`
      : `The ${title} streaming key ${ends}, and no new one could be fetched: ${trouble} It is tried again by itself; check the account's key and its plan.`;
  return {
    notice: 'key-expiring',
    message,
    details: { expires: new Date(expiresAt).toISOString(), hours },
    reminder,
  };
}
