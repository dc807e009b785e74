import { SAMPLE_REPORTS } from './reports.ts';
import { expect, test, untilAlive } from './test.ts';

test.describe('Exposure', { tag: '@look' }, () => {
  test('says what can be asked, and is in the navigation', async ({ page }) => {
    await page.goto('/');
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Exposure' }).click();
    await expect(page).toHaveURL('/exposure');
    await expect(page.getByRole('heading', { name: 'Find affected artifacts' })).toBeVisible();
  });

  test('finds a component: what runs where, under which verdict, and of how many it is not known', async ({
    page,
    seed,
  }) => {
    await page.goto('/exposure');
    const search = page.getByRole('searchbox', { name: 'Advisory, component or package URL' });
    await search.fill('openssl');
    await search.press('Enter');
    await expect(page).toHaveURL('/exposure?q=openssl');
    const table = page.getByRole('table', { name: 'Exposed artifacts' });
    const row = table.getByRole('row').filter({ hasText: seed.python.image });
    await expect(row.getByRole('cell').nth(1)).toContainText(/^openssl /);
    await expect(row.getByRole('cell').nth(2)).toContainText('prod');
    await expect(page.getByText(/Not known for \d+ artifacts?/)).toBeVisible();
    await page.getByRole('link', { name: 'Running now' }).click();
    await expect(page).toHaveURL('/exposure?q=openssl&running=true');
    await expect(row).toBeVisible();
  });

  test('is one click away from a finding, and leads back to it', async ({ page, seed }) => {
    await page.goto(`/artifacts/${seed.python.artifactId}`);
    const first = page.locator('[data-row-link]').first();
    await untilAlive(first);
    await first.click();
    const where = page.getByRole('link', { name: /^Where else is (CVE|GHSA)-.*\?$/ });
    await where.click();
    await expect(page).toHaveURL(/\/exposure\?q=(CVE|GHSA)-/);
    const row = page.locator('[data-row-link]').filter({ hasText: seed.python.image }).first();
    await untilAlive(row);
    await row.click();
    await expect(page).toHaveURL(new RegExp(`/artifacts/${seed.python.artifactId}\\?finding=[0-9a-f]{32}`));
    await expect(page.getByRole('heading', { name: 'How to fix' })).toBeVisible();
  });

  test('promises nothing where nothing is found', async ({ page }) => {
    await page.goto('/exposure?q=CVE-2099-1');
    await expect(page.getByRole('heading', { name: 'No artifact is known to be affected' })).toBeVisible();
    await expect(page.getByText('This is no guarantee')).toBeVisible();
    await expect(page.getByText(/Not known for \d+ artifacts?/)).toBeVisible();
    await page.goto('/exposure?q=pkg:');
    await expect(page.getByRole('alert').filter({ hasText: 'is no package URL' })).toBeVisible();
  });

  test('is one click away from a component', async ({ page, seed }) => {
    await page.goto(`/artifacts/${seed.sbom.artifactId}/components`);
    const first = page.getByRole('table', { name: 'Components' }).getByRole('link').first();
    await untilAlive(first);
    await first.click();
    await expect(page).toHaveURL(/\/exposure\?q=/);
    await expect(
      page.locator('[data-row-link]').filter({ hasText: SAMPLE_REPORTS.sbom.parameters.image }),
    ).toBeVisible();
  });
});
