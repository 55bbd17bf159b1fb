/** Bounded waiting. */
import { setTimeout as sleep } from 'node:timers/promises';

const pollEveryMs = 25;

/**
 * Asks `probe` again and again until it gives something truthy, and returns that.
 * @param explain adds to the error of a wait that ended without it, such as the end of a log
 */
export async function waitUntil<T>(
  probe: () => T | Promise<T>,
  what: string,
  ms = 10_000,
  explain: () => string = () => '',
): Promise<NonNullable<T>> {
  const until = Date.now() + ms;
  for (;;) {
    const found = await probe();
    if (found) return found;
    if (Date.now() > until) throw new Error(`Waited ${ms} ms for ${what}. ${explain()}`);
    await sleep(pollEveryMs);
  }
}

/** `fetch` with a deadline for the whole answer; the body comes as text, since error bodies are not always JSON. */
export async function request(
  url: string,
  { timeoutMs = 20_000, ...init }: RequestInit & { timeoutMs?: number } = {},
): Promise<{ ok: boolean; status: number; headers: Headers; text: string }> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(timeoutMs) });
  return { ok: response.ok, status: response.status, headers: response.headers, text: await response.text() };
}
