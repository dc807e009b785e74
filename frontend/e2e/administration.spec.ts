import type { APIRequestContext, Locator, Page } from '@playwright/test';
import { consoleUrl, freshAdministrator, newcomer, type Newcomer } from './newcomers.ts';
import { newVisitor, post } from './people.ts';
import { createToken } from './stack.ts';
import { expect, test, untilAlive } from './test.ts';

// Nobody but administrators may see or change people, roles, tokens and trust; the API's own tests prove that it
// refuses, these that the console does not even offer it.

let administrator: APIRequestContext;
let person: Newcomer;

test.beforeAll(async () => {
  administrator = await freshAdministrator();
  person = await newcomer(administrator);
});

test.afterAll(async () => administrator.dispose());

/** Presses a button that asks first, agrees, and proves who it is where the last proof is too old. */
async function agree(page: Page, confirm: () => Promise<void>, verb: string, done: Locator): Promise<void> {
  await page.getByRole('dialog').last().getByRole('button', { name: verb, exact: true }).click();
  await settle(page, confirm, done);
}

async function settle(page: Page, confirm: () => Promise<void>, done: Locator): Promise<void> {
  const question = page.getByRole('dialog', { name: 'Confirm your identity' });
  await expect(question.or(done).first()).toBeVisible();
  if (await question.isVisible()) await confirm();
  await expect(done).toBeVisible();
}

async function openPerson(page: Page, { email, name }: Newcomer): Promise<Locator> {
  await page.goto(`/administration/people?q=${encodeURIComponent(email)}`);
  const row = page.getByRole('table', { name: 'People' }).getByRole('link', { name });
  await untilAlive(row);
  await row.click();
  const sheet = page.getByRole('dialog', { name });
  await expect(sheet.getByRole('heading', { name: 'Access' })).toBeVisible();
  return sheet;
}

test.describe('Administration, for everybody else', () => {
  test.describe('security', () => {
    test.use({ as: 'security' });

    test('is shown as far as it is theirs: recalls', async ({ page }) => {
      await page.goto('/administration');
      await expect(page).toHaveURL(/\/administration\/recalls$/);
      await expect(page.getByRole('navigation', { name: 'Administration' }).getByRole('link')).toHaveText(['Recalls']);
      const person = page.getByRole('button', { name: /^Signed in as/ });
      await untilAlive(person);
      await person.click();
      await expect(page.getByRole('menuitem', { name: 'Administration' })).toBeVisible();
      for (const part of ['people', 'roles', 'tokens', 'trust-rules', 'jobs', 'sign-in']) {
        await page.goto(`/administration/${part}`);
        await expect(page.getByRole('heading', { name: 'You do not have access to this page' })).toBeVisible();
      }
    });
  });

  for (const as of ['viewer', 'developer'] as const) {
    test.describe(as, () => {
      test.use({ as });

      test('is neither offered nor shown', async ({ page }) => {
        for (const part of ['', '/people', '/roles', '/tokens', '/trust-rules', '/jobs', '/sign-in']) {
          await page.goto(`/administration${part}`);
          await expect(page.getByRole('heading', { name: 'You do not have access to this page' })).toBeVisible();
        }
        await expect(page.getByRole('table')).toHaveCount(0);
        const menu = page.getByRole('button', { name: /^Signed in as/ });
        await untilAlive(menu);
        await menu.click();
        await expect(page.getByRole('menuitem', { name: 'Your account' })).toBeVisible();
        await expect(page.getByRole('menuitem', { name: 'Administration' })).toHaveCount(0);
      });
    });
  }
});

test.describe('Administration', () => {
  test.use({ as: 'harbourmaster' });
  test('an invitation is a link that is shown once', async ({ page, confirm }) => {
    await page.goto('/administration');
    await expect(page).toHaveURL(/\/administration\/people$/);
    const invite = page.getByRole('button', { name: 'Invite' });
    await untilAlive(invite);
    await invite.click();
    const dialog = page.getByRole('dialog', { name: 'Invite a person' });
    const email = `invited-${process.pid}@plimsoll.example`;
    await dialog.getByLabel('Email address').fill(email);
    await dialog.getByLabel('Name').fill('Mary Jackson');
    await dialog.getByLabel('Role').selectOption('developer');
    await dialog.getByRole('button', { name: 'Invite' }).click();
    const issued = page.getByRole('dialog', { name: 'Mary Jackson is invited' });
    await settle(page, confirm, issued);

    const link = await issued.locator('code').innerText();
    const token = new URLSearchParams(new URL(link).hash.slice(1)).get('token');
    const visitor = await newVisitor(consoleUrl());
    expect(await post(visitor, '/api/v1/links/check', { token })).toMatchObject({ kind: 'invite', email });
    await visitor.dispose();

    await issued.getByRole('button', { name: 'Done' }).click();
    const row = page.getByRole('row').filter({ hasText: email });
    await expect(row.getByText('invited', { exact: true })).toBeVisible();
    await expect(row.getByTitle('developer')).toBeVisible();
  });

  test('a background job is run again, and says how its last run ended', async ({ page }) => {
    await page.goto('/administration/jobs');
    const job = page.getByRole('list', { name: 'Jobs' }).getByRole('listitem').filter({ hasText: 'cleanup' }).first();
    const run = job.getByRole('button', { name: 'Run now: cleanup' });
    await untilAlive(run);
    await job.getByText('Last runs').click();
    const runs = job.getByRole('list', { name: 'Last runs of cleanup' }).getByRole('listitem');
    const before = await runs.count();
    await run.click();
    await expect(page.getByText('cleanup will run soon')).toBeAttached();
    // The job's own time may come meanwhile.
    await expect.poll(() => runs.count()).toBeGreaterThan(before);
    await expect(runs.first()).toContainText('completed after');
  });

  test('people are found by a part of their name', async ({ page }) => {
    await page.goto('/administration/people');
    const search = page.getByRole('searchbox', { name: 'Search people' });
    await untilAlive(search);
    await search.fill('KATHERINE');
    await expect(page).toHaveURL(/q=KATHERINE/);
    await expect(page.getByRole('table', { name: 'People' }).locator('tbody tr')).toHaveCount(1);
    await search.fill('nobody-at-all');
    await expect(page.getByRole('heading', { name: 'No matching people' })).toBeVisible();
  });

  test('a role is granted in one project and taken away after one question', async ({ page, confirm }) => {
    const sheet = await openPerson(page, person);
    const form = sheet.getByRole('form', { name: 'Grant a role' });
    await form.getByLabel('Role').selectOption('security');
    await form.getByLabel('Project').fill('default');
    await form.getByRole('button', { name: 'Grant' }).click();
    const remove = sheet.getByRole('button', { name: 'Remove security in default' });
    await settle(page, confirm, remove);

    await remove.click();
    await expect(page.getByRole('dialog', { name: `Take security in default from ${person.name}?` })).toBeVisible();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await expect(remove).toBeVisible();
    await remove.click();
    await page.getByRole('button', { name: 'Remove role' }).click();
    await expect(remove).toHaveCount(0);
  });

  test('whoever is disabled has no session any more, and none until enabled', async ({ page, confirm }) => {
    const visitor = await newVisitor(consoleUrl());
    const credentials = { email: person.email, password: person.password };
    await post(visitor, '/api/v1/sign-in', credentials);
    expect((await visitor.get('/api/v1/session')).status()).toBe(200);

    const sheet = await openPerson(page, person);
    await sheet.getByRole('button', { name: 'Disable' }).click();
    const enable = sheet.getByRole('button', { name: 'Enable' });
    await agree(page, confirm, 'Disable', enable);
    expect((await visitor.get('/api/v1/session')).status()).toBe(401);
    expect((await visitor.post('/api/v1/sign-in', { data: credentials })).status()).toBe(401);

    await enable.click();
    await agree(page, confirm, 'Enable', sheet.getByRole('button', { name: 'Disable' }));
    expect((await visitor.post('/api/v1/sign-in', { data: credentials })).status()).toBe(200);
    await visitor.dispose();
  });

  test('sessions are ended, and a reset link is shown once', async ({ page, confirm }) => {
    const visitor = await newVisitor(consoleUrl());
    await post(visitor, '/api/v1/sign-in', { email: person.email, password: person.password });
    const sheet = await openPerson(page, person);
    await sheet.getByRole('button', { name: 'End sessions' }).click();
    await agree(page, confirm, 'End sessions', sheet.getByText('nowhere'));
    expect((await visitor.get('/api/v1/session')).status()).toBe(401);
    await visitor.dispose();

    await sheet.getByRole('button', { name: 'Reset link' }).click();
    await agree(page, confirm, 'Reset link', sheet.getByText('this link is not shown again'));
    await expect(sheet.locator('code')).toContainText('/link#token=');
    await page.reload();
    await expect(page.getByRole('dialog', { name: person.name }).getByText('#token=')).toHaveCount(0);
  });

  test('the table says what each role may do and which ones need a second factor', async ({ page }) => {
    await page.goto('/administration/roles');
    const table = page.getByRole('table', { name: 'Permissions by role' });
    await expect(table.getByRole('columnheader', { name: /security.*second factor/ })).toBeVisible();
    await expect(table.getByRole('columnheader', { name: /viewer.*password is enough/ })).toBeVisible();
    const row = table.getByRole('row').filter({ hasText: 'policy:write' });
    await expect(row.getByRole('cell')).toHaveText(['–no', '–no', 'yes', 'yes']);
  });

  test('a token is revoked at once', async ({ page, confirm, dataDirectory, request }) => {
    const token = await createToken(dataDirectory, 'to be revoked', 'gate:read,artifact:read');
    const ask = () => request.get('/api/v1/images', { headers: { authorization: `Bearer ${token}` } });
    expect((await ask()).status()).toBe(200);
    await page.goto('/administration/tokens');
    const row = page.getByRole('row').filter({ hasText: 'to be revoked' });
    await expect(row).toContainText('on the server’s machine');
    const revoke = row.getByRole('button', { name: /^Revoke to be revoked/ });
    await untilAlive(revoke);
    await revoke.click();
    await agree(page, confirm, 'Revoke', row.getByText('revoked', { exact: true }));
    expect((await ask()).status()).toBe(401);
  });

  test('a trust rule is made from a template, shows the lines for the pipeline, and is switched off and deleted', async ({
    page,
    confirm,
  }) => {
    await page.goto('/administration/trust-rules');
    const create = page.getByRole('button', { name: 'New rule' });
    await untilAlive(create);
    await create.click();
    const dialog = page.getByRole('dialog', { name: 'Trust a pipeline' });
    await dialog.getByRole('button', { name: 'GitLab CI' }).click();
    await expect(dialog.getByLabel('Issuer')).toHaveValue('https://gitlab.com');
    await dialog.getByRole('button', { name: 'GitHub Actions' }).click();
    await dialog.getByLabel('Name').fill('acme/api on GitHub');
    await dialog.getByLabel('Pattern 1').fill('acme/api');
    await dialog.getByRole('button', { name: 'Add a condition' }).click();
    await dialog.getByLabel('Claim 3').fill('environment');
    await dialog.getByLabel('Pattern 3').fill('production');
    await dialog.getByRole('button', { name: 'Create rule' }).click();
    const rule = page.getByRole('article', { name: 'acme/api on GitHub' });
    await settle(page, confirm, rule);
    await expect(rule.getByRole('listitem')).toHaveText([
      'repository = acme/api',
      'ref = refs/heads/main',
      'environment = production',
    ]);
    await rule.getByText('In the pipeline').click();
    await expect(rule.getByText('id-token: write')).toBeVisible();
    await expect(rule.getByText('/api/v1/token-exchange')).toBeVisible();

    await rule.getByRole('button', { name: /^Disable/ }).click();
    await agree(page, confirm, 'Disable', rule.getByText('disabled', { exact: true }));
    await rule.getByRole('button', { name: /^Delete/ }).click();
    await agree(page, confirm, 'Delete', page.getByRole('heading', { name: 'No pipeline is trusted yet' }));
  });

  test('says how single sign-on is set up where no provider is', async ({ page }) => {
    await page.goto('/administration/sign-in');
    await expect(page.getByRole('heading', { name: 'No OpenID provider is configured' })).toBeVisible();
    await expect(page.getByText('OIDC_ISSUER')).toBeVisible();
  });
});
