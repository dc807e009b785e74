import { createHash } from 'node:crypto';
import { overflowOf, violationsOf } from './accessibility.ts';
import { postReport, SAMPLE_REPORTS } from './reports.ts';
import { expect, test } from './test.ts';

const IMAGE = 'ghcr.io/acme/with-older-artifacts';

test.describe('The artifacts of an image', () => {
  test('are reached from the fleet and from each of them, newest first', async ({ page, token }) => {
    const apiUrl = process.env['PLIMSOLL_API_URL'] ?? '';
    const receipts = [];
    for (const tag of ['1.0', '1.1', '1.2']) {
      const digest = `sha256:${createHash('sha256')
        .update(IMAGE + tag)
        .digest('hex')}`;
      const parameters = { image: IMAGE, tag, digest };
      receipts.push(await postReport(apiUrl, token, { ...SAMPLE_REPORTS.nginx, parameters }));
    }
    await page.goto('/?q=with-older-artifacts');
    await page.getByRole('row').filter({ hasText: IMAGE }).getByRole('link', { name: '3 artifacts' }).click();
    await expect(page).toHaveURL(/\/images\/\d+$/);
    const address = page.url();
    await expect(page.getByRole('heading', { level: 1, name: IMAGE })).toBeVisible();
    const rows = page.getByRole('table', { name: 'Artifacts' }).locator('tbody tr');
    await expect(rows).toHaveCount(3);
    for (const [place, tag] of ['1.2', '1.1', '1.0'].entries()) await expect(rows.nth(place)).toContainText(tag);
    await expect(rows.first().getByRole('img', { name: /prod: / })).toBeVisible();
    // The reports are the same: each artifact has what the one before had, in the picture, too.
    await expect(rows.first().getByRole('link', { name: 'no change' })).toHaveAttribute('href', /\/compare$/);
    await expect(rows.last()).toContainText('first artifact');
    await expect(page.getByRole('img', { name: /^Critical: \d+ now, always \d+$/ })).toBeVisible();
    // The chart shows the numbers of each artifact: by the keyboard, and by pointing.
    const slider = page.getByRole('slider', { name: 'Artifact in the chart' });
    await expect(slider).toHaveAttribute('aria-valuetext', /^\d{4}-\d\d-\d\d: \d+ critical, .* unrated$/);
    const isShown = (place: number) => expect(page.getByText(`Artifact ${place} of 3, first report on`)).toBeVisible();
    await isShown(3);
    await slider.press('ArrowLeft');
    await isShown(2);
    await page.getByRole('img', { name: /^Critical: / }).hover({ position: { x: 5, y: 20 } });
    await isShown(1);
    await slider.hover();
    await isShown(2);
    await expect(page.getByText('No artifact of this image is recorded as running.')).toBeVisible();
    const open = page.getByRole('region', { name: 'Days open' });
    await expect(open).toContainText('The policy names no deadlines.');
    await expect(open.getByRole('row', { name: /^High \d+ 0 0$/ })).toBeVisible();

    await page.setViewportSize({ width: 360, height: 800 });
    expect(await overflowOf(page)).toBe(0);
    expect(await violationsOf(page)).toEqual([]);
    await rows.last().getByRole('link').click();
    await expect(page).toHaveURL(`/artifacts/${receipts[0]?.artifactId}`);
    await page.getByRole('link', { name: 'All artifacts of this image' }).click();
    await expect(rows).toHaveCount(3);
    await page.goto(`/artifacts?${new URLSearchParams({ image: IMAGE, project: 'default' })}`);
    await expect(page).toHaveURL(address);
  });

  test('of an image that is not there are none, and it says so', async ({ page }) => {
    await page.goto('/artifacts?image=no-such-image');
    await expect(page.getByRole('heading', { name: 'No artifacts' })).toBeVisible();
    await page.goto('/artifacts');
    await expect(page).toHaveURL('/');
  });
});
