import type { Page } from '@playwright/test';
import { expect, test } from './test.ts';

/** Rows of tables as far as paper has them: of the tags that Chromium writes for screen readers. */
async function print(page: Page): Promise<{ rows: number; pages: number }> {
  const pdf = (await page.pdf({ format: 'A4', tagged: true })).toString('latin1');
  return { rows: pdf.match(/\/S\s*\/TR\b/g)?.length ?? 0, pages: pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0 };
}

/** Whether the place of rows that are not drawn stands in the window. */
const blanksIn = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const places = Array.from({ length: Math.floor((window.innerHeight - 100) / 16) }, (_, place) => 100 + place * 16);
    return places.filter((y) => document.elementFromPoint(300, y)?.closest('tr[aria-hidden]')).length;
  });

test.describe('A long list', { tag: '@look' }, () => {
  test('is printed whole, and nothing blank with it', async ({ page, seed }) => {
    const { artifactId, counts } = seed.python;
    const total = counts.critical + counts.high;
    await page.goto(`/artifacts/${artifactId}?severity=critical,high`);
    // Loaded ahead: paper cannot wait.
    await expect(page.getByRole('main').getByText(/^All .* shown\.$/)).toBeVisible({ timeout: 20_000 });
    const way = page.getByRole('region', { name: 'Way to green', exact: true });
    await expect(way).toBeVisible();
    const upgrades = await way.getByRole('row').count();
    const { rows, pages } = await print(page);
    // The rows and the head, which Chromium repeats on every page but tags once, below the tables of upgrades.
    expect(rows).toBe(upgrades + total + 1);
    // The verdicts take the first two.
    expect(pages).toBeLessThan(2 + total / 10);

    await page.emulateMedia({ media: 'print' });
    await expect(page.locator('tbody tr[data-index]')).toHaveCount(total);
    await expect(page.locator('tbody tr[aria-hidden]')).toHaveCount(0);
    await expect(page.getByText(/^All .* rows\.$/)).toBeVisible();
    await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeHidden();
  });

  test('has the evidence on paper: verdicts with every rule and the policy version, scans, and hashes', async ({
    page,
    seed,
  }) => {
    await page.goto(`/artifacts/${seed.python.artifactId}`);
    const evidence = page.getByRole('region', { name: 'Evidence for print' });
    await expect(evidence).toHaveCount(0);
    await page.emulateMedia({ media: 'print' });
    await expect(evidence).toBeVisible();
    await expect(evidence).toContainText(/scanned .*, received .*Report sha256:[0-9a-f]{64}/);
    const verdicts = page.getByRole('region', { name: 'Verdicts', exact: true });
    await expect(verdicts).toContainText(/Verdict v_[0-9a-f]{32}, policy sha256:[0-9a-f]{64}, evaluated /);
    // A rule that passed.
    await expect(verdicts.getByText('evidence.mismatch').first()).toBeVisible();
    await expect(page.getByRole('link', { name: 'Export evidence' })).toBeHidden();
  });

  test('says what is not on paper, and where it is', async ({ page, seed }) => {
    const { artifactId, counts } = seed.python;
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
    await page.route(/\/findings\?.*cursor=/, () => undefined);
    await page.goto(`/artifacts/${artifactId}`);
    await page.emulateMedia({ media: 'print' });
    await expect(page.locator('tbody tr[data-index]')).toHaveCount(100);
    const note = page.getByText(/^The first 100 of/);
    await expect(note).toContainText(`${total - 100} more: see`.replace(/^(\d)(\d{3})/, '$1\u202f$2'));
    await expect(note).toContainText(`/artifacts/${artifactId}`);
  });

  test('shows no blank rows while it is scrolled, nor at its end', async ({ page, seed }) => {
    await page.goto(`/artifacts/${seed.python.artifactId}?severity=critical,high`);
    await page.mouse.move(400, 500);
    for (let turn = 0; turn < 10; turn += 1) {
      await page.mouse.wheel(0, 900);
      await page.evaluate(() => new Promise(requestAnimationFrame));
      expect(await blanksIn(page)).toBe(0);
    }
    await expect(page.getByRole('main').getByText(/^All .* shown\.$/)).toBeAttached({ timeout: 20_000 });
    await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
    await expect.poll(() => blanksIn(page)).toBe(0);
    await expect(page.getByRole('main').getByText(/^All .* shown\.$/)).toBeInViewport();
  });
});
