import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect, test, untilAlive } from './test.ts';

// Whoever may not read the audit log must learn nothing from it.

for (const as of ['viewer', 'developer'] as const) {
  test.describe(`Audit, for a ${as}`, { tag: '@look' }, () => {
    test.use({ as });

    test('is not shown', async ({ page, request }) => {
      await page.goto('/audit');
      await expect(page.getByRole('heading', { name: 'You do not have access to this page' })).toBeVisible();
      await expect(page.getByRole('table')).toHaveCount(0);
      expect((await request.get('/api/v1/audit-events')).status()).toBe(403);
      expect((await request.get('/api/v1/audit-events/export?format=csv')).status()).toBe(403);
    });
  });
}

interface Head {
  readonly sequence: number;
  readonly hash: string;
}

async function headOf(page: Page): Promise<Head> {
  return (await (await page.request.get('/api/v1/audit-events/head')).json()) as Head;
}

/** Opens the log at a moment when nothing is added to it, as tests that run beside this one may do: its head is what the page shows. */
async function openAudit(page: Page): Promise<Head> {
  let head = await headOf(page);
  await expect(async () => {
    head = await headOf(page);
    await page.goto('/audit');
    expect(await headOf(page)).toEqual(head);
  }).toPass();
  return head;
}

test.describe('Audit', () => {
  test.use({ as: 'security' });

  test('lists events newest first, and where the chain stands', async ({ page, context }) => {
    await context.grantPermissions(['clipboard-write']);
    const head = await openAudit(page);
    await expect(page.getByText(`Latest event: ${head.sequence}`)).toBeVisible();
    await expect(page.getByTitle(head.hash)).toBeVisible();
    const times = await page.getByRole('table', { name: 'Audit events' }).locator('tbody time').allInnerTexts();
    expect(times.length).toBeGreaterThan(10);
    expect(times).toEqual(times.toSorted().toReversed());
  });

  test('a filter is a part of the address, shows as a chip, and comes off with it', async ({ page }) => {
    await page.goto('/audit');
    const what = page.getByRole('textbox', { name: 'Action', exact: true });
    await untilAlive(what);
    await what.fill('role.granted');
    await page.getByRole('button', { name: 'Filter' }).click();
    await expect(page).toHaveURL(/action=\*?role\.granted/);
    const actions = page.getByRole('table', { name: 'Audit events' }).locator('[data-row-link]');
    await expect(actions.first()).toHaveText('role.granted');
    expect(new Set(await actions.allInnerTexts())).toEqual(new Set(['role.granted']));

    await page.getByRole('link', { name: 'Last 24 hours' }).click();
    await expect(page).toHaveURL(/since=24h/);
    await page.getByRole('list', { name: 'Active filters' }).getByRole('link').click();
    await expect(page).toHaveURL(/\/audit\?since=24h$/);
    await page.goto('/audit?to=2020-01-01');
    await expect(page.getByRole('heading', { name: 'No matching events' })).toBeVisible();
  });

  test('an event says who, from where and what changed, and has an address of its own', async ({ page }) => {
    await page.goto('/audit?action=role.granted&target=viewer*');
    const row = page.locator('[data-row-link]').first();
    await untilAlive(row);
    await row.click();
    const sheet = page.getByRole('dialog', { name: 'role.granted' });
    await expect(sheet).toContainText('ada@plimsoll.example (a person)');
    await expect(sheet.getByText('127.0.0.1')).toBeVisible();
    await expect(sheet.locator('ins').filter({ hasText: /^is: viewer$/ })).toBeVisible();
    await expect(sheet.getByText(/^[0-9a-f]{64}$/)).toBeVisible();
    await expect(page).toHaveURL(/event=\d+/);
    await page.reload();
    await expect(page.getByRole('dialog', { name: 'role.granted' })).toBeVisible();
    await page.getByRole('link', { name: /^Everything that ada@plimsoll.example did/ }).click();
    await expect(page).toHaveURL(/actor=ada%40plimsoll\.example/);
  });

  test('exports what the filters let through, as JSON lines and as CSV', async ({ page }) => {
    await page.goto('/audit?action=account.*');
    for (const [name, first] of [
      ['Export JSON lines', /^\{.*"action":"account\./],
      ['Export CSV', /^"?sequence/],
    ] as const) {
      const download = page.waitForEvent('download');
      await page.getByRole('link', { name }).click();
      const text = await readFile(await (await download).path(), 'utf8');
      expect(text.split('\n')[0]).toMatch(first);
      expect(text).toContain('account.invited');
      expect(text).not.toContain('role.granted');
    }
  });

  test('on paper every event stands, with the whole hash and without buttons', async ({ page }) => {
    const head = await openAudit(page);
    await untilAlive(page.locator('[data-row-link]').first());
    await expect(page.getByText(/^All .* shown\.$/)).toBeAttached();
    await page.emulateMedia({ media: 'print' });
    await expect(page.getByText(head.hash, { exact: true })).toBeVisible();
    await expect(page.getByRole('link', { name: 'Export CSV' })).toBeHidden();
    await expect(page.locator('tbody tr[data-index]')).toHaveCount(head.sequence);
  });
});
