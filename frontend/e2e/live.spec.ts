import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { pathOf, SAMPLE_REPORTS } from './reports.ts';
import { expect, test } from './test.ts';

/** A real report for an image that there is none of. */
async function send(page: Page, token: string, name: string): Promise<void> {
  const sent = await page.request.post(`/api/v1/reports?image=ghcr.io/acme/${name}&tag=1`, {
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    data: await readFile(pathOf(SAMPLE_REPORTS.nginx), 'utf8'),
  });
  expect(sent.ok()).toBe(true);
}

/** Until the page follows. */
const following = (page: Page) => page.waitForResponse((response) => response.url().includes('/api/v1/events'));

const rowOf = (page: Page, name: string) => page.getByRole('link', { name: `ghcr.io/acme/${name}` });

async function showTab(page: Page, state: 'visible' | 'hidden'): Promise<void> {
  await page.evaluate((visibilityState) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => visibilityState });
    document.dispatchEvent(new Event('visibilitychange'));
  }, state);
}

test.describe('A page follows what happens', () => {
  test('a report that comes in is in the fleet without a reload, and focus stays where it is', async ({
    page,
    token,
  }) => {
    const follows = following(page);
    await page.goto('/?q=followed');
    await expect(page.getByRole('heading', { name: 'No matching images' })).toBeVisible();
    await page.evaluate(() => Object.assign(window, { isSameDocument: true }));
    await follows;
    const search = page.getByRole('searchbox', { name: 'Search images' });
    await search.focus();
    await send(page, token, 'followed-one');
    await expect(rowOf(page, 'followed-one')).toBeVisible();
    await expect(search).toBeFocused();

    await rowOf(page, 'followed-one').focus();
    await send(page, token, 'followed-two');
    await expect(rowOf(page, 'followed-two')).toBeVisible();
    await expect(rowOf(page, 'followed-one')).toBeFocused();
    expect(await page.evaluate(() => 'isSameDocument' in window)).toBe(true);
  });

  test('not while its tab is in the background, and it catches up when it is looked at', async ({ page, token }) => {
    const follows = following(page);
    await page.goto('/?q=caught-up');
    const request = (await follows).request();
    const closed = page.waitForEvent('requestfailed', (failed) => failed === request);
    await showTab(page, 'hidden');
    await closed;
    await send(page, token, 'caught-up');
    const again = following(page);
    await showTab(page, 'visible');
    await again;
    await expect(rowOf(page, 'caught-up')).toBeVisible();
  });
});
