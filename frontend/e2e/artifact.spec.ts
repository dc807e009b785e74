import type { Page } from '@playwright/test';
import { expect, test, untilAlive } from './test.ts';

const findings = (page: Page) => page.getByRole('table', { name: 'Findings' });

test.describe('Artifact', { tag: '@look' }, () => {
  test('says for each environment whether it may ship, why not, and what clears it', async ({ page, seed }) => {
    await page.goto(`/artifacts/${seed.python.artifactId}`);
    const verdicts = page.getByRole('region', { name: 'Verdicts' });
    await expect(page.getByRole('img', { name: /^dev: .*stage: .*prod: fails.*Load \d/ })).toBeVisible();
    const prod = verdicts.getByRole('listitem').filter({ has: page.getByRole('heading', { name: /prod/ }) });
    await expect(prod.getByText('vulnerabilities.high', { exact: true })).toBeVisible();
    await expect(prod.getByText('How to fix:').first()).toBeVisible();

    await page.getByRole('link', { name: 'How to read and fix this' }).click();
    await expect(page.getByRole('heading', { name: 'Fix a failed gate', level: 1 })).toBeVisible();
    await page.getByRole('link', { name: 'Upgrade', exact: true }).click();
    await expect(page).toHaveURL('/help/failed-gate#upgrade');
  });

  test('names every finding behind a reason to whoever asks for the others', async ({ page, seed }) => {
    await page.goto(`/artifacts/${seed.python.artifactId}`);
    const verdicts = page.getByRole('region', { name: 'Verdicts' });
    const prod = verdicts.getByRole('listitem').filter({ has: page.getByRole('heading', { name: /prod/ }) });
    const reason = prod.getByRole('listitem').filter({ has: page.getByText('vulnerabilities.high', { exact: true }) });
    const more = reason.getByRole('button', { name: /more$/ });
    await expect(reason.getByRole('link')).toHaveCount(4);
    const others = Number((await more.innerText()).replaceAll(/\D/g, ''));
    await expect(async () => {
      await more.click({ timeout: 1000 });
      await expect(more).toBeHidden({ timeout: 3000 });
    }).toPass();
    await expect(reason.getByRole('link')).toHaveCount(4 + others);
  });

  test('filters are the address', async ({ page, seed }) => {
    const address = `/artifacts/${seed.python.artifactId}`;
    await page.goto(address);
    const critical = page.getByRole('list', { name: 'Severity' }).getByRole('link', { name: /Critical/ });
    // Parts of the page that come late may move it under the mouse.
    await untilAlive(critical);
    await critical.click();
    await expect(page).toHaveURL(`${address}?severity=critical`);
    await expect(page.getByText(`All ${seed.python.counts.critical} shown.`)).toBeVisible();

    await page.getByRole('link', { name: /Fix available/ }).click();
    await expect(page).toHaveURL(`${address}?severity=critical&fix=available`);
    await expect(findings(page).getByText('no fix available')).toHaveCount(0);

    await page.goBack();
    await expect(page).toHaveURL(`${address}?severity=critical`);
    await page.reload();
    await expect(page.getByRole('link', { name: /Critical.*on/ })).toHaveAttribute('aria-current', 'true');
    await expect(page.getByText(`All ${seed.python.counts.critical} shown.`)).toBeVisible();
  });

  test('filters that let nothing through say so and can be cleared', async ({ page, seed }) => {
    await page.goto(`/artifacts/${seed.python.artifactId}?q=nothing-is-called-this`);
    await expect(page.getByRole('heading', { name: 'No finding matches' })).toBeVisible();
    await page.getByRole('link', { name: 'Clear all' }).click();
    await expect(findings(page).getByRole('row').nth(1)).toBeVisible();
  });

  test('loads a long list as one scrolls, and keeps few rows in the document', async ({ page, seed }) => {
    const { counts, artifactId } = seed.python;
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
    expect(total).toBeGreaterThan(300);
    await page.goto(`/artifacts/${artifactId}`);
    await expect(page.getByText(/of .* loaded\./)).toBeVisible();
    await expect(async () => {
      await page.mouse.wheel(0, 20_000);
      await expect(page.getByText(/^All .* shown\.$/)).toBeVisible({ timeout: 300 });
    }).toPass();
    await expect(findings(page)).toHaveAttribute('aria-rowcount', String(total + 1));
    expect(await findings(page).getByRole('row').count()).toBeLessThan(100);
  });

  test('a finding opens in a sheet with an address of its own', async ({ page, seed }) => {
    await page.goto(`/artifacts/${seed.python.artifactId}?severity=critical`);
    const first = findings(page).locator('[data-row-link]').first();
    const title = await first.textContent();
    await first.click();
    await expect(page).toHaveURL(/\?severity=critical&finding=[0-9a-f]{32}$/);
    const sheet = page.getByRole('dialog', { name: title ?? '' });
    await expect(sheet.getByText('How to fix')).toBeVisible();
    await expect(sheet.getByText('Advisory', { exact: true })).toBeVisible();

    await page.keyboard.press('Escape');
    await expect(sheet).toBeHidden();
    await expect(page).toHaveURL(/\?severity=critical$/);
    await expect(first).toBeFocused();
  });

  test('a link to a finding opens it, and closing it leaves the list', async ({ page, seed }) => {
    await page.goto(`/artifacts/${seed.python.artifactId}`);
    const href = await findings(page).locator('[data-row-link]').nth(2).getAttribute('href');
    await page.goto(href ?? '');
    const sheet = page.getByRole('dialog');
    await expect(sheet.getByText('How to fix')).toBeVisible();
    await sheet.getByRole('button', { name: /Close/ }).click();
    await expect(sheet).toBeHidden();
    await expect(page).toHaveURL(`/artifacts/${seed.python.artifactId}`);
  });

  test('two scanners that agree make one finding with two claims', async ({ page, seed }) => {
    const { artifactId } = seed.clientGrype;
    expect(artifactId).toBe(seed.clientTrivy.artifactId);
    await page.setViewportSize({ width: 1920, height: 1080 });
    await page.goto(`/artifacts/${artifactId}`);
    await findings(page)
      .getByRole('row')
      .filter({ hasText: /grype, trivy/i })
      .first()
      .locator('[data-row-link]')
      .click();
    await expect(page.getByRole('heading', { name: 'Reported in 2 scanner results' })).toBeVisible();
  });

  test('shows components and scans', async ({ page, seed }) => {
    await page.goto(`/artifacts/${seed.clientGrype.artifactId}`);
    const tabs = page.getByRole('navigation', { name: 'Evidence' });
    await tabs.getByRole('link', { name: /Components/ }).click();
    await expect(page.getByRole('table', { name: 'Components' }).getByRole('row').nth(1)).toBeVisible();
    await tabs.getByRole('link', { name: 'Scans' }).click();
    const scans = page.getByRole('region', { name: 'Scans' });
    await expect(scans.getByRole('heading', { name: /grype/i })).toBeVisible();
    await expect(scans.getByText('current').first()).toBeVisible();
  });

  test('a report can be taken back as it was sent', async ({ page, seed }) => {
    await page.goto(`/artifacts/${seed.juiceShop.artifactId}/scans`);
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download report' }).click();
    expect(await (await download).failure()).toBeNull();
  });

  test('an unknown artifact is not found', async ({ page }) => {
    const response = await page.goto('/artifacts/999999999');
    expect(response?.status()).toBe(404);
    await expect(page.getByRole('heading', { name: 'Page not found' })).toBeVisible();
  });

  test('prints as evidence: light, whole digest, verdict ids, no controls', async ({ page, seed }) => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.goto(`/artifacts/${seed.python.artifactId}`);
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    await expect(page.getByText(seed.python.digest, { exact: true }).last()).toBeVisible();
    await expect(page.getByText(/Verdict v_[0-9a-f]{32}/).first()).toBeVisible();
    await expect(page.getByRole('searchbox')).toBeHidden();
    await expect(page.getByRole('navigation', { name: 'Pages' })).toBeHidden();
    await expect(page.locator('body')).toHaveCSS('background-color', 'rgb(255, 255, 255)');
    const rows = await findings(page).getByRole('row').count();
    expect(rows).toBeGreaterThan(60);
  });
});
