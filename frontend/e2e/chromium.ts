import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';

const SYSTEM_PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** CHROMIUM_PATH, else the system's, else Playwright's own. Tests that cannot run fail: they are never skipped. */
export function findChromium(): string {
  const given = process.env['CHROMIUM_PATH'];
  if (given) {
    if (existsSync(given)) return given;
    throw new Error(`CHROMIUM_PATH names ${given}, and there is no such file.`);
  }
  const found = [...SYSTEM_PATHS, chromium.executablePath()].find((path) => existsSync(path));
  if (found) return found;
  throw new Error(
    'The browser tests need Chromium and found none. Set CHROMIUM_PATH, or install it: `apt-get install chromium` on ' +
      'Debian and Ubuntu, `pnpm --filter @plimsoll/frontend exec playwright install chromium` elsewhere.',
  );
}

/** Chromium refuses its sandbox to root; and it must not look for servers of its own, which may not be reachable. */
export function launchArguments(): string[] {
  return [
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
}
