import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { overflowOf, violationsOf } from './accessibility.ts';
import { recordDeployment } from './deployments.ts';
import { pathOf, postReport, type Receipt, SAMPLE_REPORTS } from './reports.ts';
import { expect, test } from './test.ts';

const IMAGE = 'ghcr.io/acme/compared';
const ONE_IMAGE = 'one-image/trivy.json';

interface TrivyReport {
  CreatedAt: string;
  Metadata: { RepoDigests?: string[] };
  Results: { Packages?: { Name: string }[]; Vulnerabilities?: { PkgName: string }[] }[];
}

/** A real report of an image, without one of its packages. */
async function send(token: string, digit: string, without: string): Promise<Receipt> {
  const report = JSON.parse(await readFile(pathOf({ file: ONE_IMAGE, parameters: {} }), 'utf8')) as TrivyReport;
  const digest = `sha256:${digit.repeat(64)}`;
  report.CreatedAt = new Date(Date.now() - 60_000).toISOString();
  report.Metadata.RepoDigests = [`${IMAGE}@${digest}`];
  for (const result of report.Results) {
    if (result.Packages) result.Packages = result.Packages.filter(({ Name }) => Name !== without);
    if (result.Vulnerabilities)
      result.Vulnerabilities = result.Vulnerabilities.filter((each) => each.PkgName !== without);
  }
  const parameters = new URLSearchParams({ image: IMAGE, digest });
  const response = await fetch(`${process.env['PLIMSOLL_API_URL'] ?? ''}/api/v1/reports?${parameters}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(report),
  });
  if (!response.ok) throw new Error(`not taken in: ${response.status} ${await response.text()}`);
  return (await response.json()) as Receipt;
}

const listed = (page: Page, name: string) => page.getByRole('region', { name, exact: true }).getByRole('listitem');

test.describe('What an artifact changes', () => {
  test('is told against the artifact before and against what runs', async ({ page, token }) => {
    const apiUrl = process.env['PLIMSOLL_API_URL'] ?? '';
    const first = await send(token, '1', 'minimist');
    await recordDeployment(apiUrl, token, first, 'prod');
    const second = await send(token, '2', 'lodash');
    const sbomDigest = `sha256:${'3'.repeat(64)}`;
    const third = await postReport(apiUrl, token, {
      ...SAMPLE_REPORTS.sbom,
      parameters: { image: IMAGE, digest: sbomDigest },
    });

    await page.goto(`/artifacts/${second.artifactId}`);
    // Why the verdict is another one than that of the artifact before leads to what changed between them.
    const stage = page
      .getByRole('region', { name: 'Verdicts' })
      .getByRole('listitem')
      .filter({ has: page.getByRole('heading', { name: /stage/ }) });
    await expect(stage.getByText(/^Fails since today: /)).toHaveText(
      'Fails since today: minimist 1.2.5 was added (CVE-2021-44906).',
    );
    await expect(stage.getByRole('link', { name: /minimist 1\.2\.5 was added/ })).toHaveAttribute(
      'href',
      `/artifacts/${second.artifactId}/compare?to=${first.artifactId}`,
    );
    await page.getByRole('navigation', { name: 'Evidence' }).getByRole('link', { name: 'Changes' }).click();
    await expect(page).toHaveURL(`/artifacts/${second.artifactId}/compare`);
    await expect(
      page.getByRole('heading', { level: 2, name: /^Introduces 1 finding \(1 \w+\) and fixes 1\./ }),
    ).toBeVisible();
    await expect(listed(page, 'Introduced')).toHaveText([/minimist 1\.2\.5: the component was added\.$/]);
    await expect(listed(page, 'Fixed')).toHaveText([/lodash 4\.17\.20: the component was removed\.$/]);
    await expect(listed(page, 'Components added')).toHaveText([/minimist\s*1\.2\.5/]);
    await expect(page.getByText('Limits of the comparison')).toHaveCount(0);
    expect(await violationsOf(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await violationsOf(page, 'colours')).toEqual([]);
    await page.setViewportSize({ width: 360, height: 800 });
    expect(await overflowOf(page)).toBe(0);

    // Nothing looked for vulnerabilities: nothing is called fixed.
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(`/artifacts/${third.artifactId}/compare?to=prod`);
    await expect(page.getByRole('link', { name: 'running in prod' })).toHaveAttribute('aria-current', 'true');
    await expect(page.getByRole('region', { name: 'Limits of the comparison' })).toContainText(
      'This artifact: No scan covers vulnerabilities.',
    );
    await expect(listed(page, 'Not compared').first()).toContainText('now, no scan looked for this kind of finding.');
    await expect(page.getByRole('region', { name: 'Fixed' })).toHaveCount(0);
    await page
      .getByRole('region', { name: 'Changes' })
      .getByRole('link', { name: /sha256:1111/ })
      .click();
    await expect(page).toHaveURL(`/artifacts/${first.artifactId}`);
  });

  test('says where there is nothing to compare with', async ({ page, seed }) => {
    await page.goto(`/artifacts/${seed.python.artifactId}/compare`);
    await expect(page.getByRole('heading', { name: 'Nothing to compare with' })).toBeVisible();
    await page.getByRole('link', { name: 'running in prod' }).click();
    await expect(page.getByRole('heading', { name: 'This artifact itself: nothing changes' })).toBeVisible();
    await page.goto(`/artifacts/${seed.python.artifactId}/compare?to=999999`);
    await expect(page.getByRole('alert').filter({ hasText: 'There is no such artifact' })).toBeVisible();
  });
});
