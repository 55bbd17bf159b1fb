import type { PracticeFeed } from '../core/ports';

/** The practice feed of this process: one server for all providers, there while somebody uses it. */
let running: Promise<{ url: string; close(): Promise<void> }> | undefined;
let users = 0;

/** Starts the practice feed unless it runs. Its code is loaded only here, for those who switch it on. */
export async function openPractice(provider: string): Promise<PracticeFeed> {
  users += 1;
  let released = false;
  const release = (): void => {
    if (released) return;
    released = true;
    users -= 1;
    if (users > 0) return;
    const ending = running;
    running = undefined;
    void ending?.then(server => server.close()).catch(() => undefined);
  };
  try {
    running ??= import('../simulator/server.js').then(({ startSimulator }) =>
      startSimulator({ insightsentry: { journal: 0 } }),
    );
    const { url } = await running;
    return { server: `${url}/${provider}`, release };
  } catch (thrown) {
    release();
    throw thrown;
  }
}
