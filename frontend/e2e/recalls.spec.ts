import { overflowOf, violationsOf } from './accessibility.ts';
import { postReport } from './reports.ts';
import { expect, test, untilAlive } from './test.ts';

/** Evidence is taken back in the open: a preview before, the consequences after, and who did it. */
test.describe('Recalls', () => {
  test.use({ as: 'security' });

  test('are looked at first, made with a reason, shown on the scan, and undone', async ({ page, baseURL, token }) => {
    const { artifactId } = await postReport(`${baseURL}`, token, {
      file: 'known-answers/115-sarif-execution-failed-grype.json',
      parameters: { image: 'ghcr.io/acme/taken-back', digest: `sha256:${'9'.repeat(64)}` },
    });
    await page.goto('/administration/recalls');
    const summary = page.getByText('Recall scans', { exact: true });
    await untilAlive(summary);
    await summary.click();
    await page.getByLabel('Sender').fill('token:*');
    await page.getByLabel('Scanner').fill('grype');
    await page.getByLabel('Received from').fill('not a time');
    await page.getByLabel('Reason').fill('The release was tampered with');
    await page.getByRole('button', { name: 'Preview' }).click();
    await expect(page.getByText(/receivedFrom must be/)).toBeVisible();
    await page.getByLabel('Received from').fill('2020-01-01T00:00:00Z');
    await page.getByLabel('Versions').fill('<0.0.1');
    await page.getByRole('button', { name: 'Preview' }).click();
    const dialog = page.getByRole('dialog', { name: /^Recall / });
    await expect(dialog).toBeVisible();
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await page.getByLabel('Versions').fill('*');
    await page.getByRole('button', { name: 'Preview' }).click();
    await expect(dialog.getByRole('link', { name: 'ghcr.io/acme/taken-back' })).toBeVisible();
    await dialog.getByRole('button', { name: 'Recall', exact: true }).click();
    await expect(dialog).toBeHidden();
    const item = page.getByRole('listitem').filter({ hasText: 'The release was tampered with' }).first();
    await expect(item.getByText('Scans by grype *, sent by token:*')).toBeVisible();
    expect(await violationsOf(page)).toEqual([]);
    expect(await overflowOf(page)).toBeLessThanOrEqual(0);

    await page.goto(`/artifacts/${artifactId}/scans`);
    const scans = page.getByRole('region', { name: 'Scans' });
    await expect(scans.getByText('recalled', { exact: true })).toBeVisible();
    await expect(scans.getByText('Recalled, so it does not count: The release was tampered with')).toBeVisible();
    await expect(scans.getByText(/from the token/)).toBeVisible();
    expect(await violationsOf(page)).toEqual([]);

    await page.goto('/administration/recalls');
    const undo = item.getByRole('button', { name: /^Undo/ });
    await untilAlive(undo);
    await undo.click();
    await page.getByRole('button', { name: 'Undo recall' }).click();
    await expect(item.getByText('undone', { exact: true })).toBeVisible();
  });
});
