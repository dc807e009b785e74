import { writeFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { overflowOf, violationsOf } from './accessibility.ts';
import { pathOf, SAMPLE_REPORTS } from './reports.ts';
import { expect, test } from './test.ts';

/** A report of a tool that does not know what it looks at. */
const unnamed = (rule: string) =>
  JSON.stringify({
    version: '2.1.0',
    runs: [{ tool: { driver: { name: 'checker' } }, results: [{ ruleId: rule, message: { text: rule } }] }],
  });

const card = (page: Page, file: string) => page.getByRole('article').filter({ hasText: file });

async function imagesCalled(page: Page, q: string): Promise<string[]> {
  const answer = await page.request.get(`/api/v1/images?${new URLSearchParams({ q })}`);
  const { items } = (await answer.json()) as { items: { repository: string }[] };
  return items.map(({ repository }) => repository);
}

test.describe('A report that names no image', () => {
  test('is not stored before its image is named; others dropped with it go through', async ({ page }, testInfo) => {
    const files = await Promise.all(
      ['one', 'two', 'three'].map(async (name) => {
        const file = testInfo.outputPath(`${name}.sarif`);
        await writeFile(file, unnamed(`rule-${name}`));
        return file;
      }),
    );
    await page.setViewportSize({ width: 360, height: 800 });
    await page.goto('/send');
    const before = await imagesCalled(page, '');
    await page.getByLabel('Report files').setInputFiles([...files, pathOf(SAMPLE_REPORTS.alpine)]);
    await expect(card(page, 'alpine-3.14').getByRole('link', { name: 'View verdicts' })).toBeVisible();
    const form = page.getByRole('form', { name: 'Image of one.sarif' });
    await expect(form.getByText(/Nothing is stored until you name it/)).toBeVisible();
    await expect(page.getByRole('form', { name: /^Image of/ })).toHaveCount(3);
    expect(await imagesCalled(page, '')).toEqual(before);
    expect(await overflowOf(page)).toBe(0);
    expect(await violationsOf(page)).toEqual([]);

    // Nothing goes without a name, or with one that is none.
    await form.getByRole('button', { name: 'Send report' }).click();
    await expect(form.getByRole('textbox', { name: 'Image' })).toBeFocused();
    await form.getByRole('textbox', { name: 'Image' }).fill('not an image');
    await form.getByRole('button', { name: 'Send report' }).click();
    expect(await imagesCalled(page, 'not an image')).toEqual([]);
    await form.getByRole('textbox', { name: 'Image' }).fill('ghcr.io/acme/named-one');
    await form.getByLabel(/^Tag/).fill('1.0');
    await form.getByRole('button', { name: 'Send report' }).click();
    await expect(card(page, 'one.sarif').getByText('ghcr.io/acme/named-one', { exact: true })).toBeVisible();
    await expect(card(page, 'one.sarif').getByRole('heading', { name: 'one.sarif' })).toBeFocused();

    // The other two at once, as one artifact.
    const second = page.getByRole('form', { name: 'Image of two.sarif' });
    await second.getByRole('textbox', { name: 'Image' }).fill('ghcr.io/acme/named-both');
    await second.getByLabel(/^Digest/).fill(`sha256:${'7'.repeat(64)}`);
    await second.getByLabel('Use this for 1 other report without an image').check();
    await second.getByRole('button', { name: 'Send report' }).click();
    for (const file of ['two.sarif', 'three.sarif']) {
      await expect(card(page, file).getByText('ghcr.io/acme/named-both', { exact: true })).toBeVisible();
    }
    const links = page
      .getByRole('article')
      .filter({ hasText: 'named-both' })
      .getByRole('link', { name: 'View verdicts' });
    const [first, last] = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')));
    expect(first).toBe(last);
    const added = (await imagesCalled(page, '')).filter((name) => !before.includes(name));
    expect(added.toSorted()).toEqual(['ghcr.io/acme/named-both', 'ghcr.io/acme/named-one']);
  });
});
