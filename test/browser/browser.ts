/** A headless Chromium for tests of the editors: the system's own, found or installed by `npm test`. */
import { mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { root } from '../hosts/project';

/** What a person does takes effect at once, but not on a machine that has other work. */
const actionMs = 30_000;
/** The editor of n8n is large. */
const navigationMs = 60_000;

export interface Browser {
  newPage(): Promise<Page>;
  close(): Promise<void>;
}

let running: Promise<BrowserContext> | undefined;

/**
 * The browser of this test process, as if it were new: `close` closes its pages and forgets what they stored. Only its
 * cache lives on, so that the editors load in half the time.
 */
export async function openBrowser(): Promise<Browser> {
  const context = await (running ??= launch());
  const pages = new Set<Page>();
  const origins = new Set<string>();
  const newPage = async (): Promise<Page> => {
    const page = await context.newPage();
    pages.add(page);
    page.on('close', () => pages.delete(page));
    page.on('framenavigated', frame => origins.add(new URL(frame.url()).origin));
    return page;
  };
  const close = async (): Promise<void> => {
    for (const page of pages) await page.close();
    await context.clearCookies();
    const page = await context.newPage();
    const devTools = await context.newCDPSession(page);
    for (const origin of origins) {
      if (origin !== 'null') await devTools.send('Storage.clearDataForOrigin', { origin, storageTypes });
    }
    await page.close();
  };
  return { newPage, close };
}

/** All but the cache. */
const storageTypes = 'cookies,local_storage,indexeddb,service_workers,websql,cache_storage';

async function launch(): Promise<BrowserContext> {
  const profile = mkdtempSync(join(tmpdir(), 'market-feeds-browser-'));
  process.once('exit', () => rmSync(profile, { recursive: true, force: true, maxRetries: 3 }));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    headless: true,
    viewport: { width: 1280, height: 800 },
    // No sandbox: as root, as in most containers, Chromium does not start with one. The rest keeps it off the network.
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', ...offline],
  });
  context.setDefaultTimeout(actionMs);
  context.setDefaultNavigationTimeout(navigationMs);
  // After a crash the next suite gets another one.
  context.once('close', () => (running = undefined));
  return context;
}

after(async () => (await running)?.close());

/** Where screenshots go, to be looked at: `.build/screenshots/<name>.png`. */
export function screenshotPath(name: string): string {
  const folder = join(root, '.build', 'screenshots');
  mkdirSync(folder, { recursive: true });
  return join(folder, `${name}.png`);
}

const offline = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];
