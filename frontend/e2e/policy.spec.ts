import { expect, test } from './test.ts';

test.describe('Policy', () => {
  test('reads as sentences, environments side by side, with version and source', async ({ page }) => {
    await page.goto('/policy');
    await expect(page.getByText(/Version \d+, in force since/)).toBeVisible();
    const table = page.getByRole('table', { name: 'Rules of each environment' });
    await expect(table.getByRole('columnheader')).toHaveText([
      'Rule',
      /^dev/,
      /^stage.*extends dev$/,
      /^prod.*extends stage$/,
    ]);
    await expect(
      table
        .getByRole('row', { name: /^vulnerabilities\.critical/ })
        .getByRole('cell')
        .first(),
    ).toHaveText(/\w+ .*\./);
    await expect(page.getByRole('region', { name: 'Policy source' })).toContainText('environments:');
  });

  test('its source can be copied', async ({ page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.goto('/policy');
    await page.getByRole('button', { name: 'Copy policy source' }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('\nenvironments:\n');
  });
});
