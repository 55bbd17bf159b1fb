import type { Driver, ProviderId } from './drivers';
import type { FaultRun } from './faultRun';
import type { RunOptions } from './runOptions';

/** What a run must have shown. */
export interface Expectation {
  /** The kinds of all notices, in order; a pattern over them where chance has a part in it. */
  readonly notices: readonly string[] | RegExp;
  /** `none`: all came. `said`: some never came, and each loss was told. */
  readonly loss: 'none' | 'said';
  /** What `complete` of each `gap-closed` says, in order. */
  readonly complete?: readonly (boolean | 'unknown')[];
  /** What a notice must say in words. */
  readonly says?: RegExp;
}

/** One kind of trouble: how it is brought about, and what must come of it. */
export interface Family {
  /** In the table. */
  readonly name: string;
  /** Goes on with "survives". */
  readonly what: string;
  /** Goes on with "survives", where a provider cannot have this trouble: the nearest that it can have. */
  readonly instead?: Partial<Record<ProviderId, { what: string; why: string }>>;
  options?(provider: ProviderId, driver: Driver): RunOptions;
  /** Providers that do not survive it yet, and why: what to mend. */
  readonly open?: Partial<Record<ProviderId, string>>;
  /** From a running stream to a running stream. */
  play(run: FaultRun): Promise<void>;
  expects(provider: ProviderId): Expectation;
}

/** Notices of one interruption whose gap was closed before the next one. `waits` for so many different reasons. */
export function interruption(waits = 1): string[] {
  return ['disconnected', ...Array<string>(waits).fill('waiting'), 'connected', 'gap', 'gap-closed'];
}

/** Whether all that was missed comes afterwards. */
export const isResent = (provider: ProviderId): boolean =>
  provider === 'benzinga' || provider === 'finfeedapi';

/** What must come of `times` interruptions during which something was published. */
export function interrupted(provider: ProviderId, waits = 1, times = 1, says?: RegExp): Expectation {
  return {
    notices: ['connected', ...Array<string[]>(times).fill(interruption(waits)).flat()],
    loss: isResent(provider) ? 'none' : 'said',
    complete: Array<boolean>(times).fill(isResent(provider)),
    ...(says && { says }),
  };
}

/** The line is cut, something stands in the way of the next ones, and goes away after some attempts. */
export async function outage(run: FaultRun, begin: () => void, end: () => void): Promise<void> {
  begin();
  run.proxy.reset();
  await run.reach('waiting');
  run.publish(3);
  await run.attempts(2);
  run.publish(2);
  end();
  run.heal();
  await run.recover();
}
