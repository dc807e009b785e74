import type { Page } from '@playwright/test';
import { overflowOf, violationsOf } from './accessibility.ts';
import { expect, test } from './test.ts';

interface FleetAnswer {
  readonly total: number;
  readonly environments: readonly {
    readonly environment: string;
    readonly pass: number;
    readonly fail: number;
    readonly unknown: number;
  }[];
}

/** An image with one package that nothing is known against. */
const SOUND = {
  SchemaVersion: 2,
  CreatedAt: new Date().toISOString(),
  ArtifactName: 'ghcr.io/acme/sound:1',
  ArtifactType: 'container_image',
  Results: [
    {
      Target: 'Node.js',
      Class: 'lang-pkgs',
      Type: 'npm',
      Packages: [{ Name: 'left-pad', Version: '1.3.0', Identifier: { PURL: 'pkg:npm/left-pad@1.3.0' } }],
    },
  ],
};

const sumOf = (page: Page, environment: string) =>
  page.getByRole('list', { name: 'Sum of verdicts' }).getByRole('listitem').filter({ hasText: environment });

test.describe('The fleet', () => {
  test('sums up every environment, and a number leads to its images', async ({ page }) => {
    await page.goto('/');
    const fleet = (await (await page.request.get('/api/v1/images?limit=1')).json()) as FleetAnswer;
    for (const { environment, pass, fail, unknown } of fleet.environments) {
      const sum = sumOf(page, environment);
      await expect(sum).toContainText(`${pass} can ship`);
      await expect(sum).toContainText(`${fail} cannot`);
      await expect(sum).toContainText(`${unknown} unknown`);
    }
    const prod = fleet.environments.find(({ environment }) => environment === 'prod');
    await sumOf(page, 'prod')
      .getByRole('link', { name: /cannot/ })
      .click();
    await expect(page).toHaveURL('/?outcome=fail&environment=prod');
    await expect(page.getByText(`All ${prod?.fail} shown.`)).toBeVisible();
    await expect(sumOf(page, 'prod')).toContainText('0 can ship');
    const table = page.getByRole('table', { name: 'Fleet' });
    await expect(table.getByRole('img', { name: /prod: fails/ })).toHaveCount(prod?.fail ?? -1);
    await expect(table.getByRole('columnheader', { name: 'stage' })).toBeHidden();
  });

  test('shows what passes in the environment that is named, and not what passes in another', async ({
    page,
    token,
  }) => {
    // None of the samples lists what is inside and is good enough for stage.
    const sent = await page.request.post('/api/v1/reports?image=ghcr.io/acme/sound', {
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      data: JSON.stringify(SOUND),
    });
    expect(sent.ok()).toBe(true);
    const fleet = (await (await page.request.get('/api/v1/images?limit=1')).json()) as FleetAnswer;
    const passing = fleet.environments.find(({ environment }) => environment === 'stage')?.pass ?? 0;
    const anywhere = (await (await page.request.get('/api/v1/images?outcome=pass&limit=1')).json()) as FleetAnswer;
    expect(passing).toBeGreaterThan(0);
    expect(anywhere.total).toBeGreaterThan(passing);
    await page.goto('/?outcome=pass&environment=stage');
    const table = page.getByRole('table', { name: 'Fleet' });
    await expect(table.getByRole('img', { name: /stage: passes/ })).toHaveCount(passing);
    await expect(table.getByRole('img', { name: /Load/ })).toHaveCount(passing);
  });

  test('is filtered by chips that are the address, also on a phone', async ({ page }) => {
    await page.setViewportSize({ width: 360, height: 800 });
    await page.goto('/?sort=name');
    const chip = (group: string, name: string) =>
      page.getByRole('list', { name: group, exact: true }).getByRole('link', { name });
    await chip('Verdict', 'Unknown').click();
    await expect(page).toHaveURL('/?outcome=unknown&sort=name');
    await chip('Environment', 'prod').click();
    await expect(page).toHaveURL('/?outcome=unknown&environment=prod&sort=name');
    await page.reload();
    await expect(chip('Verdict', 'Unknown')).toHaveAttribute('aria-current', 'true');
    await expect(chip('Environment', 'prod')).toHaveAttribute('aria-current', 'true');
    expect(await overflowOf(page)).toBe(0);
    expect(await violationsOf(page)).toEqual([]);
    await chip('Verdict', 'Unknown').click();
    await expect(page).toHaveURL('/?environment=prod&sort=name');
    await page.getByRole('link', { name: 'Clear all' }).click();
    await expect(page).toHaveURL('/?sort=name');
  });

  test('says when no image matches, and how to go on', async ({ page }) => {
    await page.goto('/?project=no-such-project&outcome=fail');
    await expect(page.getByRole('heading', { name: 'No matching images' })).toBeVisible();
    await expect(page.getByRole('link', { name: 'no-such-project' })).toHaveAttribute('aria-current', 'true');
    await page.getByRole('link', { name: 'Clear all' }).click();
    await expect(page.getByRole('table', { name: 'Fleet' })).toBeVisible();
  });
});
