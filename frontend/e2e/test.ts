import { rename, writeFile } from 'node:fs/promises';
import { test as base, expect, type BrowserContext, type Response } from '@playwright/test';
import { untilAlive, untilAllAlive } from './alive.ts';
import { nextCode, statePath, type PersonName } from './people.ts';
import type { Seed } from './reports.ts';

interface ConsoleOptions {
  /** Who looks; null for a visitor whom nobody knows. */
  readonly as: PersonName | null;
  /** Where else the test leads on purpose. */
  readonly otherOrigins: readonly string[];
}

interface ConsoleFixtures {
  readonly seed: Seed;
  /** Of the stack, for its command line. */
  readonly dataDirectory: string;
  /** A token for reports, the gate and deployments. */
  readonly token: string;
  /** Proves that it is them where the console asks for it. */
  readonly confirm: () => Promise<void>;
  /** Fails the test on errors in the browser's console and on requests that leave the console's origin. */
  readonly quietBrowser: undefined;
}

export const test = base.extend<ConsoleFixtures & ConsoleOptions>({
  as: ['admin', { option: true }],

  storageState: async ({ as }, use) =>
    use(as === null ? { cookies: [], origins: [] } : statePath(peopleDirectory(), as)),

  context: async ({ context, as }, use, testInfo) => {
    await use(context);
    // The session has another secret after a confirmation: the next test goes on with that one, and with nothing else. What
    // only looks confirms nothing, and may be one of several at a time.
    if (testInfo.project.name === 'look') await context.clearPermissions();
    else if (as !== null) await keepSession(context, statePath(peopleDirectory(), as));
  },

  // What a test does with a page that it has opened, reaches it.
  page: async ({ page }, use) => {
    for (const open of ['goto', 'reload'] as const) {
      const opened = page[open].bind(page) as (...parameters: never[]) => Promise<Response | null>;
      page[open] = async (...parameters: never[]) => {
        const response = await opened(...parameters);
        await untilAllAlive(page);
        return response;
      };
    }
    await use(page);
  },

  confirm: async ({ page, as }, use) => {
    if (as === null) throw new Error('Nobody is signed in who could confirm anything.');
    if (as === 'admin')
      throw new Error('The session of admin is shared by tests that run side by side: act as another.');
    await use(async () => {
      const dialog = page.getByRole('dialog', { name: 'Confirm your identity' });
      await dialog.getByLabel('Code').fill(await nextCode(peopleDirectory(), as));
      await dialog.getByRole('button', { name: 'Confirm' }).click();
      await expect(dialog).toBeHidden();
    });
  },

  dataDirectory: async ({ baseURL }, use) => use(fromSetup('PLIMSOLL_DATA_DIR', baseURL)),

  token: async ({ baseURL }, use) => use(fromSetup('PLIMSOLL_E2E_TOKEN', baseURL)),

  seed: async ({ baseURL }, use) => use(JSON.parse(fromSetup('PLIMSOLL_E2E_SEED', baseURL)) as Seed),

  otherOrigins: [[], { option: true }],

  quietBrowser: [
    async ({ page, baseURL, otherOrigins }, use) => {
      const origins = [`${baseURL}`, ...otherOrigins];
      const noise: string[] = [];
      page.on('pageerror', (error) => noise.push(`${error}`));
      page.on('console', (message) => {
        // A failed request is logged by the browser itself; whether it may fail is the test's business.
        if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
          noise.push(message.text());
      });
      page.on('request', (request) => {
        if (!origins.some((origin) => request.url().startsWith(`${origin}/`)) && !request.url().startsWith('data:'))
          noise.push(`left the origin: ${request.url()}`);
      });
      await use(undefined);
      expect(noise).toEqual([]);
    },
    { auto: true },
  ],
});

async function keepSession(context: BrowserContext, path: string): Promise<void> {
  const { cookies } = await context.storageState();
  const kept = cookies.filter(({ name }) => /plimsoll_(session|device)$/.test(name));
  // Whoever reads it meanwhile, in another worker, reads the whole of the one or of the other.
  const unfinished = `${path}.${process.pid}`;
  await writeFile(unfinished, JSON.stringify({ cookies: kept, origins: [] }), { mode: 0o600 });
  await rename(unfinished, path);
}

export function peopleDirectory(): string {
  return fromSetup('PLIMSOLL_E2E_PEOPLE', process.env['PLIMSOLL_WEB_URL']);
}

function fromSetup(name: string, stack: string | undefined): string {
  const value = process.env[name];
  if (!value || !stack) throw new Error(`The global setup did not run: ${name} is not set, or no stack is there.`);
  return value;
}

export { expect, untilAlive };
