import { writeFile } from 'node:fs/promises';
import { pathOf, SAMPLE_REPORTS } from './reports.ts';
import { expect, test } from './test.ts';

test.describe('Send a report', () => {
  test('takes a real report and shows its image, findings and verdicts', async ({ page, seed }) => {
    await page.goto('/send');
    await page.getByLabel('Image', { exact: true }).fill('ghcr.io/acme/sent-by-hand');
    await page.getByLabel('Tag').fill('1.0');
    await page.getByLabel('Report files').setInputFiles(pathOf(SAMPLE_REPORTS.juiceShop));

    const card = page.getByRole('article').filter({ hasText: 'juice_shop-grype-sca.json' });
    await expect(card.getByText('ghcr.io/acme/sent-by-hand')).toBeVisible();
    await expect(card.getByText(`Critical: ${seed.juiceShop.counts.critical}`)).toBeVisible();
    for (const environment of ['dev', 'stage', 'prod'])
      await expect(card.getByText(environment, { exact: true })).toBeVisible();

    await card.getByRole('link', { name: 'View verdicts' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'ghcr.io/acme/sent-by-hand' })).toBeVisible();
  });

  test('the same report again changes nothing and says so', async ({ page }) => {
    await page.goto('/send');
    await page.getByLabel('Report files').setInputFiles(pathOf(SAMPLE_REPORTS.alpine));
    await expect(page.getByText('Already received. Nothing changed.')).toBeVisible();
  });

  test('several files are sent one after another', async ({ page }) => {
    await page.goto('/send');
    await page.getByLabel('Report files').setInputFiles([pathOf(SAMPLE_REPORTS.alpine), pathOf(SAMPLE_REPORTS.nginx)]);
    await expect(page.getByRole('article')).toHaveCount(2);
    await expect(page.getByRole('link', { name: 'View verdicts' })).toHaveCount(2);
  });

  test('dropped files are sent', async ({ page }) => {
    await page.goto('/send');
    const transfer = await page.evaluateHandle(() => {
      const data = new DataTransfer();
      data.items.add(
        new File(['{"SchemaVersion": 2, "ArtifactName": '], 'cut-short.json', { type: 'application/json' }),
      );
      return data;
    });
    await page.getByText('Drop reports here').dispatchEvent('drop', { dataTransfer: transfer });
    await expect(page.getByRole('article').filter({ hasText: 'cut-short.json' }).getByRole('alert')).toBeVisible();
  });

  test('a report that cannot be read is refused with the place, what to do and the request id', async ({
    page,
  }, testInfo) => {
    const file = testInfo.outputPath('wrong.json');
    await writeFile(
      file,
      JSON.stringify({ SchemaVersion: 2, ArtifactName: 'x', ArtifactType: 'container_image', Results: 'none' }),
    );
    await page.goto('/send');
    await page.getByLabel('Report files').setInputFiles(file);
    const alert = page.getByRole('article').getByRole('alert');
    await expect(alert.getByText('/Results', { exact: true })).toBeVisible();
    await expect(alert.getByText(/Request/)).toBeVisible();
    await expect(alert.getByRole('button', { name: 'Send it again' })).toBeVisible();
  });
});
