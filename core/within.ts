import type { Clock } from './ports';

/** What a promise gives within `ms`; undefined where that is too late. Rejects as the promise does. */
export async function within<Value>(
  clock: Clock,
  ms: number,
  promise: Promise<Value>,
): Promise<Value | undefined> {
  let cancel = (): void => undefined;
  const late = new Promise<undefined>(resolve => {
    cancel = clock.after(ms, () => resolve(undefined));
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    cancel();
  }
}
