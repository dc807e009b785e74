import { expect, test } from './test.ts';

test.describe('Policy', { tag: '@look' }, () => {
  test('reads as sentences, environments side by side, with version and source', async ({ page }) => {
    await page.goto('/policy');
    await expect(page.getByText(/Version \d+, activated/)).toBeVisible();
    await expect(page.getByText(/\d+ artifacts? evaluated under this policy/)).toBeVisible();
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
    await context.grantPermissions(['clipboard-write']);
    await page.goto('/policy');
    await page.getByRole('button', { name: 'Copy policy source' }).click();
    await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
    // The console lets no page read the clipboard, so it is read as people do: by pasting.
    await page.evaluate(() => {
      const place = document.createElement('textarea');
      document.body.append(place);
      place.focus();
    });
    await page.keyboard.press('Control+v');
    expect(await page.locator('body > textarea').inputValue()).toContain('\nenvironments:\n');
  });
});
