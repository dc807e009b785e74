import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { CLIENT_ID, CLIENT_SECRET, OpenIdProvider, type ProviderPerson } from '../../testkit/open-id-provider.mjs';
import { overflowOf, violationsOf } from './accessibility.ts';
import { post, signInAndKeep } from './people.ts';
import { OWN_STACK_MS, startStack } from './stack.ts';
import { expect, test as base, untilAlive } from './test.ts';

// Nobody may get in whom the provider does not vouch for, or whose groups have no role; and a session that lies open is no
// proof of who sits in front of it.

const addressOf = (subject: string) => ({ email: `${subject}@acme.example`, email_verified: true });

const PEOPLE = {
  mary: { ...addressOf('mary'), name: 'Mary Somerville', groups: ['developers'], amr: ['pwd'] },
  maria: {
    ...addressOf('maria'),
    name: 'Maria Mitchell',
    groups: ['administrators'],
    amr: ['pwd', 'otp'],
    secondsAgo: 3600,
  },
  charles: { ...addressOf('charles'), name: 'Charles Babbage', groups: ['cooks'], amr: ['pwd'] },
} as const satisfies Record<string, ProviderPerson>;

type Subject = keyof typeof PEOPLE;

interface SingleSignOn {
  readonly webUrl: string;
  readonly issuer: string;
}

const test = base.extend<
  object,
  { readonly people: Readonly<Record<Subject, ProviderPerson>>; readonly sso: SingleSignOn }
>({
  people: [PEOPLE, { scope: 'worker', option: true }],
  sso: [
    async ({ people }, use) => {
      const provider = await OpenIdProvider.start(people);
      const stack = await startStack({
        environment: {
          OIDC_ISSUER: provider.issuer,
          OIDC_CLIENT_ID: CLIENT_ID,
          OIDC_CLIENT_SECRET: CLIENT_SECRET,
          OIDC_NAME: 'Acme',
          OIDC_SCOPES: 'openid email profile groups',
        },
      });
      const directory = await mkdtemp(join(tmpdir(), 'plimsoll-people-'));
      try {
        const webUrl = stack.webUrl.replace('127.0.0.1', 'localhost');
        await provider.serve(`${webUrl}/sign-in/callback`);
        const administrator = await signInAndKeep(webUrl, directory, 'admin', stack.administrator);
        for (const [group, role] of [
          ['developers', 'developer'],
          ['administrators', 'admin'],
        ]) {
          await post(administrator, '/api/v1/sso/group-mappings', { group, role, project: null });
        }
        await administrator.dispose();
        await use({ webUrl, issuer: provider.issuer });
      } finally {
        await stack.stop();
        await provider.stop();
        await rm(directory, { recursive: true, force: true });
      }
    },
    { scope: 'worker', timeout: OWN_STACK_MS },
  ],
  baseURL: async ({ sso }, use) => use(sso.webUrl),
  otherOrigins: async ({ sso }, use) => use([sso.issuer]),
});

test.use({ as: null });

const atProvider = (page: Page) => page.getByRole('heading', { name: 'Sign in to Acme' });
const stepUp = (page: Page) => page.getByRole('dialog', { name: 'Confirm your identity' });

async function leave(page: Page, path: string): Promise<void> {
  await page.goto(path);
  const button = page.getByRole('button', { name: 'Continue with Acme' });
  await untilAlive(button);
  await button.click();
  await expect(atProvider(page)).toBeVisible();
}

async function signInThere(page: Page, subject: Subject): Promise<void> {
  await page.getByLabel('Who are you?').fill(subject);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

async function comeIn(page: Page, subject: Subject, path = '/sign-in'): Promise<void> {
  await leave(page, path);
  await signInThere(page, subject);
  await isInside(page, subject);
}

async function isInside(page: Page, subject: Subject): Promise<void> {
  await expect(page.getByRole('button', { name: `Signed in as ${PEOPLE[subject].name}` })).toBeVisible();
}

async function makeToken(page: Page, name: string): Promise<void> {
  const button = page.getByRole('region', { name: 'API tokens' }).getByRole('button', { name: 'New token' });
  await untilAlive(button);
  await button.click();
  const dialog = page.getByRole('dialog', { name: 'New API token' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
  await dialog.getByRole('button', { name: 'Create token' }).click();
}

test.describe('Signing in with the provider', { tag: '@own-stack' }, () => {
  test('leads there and back to where one wanted to go, with the role of the group', async ({ page, sso }) => {
    await leave(page, '/policy');
    expect(page.url()).toContain(`${sso.issuer}/interaction/`);
    await signInThere(page, 'mary');
    await expect(page).toHaveURL('/policy');
    await isInside(page, 'mary');
    const session = (await (await page.request.get('/api/v1/session')).json()) as object;
    expect(session).toMatchObject({ stage: 'full', grants: [{ role: 'developer', project: null }] });
    await expect(page.getByRole('link', { name: 'Administration' })).toBeHidden();
  });

  test('needs nothing of the provider in the content security policy', async ({ request, sso }) => {
    const policy = (await request.get('/sign-in')).headers()['content-security-policy'] ?? '';
    expect(policy).toContain("form-action 'self'");
    expect(policy).toContain("connect-src 'self'");
    expect(policy).not.toContain(new URL(sso.issuer).port);
  });

  test('that is cancelled there says so on the sign-in, which still leads to where one wanted to go', async ({
    page,
  }) => {
    await leave(page, '/policy');
    await page.getByRole('button', { name: 'Cancel' }).click();
    const problem = page.locator('[data-form-problem]');
    await expect(problem).toContainText('Acme did not sign you in');
    await expect(problem).not.toContainText('Request');
    await expect(problem).toBeFocused();
    await expect(page).toHaveURL('/sign-in?next=%2Fpolicy');
    await expect(page.getByRole('heading', { name: 'Sign in', exact: true })).toBeVisible();
    expect(await violationsOf(page)).toEqual([]);
    expect((await page.request.get('/api/v1/session')).status()).toBe(401);

    await page.getByRole('button', { name: 'Continue with Acme' }).click();
    await signInThere(page, 'mary');
    await expect(page).toHaveURL('/policy');

    await page.context().clearCookies();
    await leave(page, '/sign-in');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await expect(problem).toBeVisible();
    await page.reload();
    await expect(page.getByLabel('Email')).toBeVisible();
    await expect(problem).toBeHidden();
  });

  test('lets nobody in whose groups have no role, and says so', async ({ page }) => {
    await leave(page, '/sign-in');
    await signInThere(page, 'charles');
    await expect(page.locator('[data-form-problem]')).toContainText(
      'None of your groups at the OpenID provider has a role here',
    );
    await expect(page).toHaveURL('/sign-in');
    expect((await page.request.get('/api/v1/session')).status()).toBe(401);
  });

  test('with an answer that was not asked for in this browser signs nobody in', async ({ page, browser, sso }) => {
    await leave(page, '/sign-in');
    const answer = page.waitForRequest((request) => request.url().includes('/sign-in/callback?'));
    await page.route('**/sign-in/callback?**', (route) => route.abort());
    await signInThere(page, 'maria');
    const other = await browser.newContext({ baseURL: sso.webUrl });
    const victim = await other.newPage();
    await victim.goto((await answer).url());
    await expect(victim.locator('[data-form-problem]')).toContainText('Sign-in failed');
    expect((await victim.request.get('/api/v1/session')).status()).toBe(401);
    await other.close();
  });
});

test.describe('Step-up with the provider', { tag: '@own-stack' }, () => {
  for (const { subject, words } of [
    { subject: 'mary', words: 'who has neither a password nor a second factor here' },
    { subject: 'maria', words: 'whom the provider asks for two factors' },
  ] as const) {
    test(`is possible for somebody ${words}, and leads back to the page`, async ({ page, sso }) => {
      await comeIn(page, subject, '/account');
      await makeToken(page, 'pipeline');
      await expect(stepUp(page)).toBeVisible();
      await expect(stepUp(page)).toContainText('If you do not have one, sign in again with Acme.');
      await expect(stepUp(page)).toContainText('You come back to this page and then do it again');
      await page.setViewportSize({ width: 390, height: 844 });
      expect(await overflowOf(page)).toBe(0);
      expect(await violationsOf(page)).toEqual([]);
      await stepUp(page).getByRole('button', { name: 'Sign in again with Acme' }).click();
      // The provider knows the browser, and asks nevertheless.
      await expect(atProvider(page)).toBeVisible();
      expect(page.url()).toContain(sso.issuer);
      await signInThere(page, subject);
      await expect(page).toHaveURL('/account');
      await isInside(page, subject);

      await makeToken(page, 'pipeline');
      await expect(page.getByText('Your new token “pipeline”')).toBeVisible();
      await expect(stepUp(page)).toBeHidden();
    });
  }

  test('that is cancelled there changes nothing, and leads back to the page', async ({ page }) => {
    await comeIn(page, 'mary', '/account');
    await makeToken(page, 'not to be');
    await stepUp(page).getByRole('button', { name: 'Sign in again with Acme' }).click();
    // Until then the button of that name is the question's own.
    await expect(atProvider(page)).toBeVisible();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await expect(page.getByRole('heading', { name: 'Identity not confirmed' })).toBeVisible();
    await expect(page.getByRole('alert').filter({ hasText: 'Acme did not sign you in' })).toBeVisible();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('link', { name: 'Go back' }).click();
    await expect(page).toHaveURL('/account');
    await isInside(page, 'mary');
    await expect(page.getByText('not to be')).toBeHidden();
  });
});
