import { expect, type Locator, type Page } from '@playwright/test';

/**
 * Waits until React listens on all that can be used of a page that was opened, and until its effects are done, such as listening
 * for keys. On a busy machine a test is quicker than that, as no person is, and what it presses is lost. A page that is not of
 * the console has nothing to wait for.
 */
export async function untilAllAlive(page: Page): Promise<void> {
  // A page that leads on at once to another takes this with it.
  await expect(() =>
    page.evaluate(async () => {
      const isAlive = (element: Element) => Object.keys(element).some((key) => key.startsWith('__reactProps'));
      // The editor of policies draws itself.
      const usable = ':is(a[href], button, input, select, textarea):not(.cm-editor *)';
      while (document.querySelector('script[src*="/_next/"]') && ![...document.querySelectorAll(usable)].every(isAlive))
        await new Promise((resolve) => setTimeout(resolve, 20));
      await new Promise((resolve) => requestIdleCallback(resolve, { timeout: 5000 }));
    }),
  ).toPass();
}

/** The same for one element, of what came later or by another way. */
export async function untilAlive(locator: Locator): Promise<void> {
  await expect(() =>
    locator.evaluate(async (element) => {
      if (!Object.keys(element).some((key) => key.startsWith('__reactProps'))) throw new Error('Not alive yet');
      await new Promise((resolve) => requestIdleCallback(resolve, { timeout: 5000 }));
    }),
  ).toPass();
}
