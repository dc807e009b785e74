import { readFile } from 'node:fs/promises';
import { overflowOf, violationsOf } from './accessibility.ts';
import { pathOf, type Receipt } from './reports.ts';
import { expect, test } from './test.ts';

interface Layered {
  Layer: { DiffID: string };
}

interface TrivyReport {
  CreatedAt: string;
  Metadata: { DiffIDs: string[]; ImageConfig: { rootfs: { diff_ids: string[] } } };
  Results: { Class: string; Packages: Layered[]; Vulnerabilities: Layered[] }[];
}

const digestOf = (digit: string) => `sha256:${digit.repeat(64)}`;
const [LOW, TOP] = [digestOf('7'), digestOf('8')];

/** A real report, its packages in one layer for the distribution and one for the rest. */
async function send(
  token: string,
  { image, digit, diffIds, tag }: { image: string; digit: string; diffIds: readonly string[]; tag?: string },
): Promise<Receipt> {
  const file = pathOf({ file: 'one-image/trivy.json', parameters: {} });
  const report = JSON.parse(await readFile(file, 'utf8')) as TrivyReport;
  report.CreatedAt = new Date(Date.now() - 60_000).toISOString();
  report.Metadata.DiffIDs = report.Metadata.ImageConfig.rootfs.diff_ids = [...diffIds];
  if (diffIds.length === 1) report.Results = report.Results.filter(({ Class }) => Class === 'os-pkgs');
  for (const { Class, Packages, Vulnerabilities } of report.Results) {
    for (const each of [...Packages, ...Vulnerabilities]) each.Layer = { DiffID: Class === 'os-pkgs' ? LOW : TOP };
  }
  const parameters = new URLSearchParams({ image, digest: digestOf(digit), ...(tag !== undefined && { tag }) });
  const response = await fetch(`${process.env['PLIMSOLL_API_URL'] ?? ''}/api/v1/reports?${parameters}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(report),
  });
  if (!response.ok) throw new Error(`not taken in: ${response.status} ${await response.text()}`);
  return (await response.json()) as Receipt;
}

test('A base image is recognised, divides the way to green and lists what is built on it', async ({ page, token }) => {
  const base = await send(token, { image: 'ghcr.io/acme/layers/base', digit: '5', diffIds: [LOW], tag: '12' });
  const app = await send(token, { image: 'ghcr.io/acme/layers/shop', digit: '6', diffIds: [LOW, TOP] });
  await send(token, { image: 'ghcr.io/acme/layers/base', digit: '9', diffIds: [TOP], tag: '13' });

  await page.goto(`/artifacts/${app.artifactId}`);
  const prod = page.getByRole('region', { name: /^Way to green for .*prod/ });
  await expect(prod.getByRole('region', { name: 'In the base image' }).getByRole('rowheader')).toHaveText([/^openssl/]);
  await expect(prod.getByRole('region', { name: 'In your own layers' }).getByRole('rowheader')).toHaveText([
    /^lodash/,
    /^minimist/,
  ]);

  const findings = page.getByRole('table', { name: 'Findings' });
  await page
    .getByRole('list', { name: 'Layer' })
    .getByRole('link', { name: /^Own layers/ })
    .click();
  await expect(page).toHaveURL(/layer=own/);
  await expect(findings.getByRole('cell', { name: 'own layers', exact: true }).first()).toBeVisible();
  await expect(findings.getByRole('cell', { name: 'base image', exact: true })).toHaveCount(0);

  await page
    .getByRole('region', { name: 'Way to green', exact: true })
    .getByRole('link', { name: 'Base image' })
    .click();
  await expect(page).toHaveURL(new RegExp(`/artifacts/${base.artifactId}$`));
  await page.getByRole('navigation', { name: 'Evidence' }).getByRole('link', { name: 'Base image' }).click();
  await page.goto(`/artifacts/${app.artifactId}/base`);
  await expect(page.getByRole('list', { name: 'Newer builds of the base image' })).toContainText('tag 13');
  await page.goto(`/artifacts/${base.artifactId}/base`);
  const list = page.getByRole('table', { name: 'Built on this image' });
  await expect(list.getByRole('link', { name: 'ghcr.io/acme/layers/shop' })).toBeVisible();
  expect(await violationsOf(page)).toEqual([]);

  await page.goto('/base-images?environment=prod');
  const row = page.getByRole('table', { name: 'Base images' }).getByRole('row').filter({ hasText: 'acme/layers/base' });
  await expect(row).toContainText('none known');
  await expect(row).toContainText('other release: 13');
  expect(await violationsOf(page)).toEqual([]);
  await row.getByRole('link', { name: 'ghcr.io/acme/layers/base' }).click();
  await expect(list).toBeVisible();
  await page.setViewportSize({ width: 360, height: 900 });
  expect(await overflowOf(page)).toBe(0);
});
