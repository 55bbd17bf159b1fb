import type { FeedNotice, NoticeKind } from './event';
import type { Clock } from './ports';
import { redactValue, type Redact } from './redact';

/** Whose notices they are. */
export interface DescribeSetup {
  clock: Clock;
  provider: string;
  stream: string;
  /** The account's name, as it is now. */
  account(): string;
  redact: Redact;
}

/** Makes a notice of what happened. */
export type Describe = (notice: NoticeKind, message: string, details?: Record<string, unknown>) => FeedNotice;

/** Every notice of an account and stream is made here, so that no key leaves in one. */
export function describer({ clock, provider, stream, account, redact }: DescribeSetup): Describe {
  return (notice, message, details = {}) => ({
    ...{ notice, provider, stream, account: account() },
    time: new Date(clock.now()).toISOString(),
    message: redact(message),
    ...Object.fromEntries(Object.entries(details).map(([name, value]) => [name, redactValue(value, redact)])),
  });
}
