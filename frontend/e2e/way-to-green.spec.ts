import { expect, test } from './test.ts';

test.describe('Way to green', { tag: '@look' }, () => {
  test('names the upgrades once, with lines to paste, and the rules that they are about do not say it again', async ({
    page,
    seed,
  }) => {
    await page.goto(`/artifacts/${seed.juiceShop.artifactId}`);
    const ways = page.getByRole('region', { name: 'Way to green', exact: true });
    const prod = ways.getByRole('listitem').filter({ has: page.getByRole('heading', { name: /prod/ }) });
    const table = prod.getByRole('table').first();
    await expect(table.getByRole('columnheader')).toHaveText(['Upgrade', 'From', 'To', 'Fixes']);
    expect(await table.getByRole('rowheader').count()).toBeGreaterThan(1);
    await expect(prod.getByRole('region', { name: 'Lines for go.mod' })).toHaveText('toolchain go1.22.7');

    const verdicts = page.getByRole('region', { name: 'Verdicts' });
    const verdict = verdicts.getByRole('listitem').filter({ has: page.getByRole('heading', { name: /prod/ }) });
    const rule = (name: string) => verdict.getByRole('listitem').filter({ has: page.getByText(name, { exact: true }) });
    await expect(rule('vulnerabilities.high')).toBeVisible();
    await expect(rule('vulnerabilities.high').getByText('How to fix:')).toHaveCount(0);

    // The drawing is beside the verdicts, and never above the way.
    await ways.evaluate((element) => element.scrollIntoView());
    const drawing = await page.getByRole('figure').boundingBox();
    const top = (await ways.boundingBox())?.y ?? Number.NaN;
    expect((drawing?.y ?? Number.NaN) + (drawing?.height ?? 0)).toBeLessThanOrEqual(top);
  });

  test('says what no upgrade clears, with what would', async ({ page, seed }) => {
    await page.goto(`/artifacts/${seed.python.artifactId}`);
    const ways = page.getByRole('region', { name: 'Way to green', exact: true });
    await expect(ways.getByRole('heading', { name: 'Not fixed by any upgrade' }).first()).toBeVisible();
  });
});
