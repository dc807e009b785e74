import type { APIRequestContext, Page } from '@playwright/test';
import { overflowOf, violationsOf } from './accessibility.ts';
import { appOwner, consoleUrl, freshAdministrator, newcomer, type AppOwner, type Newcomer } from './newcomers.ts';
import { addAuthenticator } from './passkey.ts';
import { newVisitor, post } from './people.ts';
import { expect, test, untilAlive } from './test.ts';
import { codeAt, stepAt } from '../../testkit/authenticator-app.mjs';

// Nobody but the person changes any of this, and not even their open session does without a fresh proof.

/** The server ends connections that were idle; a request that meets that is sent again. */
const ON_NEW_CONNECTION = { maxRetries: 2 };

let administrator: APIRequestContext;

test.use({ as: null, baseURL: consoleUrl() });

test.beforeAll(async () => {
  // A code of the administrator's app may take half a minute to come.
  test.setTimeout(120_000);
  administrator = await freshAdministrator();
});

test.afterAll(async () => administrator.dispose());

async function openAccount(page: Page, person: Newcomer | AppOwner): Promise<void> {
  const { email, password } = person;
  const headers = { origin: consoleUrl() };
  await page.request.post('/api/v1/sign-in', { data: { email, password }, headers });
  if ('nextCode' in person)
    await page.request.post('/api/v1/sign-in/totp', { data: { code: await person.nextCode() }, headers });
  await page.goto('/account');
  await untilAlive(page.getByRole('button', { name: 'Save the name' }));
}

const section = (page: Page, name: string) => page.getByRole('region', { name });
const stepUp = (page: Page) => page.getByRole('dialog', { name: 'Confirm your identity' });

async function confirmWithPassword(page: Page, password: string): Promise<void> {
  await stepUp(page).getByLabel('Password', { exact: true }).fill(password);
  await stepUp(page).getByRole('button', { name: 'Confirm' }).click();
  await expect(stepUp(page)).toBeHidden();
}

test.describe('Account', () => {
  test('has no violation and no overflow, in both themes, wide and narrow', async ({ page }) => {
    await openAccount(page, await appOwner(administrator));
    for (const width of [1440, 360]) {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme });
        expect(await violationsOf(page, colorScheme === 'light' ? 'all' : 'colours')).toEqual([]);
        expect(await overflowOf(page)).toBe(0);
      }
    }
  });

  test('a new name is there at once', async ({ page }) => {
    await openAccount(page, await newcomer(administrator));
    const profile = section(page, 'Profile');
    await profile.getByLabel('Name').fill('Maria Mitchell');
    await profile.getByRole('button', { name: 'Save the name' }).click();
    await expect(profile.getByText('Saved')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Signed in as Maria Mitchell' })).toBeVisible();
  });

  test('another password asks for the current one and ends the other sessions, not this one', async ({ page }) => {
    const person = await newcomer(administrator);
    const elsewhere = await newVisitor(consoleUrl());
    await post(elsewhere, '/api/v1/sign-in', { email: person.email, password: person.password });
    await openAccount(page, person);
    const password = section(page, 'Password');
    const [current, next] = [
      password.getByLabel('Current password', { exact: true }),
      password.getByLabel('New password', { exact: true }),
    ];
    const change = password.getByRole('button', { name: 'Change the password' });

    await current.fill('not the password');
    await next.fill('transit of the planet venus');
    await change.click();
    await expect(current).toHaveAccessibleDescription('The current password is incorrect');
    await expect(current).toBeFocused();
    expect((await elsewhere.get('/api/v1/session', ON_NEW_CONNECTION)).status()).toBe(200);

    await current.fill(person.password);
    await next.fill(person.email);
    await change.click();
    await expect(next).toHaveAccessibleDescription(/based on your name/);

    await current.fill(person.password);
    await next.fill('transit of the planet venus');
    await change.click();
    await expect(password.getByText('The password is changed')).toBeVisible();
    await expect(current).toHaveValue('');
    expect((await elsewhere.get('/api/v1/session', ON_NEW_CONNECTION)).status()).toBe(401);
    await page.reload();
    await expect(page.getByRole('heading', { name: 'Your account' })).toBeVisible();
    await elsewhere.dispose();
  });

  test('the first second factor takes a fresh proof, and brings recovery codes', async ({ page }) => {
    const person = await newcomer(administrator);
    await openAccount(page, person);
    await addAuthenticator(page);
    const factors = section(page, 'Second factors');
    await factors.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByLabel('Name of the passkey').fill('Laptop');
    await page.getByRole('button', { name: 'Create passkey' }).click();
    expect(await violationsOf(page)).toEqual([]);

    // Without the proof nothing happens.
    await stepUp(page).getByRole('button', { name: 'Cancel' }).click();
    await expect(page.getByRole('alert').filter({ hasText: 'Nothing was changed' })).toBeVisible();
    await page.getByRole('button', { name: 'Create passkey' }).click();
    await confirmWithPassword(page, person.password);

    // Whoever closes the dialog too early is shown the codes all the same, and does not lose them so either.
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog', { name: 'New recovery codes' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('heading', { name: 'Recovery codes', exact: true })).toBeVisible();
    await page.getByLabel(/I have saved these codes/).check();
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect(factors.getByText('Laptop')).toBeVisible();
    await expect(factors.getByText('10 of 10 left')).toBeVisible();
  });

  test('an authenticator app shows its code at once and is named afterwards', async ({ page }) => {
    const person = await newcomer(administrator);
    await page.setViewportSize({ width: 360, height: 800 });
    await openAccount(page, person);
    const factors = section(page, 'Second factors');
    await factors.getByRole('button', { name: 'Add an authenticator app' }).click();
    await confirmWithPassword(page, person.password);
    const dialog = page.getByRole('dialog', { name: 'Add an authenticator app' });
    await expect(dialog.getByRole('img', { name: /^QR/ })).toBeVisible();
    expect(await overflowOf(page)).toBe(0);
    expect(await violationsOf(page)).toEqual([]);
    const secret = ((await dialog.locator('code').first().textContent()) ?? '').replaceAll(' ', '');
    const name = dialog.getByLabel('Name of the app or device');
    await expect(name).toHaveValue('Authenticator app');

    // What was typed stays when the code is refused, and so does the secret.
    await name.fill('Work phone');
    await dialog.getByRole('textbox', { name: 'Code' }).fill('000000');
    await dialog.getByRole('button', { name: 'Confirm' }).click();
    await expect(dialog.getByRole('alert')).toContainText('Incorrect code');
    await expect(name).toHaveValue('Work phone');
    await dialog.getByRole('textbox', { name: 'Code' }).fill(codeAt(secret, stepAt(Date.now())));
    await dialog.getByRole('button', { name: 'Confirm' }).click();
    await page.getByLabel(/I have saved these codes/).check();
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect(factors.getByText('Work phone')).toBeVisible();
  });

  test('recovery codes are made anew and factors removed, by a code as proof', async ({ page }) => {
    const person = await appOwner(administrator);
    await openAccount(page, person);
    // The sign-in with a code was proof enough for five minutes.
    const factors = section(page, 'Second factors');
    await factors.getByRole('button', { name: 'Create new codes' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Create new codes' }).click();
    const shown = page.getByRole('dialog', { name: 'New recovery codes' }).getByRole('listitem');
    await expect(shown).toHaveCount(10);
    const codes = await shown.allTextContents();
    expect(codes.filter((code) => person.recoveryCodes.some((old) => code.includes(old)))).toEqual([]);
    await page.getByLabel(/I have saved these codes/).check();
    await page.getByRole('button', { name: 'Continue' }).click();

    await factors.getByRole('button', { name: 'Remove Phone' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await expect(factors.getByText('You have none.')).toBeVisible();
  });

  test('sessions are listed, and end one by one or all but this one', async ({ page }) => {
    const person = await newcomer(administrator);
    const visitors = await Promise.all([1, 2, 3].map(() => newVisitor(consoleUrl())));
    for (const visitor of visitors) {
      const data = { email: person.email, password: person.password };
      await visitor.post('/api/v1/sign-in', {
        data,
        headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/144.0' },
      });
    }
    await openAccount(page, person);
    const sessions = section(page, 'Sessions');
    await expect(sessions.getByRole('listitem')).toHaveCount(4);
    await expect(sessions.getByRole('listitem').filter({ hasText: 'this one' })).toContainText('by password');
    await sessions.getByRole('button', { name: 'End Firefox on Linux' }).first().click();
    await confirmWithPassword(page, person.password);
    await expect(sessions.getByRole('listitem')).toHaveCount(3);
    const alive = async () => {
      const answers = await Promise.all(visitors.map((visitor) => visitor.get('/api/v1/session', ON_NEW_CONNECTION)));
      return answers.filter((answer) => answer.status() === 200).length;
    };
    expect(await alive()).toBe(2);
    await sessions.getByRole('button', { name: 'Sign out all other sessions' }).click();
    await expect(sessions.getByRole('listitem')).toHaveCount(1);
    expect(await alive()).toBe(0);
    await Promise.all(visitors.map((visitor) => visitor.dispose()));
  });

  test('an API token takes a fresh proof, is shown once, works, and ends when it is revoked', async ({
    page,
    playwright,
  }) => {
    const person = await newcomer(administrator);
    await openAccount(page, person);
    const tokens = section(page, 'API tokens');
    await tokens.getByRole('button', { name: 'New token' }).click();
    const dialog = page.getByRole('dialog', { name: 'New API token' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill('build pipeline');
    for (const box of await dialog.getByRole('checkbox').all()) await box.uncheck();
    await dialog.getByRole('button', { name: 'Create token' }).click();
    await expect(dialog.getByText('Choose at least one.')).toBeVisible();
    await dialog.getByLabel(/Read images, artifacts/).check();
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Create token' }).click();
    await confirmWithPassword(page, person.password);

    const shown = tokens.getByText(/^plm_[0-9A-Za-z]{49}$/);
    await expect(shown).toBeVisible();
    const token = (await shown.textContent()) ?? '';
    const machine = await playwright.request.newContext({
      baseURL: consoleUrl(),
      extraHTTPHeaders: { authorization: `Bearer ${token}` },
      storageState: { cookies: [], origins: [] },
    });
    expect((await machine.get('/api/v1/images')).status()).toBe(200);
    expect((await machine.get('/api/v1/policy')).status()).toBe(403);

    await page.reload();
    await expect(tokens.getByText('build pipeline')).toBeVisible();
    await expect(page.getByText(token)).toHaveCount(0);
    await tokens.getByRole('button', { name: 'Revoke build pipeline' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await expect(tokens.getByText('revoked')).toBeVisible();
    expect((await machine.get('/api/v1/images')).status()).toBe(401);
    await machine.dispose();
  });
});
