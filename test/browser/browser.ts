/** A headless Chromium for tests of the editors: the system's own, found or installed by `npm test`. */
import { mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { root } from '../hosts/project';

const actionMs = 15_000;

export interface Browser {
  newPage(): Promise<Page>;
  close(): Promise<void>;
}

export async function openBrowser(): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), 'market-feeds-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    headless: true,
    viewport: { width: 1280, height: 800 },
    // No sandbox: as root, as in most containers, Chromium does not start with one. The rest keeps it off the network.
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', ...offline],
  });
  context.setDefaultTimeout(actionMs);
  return {
    newPage: () => context.newPage(),
    close: async () => {
      await context.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** Where screenshots go, to be looked at: `.build/screenshots/<name>.png`. */
export function screenshotPath(name: string): string {
  const folder = join(root, '.build', 'screenshots');
  mkdirSync(folder, { recursive: true });
  return join(folder, `${name}.png`);
}

const offline = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];
