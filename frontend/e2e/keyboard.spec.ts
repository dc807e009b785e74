import type { Page } from '@playwright/test';
import { expect, test, untilAlive } from './test.ts';

test.describe('Keyboard', { tag: '@look' }, () => {
  test('the first stop is the link past the navigation', async ({ page }) => {
    await page.goto('/');
    await page.keyboard.press('Tab');
    const skip = page.getByRole('link', { name: 'Skip to the content' });
    await expect(skip).toBeFocused();
    await expect(skip).toBeInViewport();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('main')).toBeFocused();
  });

  test('g and a letter go to a page, / searches, ? shows the keys', async ({ page }) => {
    await page.goto('/');
    await untilAlive(page.getByRole('searchbox', { name: 'Search images' }));
    await page.keyboard.press('g');
    await page.keyboard.press('p');
    await expect(page).toHaveURL('/policy');
    await page.keyboard.press('g');
    await page.keyboard.press('d');
    await expect(page).toHaveURL('/deployments');
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await expect(page).toHaveURL('/send');
    await page.keyboard.press('g');
    await page.keyboard.press('f');
    await expect(page).toHaveURL('/');
    await expect(page.getByRole('table', { name: 'Fleet' })).toBeVisible();

    await page.keyboard.press('/');
    await expect(page.getByRole('searchbox', { name: 'Search images' })).toBeFocused();
    await page.keyboard.type('?g');
    await expect(page.getByRole('dialog')).toBeHidden();
    await page.getByRole('searchbox').blur();
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
  });

  test('rows are walked, opened and closed without a mouse', async ({ page, seed }) => {
    await page.goto(`/artifacts/${seed.python.artifactId}`);
    const links = page.getByRole('table', { name: 'Findings' }).locator('[data-row-link]');
    await untilAlive(links.first());
    await links.first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('j');
    await expect(links.nth(2)).toBeFocused();
    await page.keyboard.press('k');
    await expect(links.nth(1)).toBeFocused();

    await page.keyboard.press('Enter');
    const sheet = page.getByRole('dialog');
    await expect(sheet.getByText('How to fix')).toBeVisible();
    const address = page.url();
    await page.keyboard.press('j');
    await expect(page).not.toHaveURL(address);
    await page.keyboard.press('k');
    await expect(page).toHaveURL(address);
    // Faster than the page reads its address again: each counts from where the one before it led.
    for (const key of ['j', 'j', 'k', 'k', 'j', 'k']) await page.keyboard.press(key);
    await expect(page).toHaveURL(address);
    await page.keyboard.press('Escape');
    await expect(sheet).toBeHidden();
    await expect(links.nth(1)).toBeFocused();
  });

  test('End reaches the last loaded row, Home the first', async ({ page, seed }) => {
    await page.goto(`/artifacts/${seed.python.artifactId}`);
    const links = page.getByRole('table', { name: 'Findings' }).locator('[data-row-link]');
    await untilAlive(links.first());
    await links.first().focus();
    await page.keyboard.press('End');
    await expect(page.locator(':focus')).toHaveAttribute('data-row-link');
    await expect(page.locator(':focus')).toBeInViewport();
    await expect(page.locator('[data-index="0"]')).toHaveCount(0);
    await page.keyboard.press('Home');
    await expect(page.locator('[data-index="0"] [data-row-link]')).toBeFocused();
  });

  test('no key is lost where they come faster than rows are drawn', async ({ page, seed }) => {
    await page.goto(`/artifacts/${seed.python.artifactId}`);
    const links = page.getByRole('table', { name: 'Findings' }).locator('[data-row-link]');
    await untilAlive(links.first());
    await links.first().focus();
    await pressAtOnce(page, ['ArrowDown', 'j', 'j', 'k', 'j']);
    await expect(page.locator('[data-index="3"] [data-row-link]')).toBeFocused();

    // Findings are loaded ahead.
    await expect(page.getByRole('main').getByText(/^All .* shown\.$/)).toBeAttached({ timeout: 20_000 });
    const loaded = Object.values(seed.python.counts).reduce((sum, count) => sum + count, 0);
    await pressAtOnce(page, ['End', 'k', 'k']);
    await expect(page.locator(`[data-index="${loaded - 3}"] [data-row-link]`)).toBeFocused();
    await pressAtOnce(page, ['Home', 'j']);
    await expect(page.locator('[data-index="1"] [data-row-link]')).toBeFocused();
  });

  test('the palette finds images, pages and themes', async ({ page, seed }) => {
    await page.goto('/policy');
    await untilAlive(page.getByRole('button', { name: 'Go to…' }).first());
    await page.keyboard.press('Control+k');
    const palette = page.getByRole('dialog', { name: 'Commands' });
    await palette.getByRole('combobox').fill('juice');
    await palette.getByRole('option', { name: new RegExp(seed.juiceShop.image) }).click();
    await expect(page).toHaveURL(`/artifacts/${seed.juiceShop.artifactId}`);

    await page.keyboard.press('Control+k');
    await expect(palette.getByRole('combobox')).toBeFocused();
    await page.keyboard.type('dark');
    await page.keyboard.press('Enter');
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  });
});

/** Before anything is drawn in between, as keys come on a busy machine. */
async function pressAtOnce(page: Page, keys: readonly string[]): Promise<void> {
  await page.evaluate((keys) => {
    for (const key of keys) {
      document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    }
  }, keys);
}
