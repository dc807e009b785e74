import { expect, test } from './test.ts';

const WORDS = { pass: 'Pass', fail: 'Fail', unknown: 'Unknown' } as const;

interface FleetAnswer {
  readonly items: readonly {
    readonly latest: { readonly id: string; readonly verdicts: readonly { readonly outcome: keyof typeof WORDS }[] };
  }[];
}

test.describe('Fleet', () => {
  test('shows every image with its verdict for each environment', async ({ page, seed }) => {
    await page.goto('/');
    const table = page.getByRole('table', { name: 'Fleet' });
    for (const environment of ['dev', 'stage', 'prod']) {
      await expect(table.getByRole('columnheader', { name: environment })).toBeVisible();
    }
    const row = table.getByRole('row').filter({ hasText: seed.python.image });
    await expect(row.getByText('Fail').first()).toBeVisible();
    await expect(row.getByRole('img', { name: /prod: fails/ })).toBeVisible();
    await expect(row.getByText(`Critical: ${seed.python.counts.critical}`)).toBeVisible();
  });

  test('draws each verdict as what it is, in words and in the mark', async ({ page, seed }) => {
    const fleet = (await (await page.request.get('/api/v1/images?limit=100')).json()) as FleetAnswer;
    await page.goto('/');
    const drawn = new Set<string>();
    for (const { artifactId } of [seed.python, seed.juiceShop, seed.nginx, seed.sbom]) {
      const verdicts = fleet.items.find(({ latest }) => latest.id === artifactId)?.latest.verdicts ?? [];
      const outcomes = verdicts.map(({ outcome }) => outcome);
      const row = page.getByRole('row').filter({ has: page.locator(`a[href="/artifacts/${artifactId}"]`) });
      await expect(row.getByText(/^(?:Pass|Fail|Unknown)$/)).toHaveText(outcomes.map((outcome) => WORDS[outcome]));
      const mark = row.getByRole('img', { name: /Load/ });
      for (const [outcome, line] of [
        ['pass', '.fill-pass'],
        ['fail', '.fill-fail'],
        ['unknown', '[stroke-dasharray]'],
      ] as const) {
        await expect(mark.locator(line)).toHaveCount(outcomes.filter((each) => each === outcome).length);
      }
      for (const outcome of outcomes) drawn.add(outcome);
    }
    expect([...drawn].sort()).toEqual(['fail', 'pass', 'unknown']);
  });

  test('an image leads to its latest artifact', async ({ page, seed }) => {
    await page.goto('/');
    await page.getByRole('link', { name: seed.juiceShop.image }).click();
    await expect(page).toHaveURL(`/artifacts/${seed.juiceShop.artifactId}`);
    await expect(page.getByRole('heading', { level: 1, name: seed.juiceShop.image })).toBeVisible();
  });

  test('the search is the address', async ({ page, seed }) => {
    await page.goto('/');
    await page.getByRole('searchbox', { name: 'Search images' }).fill('juice');
    await expect(page).toHaveURL('/?q=juice');
    await expect(page.getByRole('link', { name: seed.juiceShop.image })).toBeVisible();
    await expect(page.getByRole('link', { name: seed.python.image })).toBeHidden();
    await page.reload();
    await expect(page.getByRole('searchbox', { name: 'Search images' })).toHaveValue('juice');
    await expect(page.getByRole('link', { name: seed.python.image })).toBeHidden();
  });

  test('a search that finds nothing says so', async ({ page }) => {
    await page.goto('/?q=no-image-is-called-this');
    await expect(page.getByRole('heading', { name: 'No matching images' })).toBeVisible();
  });

  test('a column sorts the list, and again the other way round', async ({ page }) => {
    await page.goto('/');
    const names = page.locator('[data-row-link]');
    await page.getByRole('link', { name: 'Image', exact: true }).click();
    await expect(page).toHaveURL('/?sort=name');
    await expect(page.getByRole('columnheader', { name: 'Image' })).toHaveAttribute('aria-sort', 'ascending');
    const ascending = await names.allTextContents();
    await page.getByRole('link', { name: 'Image', exact: true }).click();
    await expect(page).toHaveURL('/?sort=-name');
    await expect(names.first()).toHaveText(ascending.at(-1) ?? '');
    expect(await names.allTextContents()).toEqual(ascending.toReversed());
  });
});
