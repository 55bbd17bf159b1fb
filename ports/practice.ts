import type { PracticeFeed } from '../core/ports';

/** A practice server and how many use it. */
interface Running {
  server: Promise<{ url: string; close(): Promise<void> }>;
  users: number;
}

/** The practice servers of this process by provider and options, each there while somebody uses it. */
const servers = new Map<string, Running>();

async function start(provider: string, options: Readonly<Record<string, unknown>>): Running['server'] {
  const { startSimulator } = await import('../simulator/server.js');
  // The journal is for tests; a host that runs for weeks must not keep it.
  return startSimulator({ [provider]: { ...options, journal: 0 } });
}

/** Starts a practice feed unless it runs. Its code is loaded only here, for those who switch it on. */
export async function openPractice(
  provider: string,
  options: Readonly<Record<string, unknown>>,
): Promise<PracticeFeed> {
  const key = JSON.stringify([provider, options]);
  const running = servers.get(key) ?? { server: start(provider, options), users: 0 };
  servers.set(key, running);
  running.users += 1;
  let released = false;
  const release = (): void => {
    if (released) return;
    released = true;
    running.users -= 1;
    if (running.users > 0) return;
    servers.delete(key);
    void running.server.then(server => server.close()).catch(() => undefined);
  };
  try {
    const { url } = await running.server;
    return { server: `${url}/${provider}`, release };
  } catch (thrown) {
    release();
    throw thrown;
  }
}
