import { expect, test } from './test.ts';

const PAPER_WHITE = 'rgb(247, 248, 246)';
const INK = 'rgb(10, 19, 34)';

test.describe('Theme', { tag: '@look' }, () => {
  test('follows the system until somebody chooses', async ({ page }) => {
    await page.emulateMedia({ colorScheme: 'light' });
    await page.goto('/policy');
    await expect(page.locator('body')).toHaveCSS('background-color', PAPER_WHITE);
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect(page.locator('body')).toHaveCSS('background-color', INK);
  });

  test('a choice outweighs the system, lasts, and is in the first byte: no flash', async ({ page }) => {
    await page.emulateMedia({ colorScheme: 'light' });
    await page.goto('/policy');
    await page.getByRole('button', { name: /^Theme/ }).click();
    await page.getByRole('menuitemradio', { name: 'Dark' }).click();
    await expect(page.locator('body')).toHaveCSS('background-color', INK);

    const response = await page.reload();
    expect(await response?.text()).toMatch(/<html[^>]* data-theme="dark"/);
    await expect(page.locator('body')).toHaveCSS('background-color', INK);

    await page.getByRole('button', { name: /^Theme/ }).click();
    await page.getByRole('menuitemradio', { name: 'System' }).click();
    await expect(page.locator('body')).toHaveCSS('background-color', PAPER_WHITE);
  });
});
