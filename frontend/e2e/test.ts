import { test as base, expect, type Locator } from '@playwright/test';
import type { Seed } from './reports.ts';

interface ConsoleFixtures {
  readonly seed: Seed;
  /** Fails the test on errors in the browser's console and on requests that leave the console's origin. */
  readonly quietBrowser: undefined;
}

export const test = base.extend<ConsoleFixtures>({
  seed: async ({ baseURL }, use) => {
    const seed = process.env['PLIMSOLL_E2E_SEED'];
    if (!baseURL || !seed) throw new Error('The global setup did not run: no stack, no reports.');
    await use(JSON.parse(seed) as Seed);
  },

  quietBrowser: [
    async ({ page, baseURL }, use) => {
      const noise: string[] = [];
      page.on('pageerror', (error) => noise.push(`${error}`));
      page.on('console', (message) => {
        // A failed request is logged by the browser itself; whether it may fail is the test's business.
        if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
          noise.push(message.text());
      });
      page.on('request', (request) => {
        if (!request.url().startsWith(`${baseURL}/`) && !request.url().startsWith('data:'))
          noise.push(`left the origin: ${request.url()}`);
      });
      await use(undefined);
      expect(noise).toEqual([]);
    },
    { auto: true },
  ],
});

/** Waits until React listens on an element: what is typed before that is typed into a picture. */
export async function untilAlive(locator: Locator): Promise<void> {
  await expect(async () => {
    expect(
      await locator.evaluate((element) => Object.keys(element).some((key) => key.startsWith('__reactProps'))),
    ).toBe(true);
  }).toPass();
}

export { expect };
