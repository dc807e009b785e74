import { createHash } from 'node:crypto';
import type { Page } from '@playwright/test';
import { expect, test } from './test.ts';

const IMAGE = 'ghcr.io/acme/hostile-text';

/** Named as two different packages would look the same, and as one would look like another. */
const report = {
  SchemaVersion: 2,
  ArtifactName: `${IMAGE}:1`,
  Results: [
    {
      Target: 'app/\u2066gpj.exe\u2069/package-lock.json',
      Class: 'lang-pkgs',
      Type: 'npm',
      Vulnerabilities: [
        vulnerability(1, 'left\u202edap\u202c', 'A \u202eelttil\u202c flaw \u001b[31mred'),
        vulnerability(2, 'left\u200bpad', 'A flaw with\u00adout a name'),
        vulnerability(3, 'leftpad', 'A plain flaw'),
        vulnerability(4, 'ספריה', 'תיאור 1.0 of a package'),
      ],
    },
  ],
};

function vulnerability(number: number, name: string, title: string) {
  const id = `CVE-2024-${9000 + number}`;
  return {
    VulnerabilityID: id,
    PkgName: name,
    InstalledVersion: `1.${number}`,
    FixedVersion: '2.0\u200e.0',
    Severity: 'CRITICAL',
    Title: title,
    Description: `${title} and \u2067more\u2069 of it`,
  };
}

/** What is left of it where anybody could read or hear it. */
const unnamed = (page: Page) =>
  page.evaluate(() => {
    const unseen = /[\p{Cf}\u2028\u2029]|[^\P{Cc}\n\r\t]/u;
    const texts: string[] = [document.title];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      if (node instanceof HTMLScriptElement || node.parentElement instanceof HTMLScriptElement) continue;
      if (node instanceof Element) {
        for (const name of ['title', 'aria-label', 'alt', 'placeholder']) texts.push(node.getAttribute(name) ?? '');
      } else texts.push(node.textContent ?? '');
    }
    return texts.filter((text) => unseen.test(text));
  });

test('Text that hides or reorders itself is named, wherever it is shown', async ({ page, token }, testInfo) => {
  const digest = `sha256:${createHash('sha256').update(IMAGE).digest('hex')}`;
  const sent = await page.request.post(`/api/v1/reports?${new URLSearchParams({ image: IMAGE, digest, tag: '1' })}`, {
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    data: JSON.stringify(report),
  });
  expect(sent.status()).toBe(201);
  const { artifactId } = (await sent.json()) as { artifactId: string };

  await page.goto(`/artifacts/${artifactId}`);
  const rows = page.getByRole('table', { name: 'Findings' }).getByRole('row');
  await expect(rows).toHaveCount(5);
  await expect(rows.filter({ hasText: 'left[U+202E]dap[U+202C]' })).toHaveCount(1);
  await expect(rows.filter({ hasText: 'left[U+200B]pad' })).toHaveCount(1);
  await expect(rows.filter({ hasText: 'A [U+202E]elttil[U+202C] flaw \uFFFD[31mred' })).toHaveCount(1);
  await expect(rows.filter({ hasText: 'with[U+00AD]out' })).toHaveCount(1);
  await expect(rows.filter({ hasText: '2.0[U+200E].0' })).toHaveCount(4);
  expect(await unnamed(page)).toEqual([]);
  await page.screenshot({ path: testInfo.outputPath('findings.png'), fullPage: true });

  // A name that does run from right to left stands beside its version, and does not draw it in.
  const [name, version] = await rows.filter({ hasText: 'ספריה' }).evaluate((row) =>
    ['ספריה', '1.4'].map((text) => {
      const leaf = [...row.querySelectorAll('span')].find((span) => span.textContent === text);
      return leaf?.getBoundingClientRect().x ?? Number.NaN;
    }),
  );
  expect(name).toBeLessThan(version ?? 0);

  await rows.filter({ hasText: 'left[U+202E]dap' }).locator('[data-row-link]').click();
  const sheet = page.getByRole('dialog');
  await expect(sheet.getByText('[U+2067]more[U+2069] of it')).toBeVisible();
  expect(await unnamed(page)).toEqual([]);
  await page.screenshot({ path: testInfo.outputPath('finding.png') });

  await page.goto(`/artifacts/${artifactId}/components`);
  await expect(page.getByText('left[U+200B]pad').first()).toBeVisible();
  expect(await unnamed(page)).toEqual([]);

  await page.goto(`/artifacts/${artifactId}/scans`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(IMAGE);
  expect(await unnamed(page)).toEqual([]);
});

test('What is copied, and what an address means, stays as it is', async ({ page }) => {
  const query = 'left\u202edap';
  await page.goto(`/artifacts?${new URLSearchParams({ image: query })}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('left[U+202E]dap');
  expect(new URL(page.url()).searchParams.get('image')).toBe(query);
  expect(await unnamed(page)).toEqual([]);
});
