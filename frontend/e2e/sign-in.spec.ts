import type { APIRequestContext, Page } from '@playwright/test';
import { overflowOf, violationsOf } from './accessibility.ts';
import { appOwner, consoleUrl, freshAdministrator, newcomer, type Newcomer } from './newcomers.ts';
import { addAuthenticator } from './passkey.ts';
import { newVisitor, post } from './people.ts';
import { expect, test, untilAlive } from './test.ts';

// A visitor must see nothing of the console, and nobody may get in with half of what it takes.

let administrator: APIRequestContext;

test.use({ as: null, baseURL: consoleUrl() });

test.beforeAll(async () => {
  administrator = await freshAdministrator();
});

test.afterAll(async () => administrator.dispose());

const problem = (page: Page) => page.locator('[data-form-problem]');

async function typeIn(page: Page, { email, password }: Pick<Newcomer, 'email' | 'password'>): Promise<void> {
  await untilAlive(page.getByLabel('Email'));
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

async function isInside(page: Page): Promise<void> {
  await expect(page.getByRole('button', { name: /^Signed in as/ })).toBeVisible();
}

test.describe('Without a session', () => {
  test('every page leads to the sign-in, and back to where one wanted to go', async ({ page }) => {
    const person = await newcomer(administrator);
    for (const path of [
      '/',
      '/send',
      '/policy',
      '/account',
      '/administration',
      '/audit',
      '/artifacts/1',
      '/no-such-page',
    ]) {
      await page.goto(path);
      await expect(page, path).toHaveURL(path === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(path)}`);
    }
    await page.goto('/?q=juice&sort=-name');
    await expect(page).toHaveURL('/sign-in?next=%2F%3Fq%3Djuice%26sort%3D-name');
    await typeIn(page, person);
    await expect(page).toHaveURL('/?q=juice&sort=-name');
    await isInside(page);
  });

  test('an address cannot lead elsewhere after the sign-in', async ({ page }) => {
    const person = await newcomer(administrator);
    for (const next of [
      'https://evil.example/',
      '//evil.example',
      '/\\evil.example',
      'javascript:alert(1)',
      '/sign-in',
    ]) {
      await page.context().clearCookies();
      await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
      await typeIn(page, person);
      await isInside(page);
      await expect(page, next).toHaveURL('/');
    }
  });

  test('nothing of the console is in the page, nor open to scripts', async ({ request }) => {
    const html = await (await request.get('/policy', { maxRedirects: 0 })).text();
    expect(html).not.toContain('vulnerabilities.');
    for (const path of ['/api/v1/images', '/api/v1/policy', '/api/v1/session', '/api/v1/tokens']) {
      expect((await request.get(path)).status(), path).toBe(401);
    }
  });

  test('pages let in no inline script or style, no frame and no other window', async ({ request }) => {
    const response = await request.get('/sign-in');
    const headers = response.headers();
    const policy = headers['content-security-policy'] ?? '';
    expect(policy).not.toContain('unsafe-inline');
    expect(policy).not.toContain('unsafe-eval');
    expect(policy).toMatch(/script-src 'self' 'nonce-([^']+)' 'strict-dynamic'; style-src 'self' 'nonce-\1'/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(await response.text()).not.toMatch(/<[^>]+ style="/);
    expect(headers).toMatchObject({
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
    expect(headers['permissions-policy']).toContain('publickey-credentials-get=(self)');
    expect(headers['cache-control']).toContain('no-store');
    expect(headers['strict-transport-security'], 'plain http').toBeUndefined();
    const secure = await request.get('/sign-in', { headers: { 'x-forwarded-proto': 'https' } });
    expect(secure.headers()['strict-transport-security']).toBe('max-age=63072000; includeSubDomains');
  });

  test('is usable at 360 px, in both themes, without a violation', async ({ page }) => {
    await page.setViewportSize({ width: 360, height: 740 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.goto('/sign-in');
      await untilAlive(page.getByLabel('Email'));
      expect(await overflowOf(page)).toBe(0);
      expect(await violationsOf(page)).toEqual([]);
    }
  });
});

test.describe('Password', () => {
  test('a wrong one says the same for somebody as for nobody, keeps the address and forgets the password', async ({
    page,
  }) => {
    const person = await newcomer(administrator);
    const said: string[] = [];
    for (const email of [person.email, 'nobody@plimsoll.example']) {
      await page.goto('/sign-in');
      await typeIn(page, { email, password: 'not the password' });
      await expect(problem(page)).toBeFocused();
      await expect(page.getByLabel('Email')).toHaveValue(email);
      await expect(page.getByLabel('Password', { exact: true })).toHaveValue('');
      expect(await violationsOf(page)).toEqual([]);
      const text = (await problem(page).textContent()) ?? '';
      expect(text).toMatch(/Request [\da-f-]{36}/);
      said.push(text.replace(/Request [\da-f-]{36}/, ''));
    }
    expect(said[0]).toBe(said[1]);
  });

  test('too many attempts show how long to wait', async ({ page }) => {
    await page.goto('/sign-in');
    const waiting = problem(page).filter({ hasText: 'Too many attempts' });
    await expect(async () => {
      await typeIn(page, { email: 'somebody-else@plimsoll.example', password: 'a guess' });
      await expect(waiting).toBeVisible({ timeout: 1500 });
    }).toPass();
    await expect(waiting).toContainText(/Try again in \d+ second|You can try again now/);
  });

  test('is friendly to password managers and to the keyboard alone', async ({ page, context }) => {
    const person = await newcomer(administrator);
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.goto('/sign-in');
    const [email, password] = [page.getByLabel('Email'), page.getByLabel('Password', { exact: true })];
    await expect(email).toBeFocused();
    await expect(email).toHaveAttribute('autocomplete', 'username webauthn');
    await expect(email).toHaveAttribute('name', 'email');
    await expect(password).toHaveAttribute('autocomplete', 'current-password');
    await expect(page.locator('form')).toHaveAttribute('method', 'post');

    await page.keyboard.type(person.email);
    await page.keyboard.press('Tab');
    await page.evaluate((text) => navigator.clipboard.writeText(text), person.password);
    await page.keyboard.press('Control+V');
    await expect(password).toHaveValue(person.password);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await expect(password).toHaveAttribute('type', 'text');
    await expect(page.getByRole('button', { name: 'Show password' })).toHaveAttribute('aria-pressed', 'true');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await isInside(page);
  });

  test('an invitation sets one, once, and a reset link ends the sessions there are', async ({ page, browser }) => {
    const email = `somerville-${process.pid}@plimsoll.example`;
    const { link, account } = await post<{ link: string; account: { id: string } }>(administrator, '/api/v1/accounts', {
      email,
      name: 'Mary Somerville',
      role: 'viewer',
    });
    await page.goto(link);
    await expect(page.getByRole('heading', { name: 'Welcome to Plimsoll' })).toBeVisible();
    await expect(page.getByLabel('Email')).toHaveValue(email);
    expect(await violationsOf(page)).toEqual([]);
    const password = page.getByLabel('New password', { exact: true });
    await expect(password).toHaveAttribute('autocomplete', 'new-password');
    await password.fill('too short');
    await expect(page.getByText(/15 characters, 6 to go/)).toBeVisible();
    await password.fill('connexion of the sciences');
    await page.getByRole('button', { name: 'Set the password' }).click();
    await page.getByRole('link', { name: 'Go to sign-in' }).click();
    await typeIn(page, { email, password: 'connexion of the sciences' });
    await isInside(page);

    const other = await browser.newContext({ baseURL: consoleUrl() });
    const second = await other.newPage();
    await second.goto(link);
    await expect(second.getByRole('heading', { name: 'This link is not valid' })).toBeVisible();
    const reset = await post<{ link: string }>(administrator, `/api/v1/accounts/${account.id}/reset-link`, {});
    await second.goto(reset.link);
    await expect(second.getByRole('heading', { name: 'Set a new password' })).toBeVisible();
    await second.getByLabel('New password', { exact: true }).fill('mechanism of the heavens');
    await second.getByRole('button', { name: 'Set the password' }).click();
    await expect(second.getByRole('heading', { name: 'The password is set' })).toBeVisible();
    await other.close();
    await page.reload();
    await expect(page).toHaveURL('/sign-in');
  });
});

test.describe('Second factor', () => {
  test('the password alone shows nothing of the console; a code lets in', async ({ page }) => {
    const person = await appOwner(administrator);
    await page.goto('/policy');
    await typeIn(page, person);
    const code = page.getByRole('textbox', { name: 'Code' });
    await expect(code).toBeFocused();
    await expect(code).toHaveAttribute('autocomplete', 'one-time-code');
    await expect(code).toHaveAttribute('inputmode', 'numeric');
    expect(await violationsOf(page)).toEqual([]);
    expect((await page.request.get('/api/v1/policy')).status()).toBe(403);
    await page.goto('/policy');
    await expect(page).toHaveURL('/sign-in?next=%2Fpolicy');

    await code.fill('000000');
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect(problem(page)).toContainText('Incorrect code');
    await expect(problem(page)).toBeFocused();
    await expect(code).toHaveValue('');
    const right = await person.nextCode();
    // As some apps show it.
    await code.fill(`${right.slice(0, 3)} ${right.slice(3)}`);
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect(page).toHaveURL('/policy');
    await isInside(page);
  });

  test('a recovery code stands in for it, once', async ({ page }) => {
    const person = await appOwner(administrator);
    const [recoveryCode = ''] = person.recoveryCodes;
    for (const isFirst of [true, false]) {
      await page.context().clearCookies();
      await page.goto('/sign-in');
      await typeIn(page, person);
      await page.getByRole('button', { name: 'Use a recovery code' }).click();
      await expect(page.getByLabel('Recovery code')).toBeFocused();
      await page.getByLabel('Recovery code').fill(recoveryCode.toLowerCase());
      await page.getByRole('button', { name: 'Continue' }).click();
      if (isFirst) await isInside(page);
    }
    await expect(problem(page)).toContainText('Incorrect recovery code');
  });

  test('somebody else at the same browser starts again', async ({ page }) => {
    const person = await appOwner(administrator);
    await page.goto('/sign-in');
    await typeIn(page, person);
    await page.getByRole('button', { name: 'Not you?' }).click();
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
    await expect(page.getByLabel('Email')).toBeFocused();
    expect((await page.request.get('/api/v1/session')).status()).toBe(401);
  });
});

test.describe('Passkey', () => {
  test('a role that needs a second factor sets one up, and the passkey then signs in without a password', async ({
    page,
  }) => {
    const person = await newcomer(administrator, 'security');
    await page.goto('/sign-in');
    await typeIn(page, person);
    await expect(page.getByRole('heading', { name: 'Set up a second factor' })).toBeVisible();
    const authenticator = await addAuthenticator(page);
    await page.getByRole('button', { name: /^Passkey/ }).click();
    await page.getByLabel('Name of the passkey').fill('Test laptop');
    await page.getByRole('button', { name: 'Create passkey' }).click();
    await page.getByLabel(/I have saved these codes/).check();
    await page.getByRole('button', { name: 'Continue' }).click();
    await isInside(page);
    expect(await authenticator.credentialCount()).toBe(1);

    // Nobody touches it: what the browser offers on its own must not sign anybody in.
    await authenticator.setPresence(false);
    await page.context().clearCookies();
    await page.goto('/sign-in');
    await untilAlive(page.getByLabel('Email'));
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
    await authenticator.setPresence(true);
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await isInside(page);

    // And as second factor after the password.
    await authenticator.setPresence(false);
    await page.context().clearCookies();
    await page.goto('/sign-in');
    await typeIn(page, person);
    await expect(page.getByRole('heading', { name: 'Second factor' })).toBeVisible();
    await authenticator.setPresence(true);
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    await isInside(page);
  });

  test('one that nobody here has signs nobody in, and says so', async ({ page }) => {
    const authenticator = await addAuthenticator(page);
    await page.goto('/sign-in');
    await untilAlive(page.getByLabel('Email'));
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await expect(problem(page)).toContainText('The passkey was not used');
    expect(await authenticator.credentialCount()).toBe(0);
  });
});

test.describe('The end of a session', () => {
  test('signing out leaves nothing that the back button would show', async ({ page }) => {
    await page.goto('/sign-in');
    await typeIn(page, await newcomer(administrator));
    await isInside(page);
    await page.goto('/policy');
    const menu = page.getByRole('button', { name: /^Signed in as/ });
    await untilAlive(menu);
    await menu.click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await expect(page).toHaveURL('/sign-in');
    await page.goBack();
    await expect(page).toHaveURL(/\/sign-in/);
    await expect(page.getByLabel('Email')).toBeVisible();
  });

  test('one that ended elsewhere is noticed, and the sign-in leads back', async ({ page }) => {
    const person = await newcomer(administrator);
    await page.goto('/sign-in');
    await typeIn(page, person);
    await isInside(page);
    await page.goto('/policy');
    await untilAlive(page.getByRole('button', { name: /^Theme/ }));

    const elsewhere = await newVisitor(consoleUrl());
    await post(elsewhere, '/api/v1/sign-in', { email: person.email, password: person.password });
    await post(elsewhere, '/api/v1/session/step-up', { password: person.password });
    await elsewhere.delete('/api/v1/account/sessions');
    await elsewhere.dispose();

    await page.keyboard.press('Control+k');
    const dialog = page.getByRole('dialog', { name: 'Your session has ended' });
    await expect(dialog).toBeVisible();
    await dialog.getByRole('link', { name: 'Sign in' }).click();
    await expect(page).toHaveURL('/sign-in?next=%2Fpolicy');
    await typeIn(page, person);
    await expect(page).toHaveURL('/policy');
    await isInside(page);
  });
});

test.describe('Where a request comes from', () => {
  test('is said by the connection, not by whoever asks', async () => {
    const person = await newcomer(administrator);
    const visitor = await newVisitor(consoleUrl());
    const { email, password } = person;
    const forged = { 'x-forwarded-for': '203.0.113.7' };
    await visitor.post('/api/v1/sign-in', { data: { email, password }, headers: forged });
    const sessions = (await (await visitor.get('/api/v1/account/sessions', { headers: forged })).json()) as {
      items: { ip: string }[];
    };
    expect(sessions.items.map(({ ip }) => ip)).toEqual(['127.0.0.1']);
    await visitor.dispose();
  });

  test('a form of another site changes nothing', async ({ request }) => {
    const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    const response = await request.post('/api/v1/sign-in', { data: { email: 'a@b.example', password: 'x' }, headers });
    expect(response.status()).toBe(403);
    expect(await response.json()).toMatchObject({ code: 'cross_site_request' });
  });
});
