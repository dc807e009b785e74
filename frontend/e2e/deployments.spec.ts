import { invite } from './people.ts';
import { freshAdministrator, consoleUrl } from './newcomers.ts';
import { recordDeployment } from './deployments.ts';
import { postReport, SAMPLE_REPORTS } from './reports.ts';
import { violationsOf } from './accessibility.ts';
import { expect, test, untilAlive } from './test.ts';

const apiUrl = () => process.env['PLIMSOLL_API_URL'] ?? '';

test.describe('Deployments', () => {
  test('shows what runs where, since when, by whom, and whether it still may', async ({ page, seed }) => {
    await page.goto('/deployments');
    const table = page.getByRole('table', { name: 'Deployments' });
    const row = table.getByRole('row').filter({ hasText: seed.python.image });
    await expect(row.getByRole('cell', { name: 'prod', exact: true }).first()).toBeVisible();
    await expect(row.getByText('Fail')).toBeVisible();
    await expect(row.getByText(seed.python.digest.slice(0, 19))).toBeVisible();
    await expect(row.getByText('browser tests (token)')).toBeVisible();
    const since = row.getByRole('cell').nth(6);
    await expect(since.getByText(/ago|now/)).toBeVisible();
    // An image's environments stand one below the other, most lenient first.
    const client = table.getByRole('row').filter({ hasText: seed.clientGrype.image });
    await expect(client.getByRole('cell').nth(1)).toHaveText('dev');
    await expect(client).toHaveCount(3);
    await expect(client.nth(2).getByRole('cell').nth(1)).toHaveText('prod');
  });

  test('is in the navigation, and a row leads to its artifact', async ({ page, seed }) => {
    await page.goto('/');
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Deployments' }).click();
    await expect(page).toHaveURL('/deployments');
    await page.getByRole('link', { name: `${seed.python.image} in prod` }).click();
    await expect(page).toHaveURL(`/artifacts/${seed.python.artifactId}`);
    await expect(page.getByText(/Running in prod \(recorded .*\)\. The verdict for prod is Fail\./)).toBeVisible();
  });

  test('an artifact that runs nowhere says nothing of it', async ({ page, seed }) => {
    await page.goto(`/artifacts/${seed.nginx.artifactId}`);
    await expect(page.getByRole('heading', { level: 1, name: seed.nginx.image })).toBeVisible();
    await expect(page.getByText(/^Running in/)).toHaveCount(0);
  });

  test('an artifact names every environment that it runs in', async ({ page, seed }) => {
    await page.goto(`/artifacts/${seed.clientGrype.artifactId}`);
    await expect(page.getByText(/Running in dev \(.*\), stage \(.*\) and prod \(.*\)/)).toBeVisible();
  });

  test('filters are the address', async ({ page, seed }) => {
    await page.goto('/deployments');
    const rows = page.locator('[data-row-link]');
    await page.getByRole('list', { name: 'Environment' }).getByRole('link', { name: 'dev' }).click();
    await expect(page).toHaveURL('/deployments?environment=dev');
    await expect(rows.filter({ hasText: seed.python.image })).toHaveCount(0);
    await expect(rows.filter({ hasText: seed.sbom.image })).toHaveCount(1);
    await page.getByRole('list', { name: 'Environment' }).getByRole('link', { name: 'prod' }).click();
    await expect(page).toHaveURL('/deployments?environment=prod');
    await page.getByRole('list', { name: 'Verdict now' }).getByRole('link', { name: 'Fail' }).click();
    await expect(page).toHaveURL('/deployments?environment=prod&outcome=fail');
    await expect(rows.filter({ hasText: seed.python.image })).toHaveCount(1);
    await page.reload();
    await expect(page.getByRole('link', { name: /^prod\s?, on$/ })).toHaveAttribute('aria-current', 'true');
    await page.getByRole('link', { name: 'Clear all' }).click();
    await expect(page).toHaveURL('/deployments');
    await expect(rows.filter({ hasText: seed.sbom.image })).toHaveCount(1);
  });

  test('a filter that lets nothing through says so', async ({ page }) => {
    await page.goto('/deployments?environment=nowhere');
    await expect(page.getByRole('heading', { name: 'No matching deployments' })).toBeVisible();
    await page.getByRole('link', { name: /^nowhere\s?, on$/ }).click();
    await expect(page.getByRole('table', { name: 'Deployments' })).toBeVisible();
  });

  test('what takes the place of another stands there instead', async ({ page, seed, token }) => {
    const image = 'ghcr.io/acme/replaced';
    const before = { image, digest: `sha256:${'1'.repeat(64)}` };
    const after = { image, digest: `sha256:${'2'.repeat(64)}` };
    for (const artifact of [before, after]) {
      await postReport(apiUrl(), token, { file: SAMPLE_REPORTS.nginx.file, parameters: artifact });
      await recordDeployment(apiUrl(), token, artifact, 'stage');
    }
    await page.goto('/deployments?environment=stage&sort=-recorded');
    const row = page.getByRole('row').filter({ hasText: image });
    await expect(row).toHaveCount(1);
    await expect(row.getByText(after.digest.slice(0, 19))).toBeVisible();
    // The newest is on top.
    await expect(page.locator('[data-row-link]').first()).toContainText(image);
    await expect(page.getByRole('columnheader', { name: 'Since' })).toHaveAttribute('aria-sort', 'descending');
    expect(seed.nginx.image).not.toBe(image);
  });

  test('what no longer runs is ended here, and stays on record', async ({ page, token }) => {
    const gone = { image: 'ghcr.io/acme/gone', digest: `sha256:${'4'.repeat(64)}` };
    await postReport(apiUrl(), token, { file: SAMPLE_REPORTS.nginx.file, parameters: gone });
    await recordDeployment(apiUrl(), token, gone, 'stage');
    await page.goto('/deployments?environment=stage');
    const end = page.getByRole('button', { name: `End ${gone.image} in stage` });
    await untilAlive(end);
    await end.click();
    const dialog = page.getByRole('dialog', { name: `Mark ${gone.image} as no longer running in stage?` });
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(dialog).toBeHidden();
    await expect(end).toBeFocused();
    await end.press('Enter');
    await dialog.getByRole('button', { name: 'Mark as stopped' }).click();
    // Behind an open dialog no button can be reached: only once it has closed, the button is gone.
    await expect(dialog).toBeHidden();
    await expect(end).toBeHidden();
    await page.goto('/audit?action=deployment.ended');
    await expect(page.locator('[data-row-link]').filter({ hasText: 'deployment.ended' })).toHaveCount(1);
    await expect(page.getByRole('cell', { name: `deployment ${gone.image} in stage` })).toBeVisible();
  });
});

test.describe('Deployments, for whoever may only look', () => {
  test.use({ as: 'developer' });

  test('have nothing to press', async ({ page, seed }) => {
    await page.goto('/deployments');
    await expect(page.getByRole('row').filter({ hasText: seed.python.image })).toBeVisible();
    await expect(page.getByRole('button', { name: /^End/ })).toHaveCount(0);
  });
});

test.describe('Deployments of somebody in one project', () => {
  test.use({ as: null });

  test('are those of that project alone; where there is none, the page says how to record one', async ({
    page,
    token,
  }) => {
    const parameters = { image: 'ghcr.io/acme/quiet', digest: `sha256:${'3'.repeat(64)}`, project: 'quiet' };
    await postReport(apiUrl(), token, { file: SAMPLE_REPORTS.nginx.file, parameters });
    const administrator = await freshAdministrator();
    const person = { email: 'quiet@plimsoll.example', name: 'Quiet Reader', role: 'viewer', project: 'quiet' };
    const { email, password } = await invite(administrator, consoleUrl(), person, 'a line for each quiet season');
    await administrator.dispose();

    await page.goto('/sign-in?to=/deployments');
    const field = page.getByLabel('Email');
    await untilAlive(field);
    await field.fill(email);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(page.getByRole('navigation', { name: 'Pages' })).toBeVisible();
    await page.goto('/deployments');
    await expect(page.getByRole('heading', { name: 'No deployments recorded yet' })).toBeVisible();
    await expect(page.getByText('scripts/registry-setup.sh promote')).toBeVisible();
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await violationsOf(page)).toEqual([]);
    }

    await recordDeployment(apiUrl(), token, parameters, 'prod', 'quiet');
    await page.reload();
    await expect(page.locator('[data-row-link]')).toHaveCount(1);
    await expect(page.getByText('1 deployment', { exact: true })).toBeVisible();
  });
});
