import { violationsOf } from './accessibility.ts';
import { OWN_STACK_MS, startStack } from './stack.ts';
import { expect, test as base } from './test.ts';
import { codeAt, stepAt } from '../../testkit/authenticator-app.mjs';

// Nobody without the link must be able to make the first account, and nobody a second time with it.

const ADMINISTRATOR = { name: 'Samuel Plimsoll', email: 'samuel@plimsoll.example', password: 'a line for each season' };

interface EmptyStack {
  readonly webUrl: string;
  /** As the terminal shows it. */
  readonly link: string;
}

const test = base.extend<object, { readonly isEmpty: boolean; readonly emptyStack: EmptyStack }>({
  isEmpty: [true, { scope: 'worker', option: true }],
  emptyStack: [
    async ({ isEmpty }, use) => {
      const stack = await startStack({ isEmpty });
      try {
        await expect.poll(() => stack.said()).toContain('#token=');
        const link = /http:\S+#token=\S+/.exec(stack.said())?.[0] ?? '';
        await use({ webUrl: new URL(link).origin, link });
      } finally {
        await stack.stop();
      }
    },
    { scope: 'worker', timeout: OWN_STACK_MS },
  ],
  baseURL: async ({ emptyStack }, use) => use(emptyStack.webUrl),
});

test.describe.configure({ mode: 'serial' });
test.use({ as: null });

test.describe('Setup', { tag: '@own-stack' }, () => {
  test('the start shows a link with a secret, and the page without it opens nothing', async ({ page, emptyStack }) => {
    const { link } = emptyStack;
    expect(link).toMatch(/#token=[\w-]{43}$/);
    for (const address of ['/setup', `/setup#token=${'A'.repeat(43)}`]) {
      await page.goto('about:blank');
      await page.goto(address);
      await expect(page.getByRole('heading', { name: 'This link is not valid' })).toBeVisible();
      expect(await violationsOf(page)).toEqual([]);
    }
  });

  test('makes the first administrator with a second factor and kept recovery codes, and never sends the secret in an address', async ({
    page,
    emptyStack,
  }) => {
    const { link } = emptyStack;
    test.setTimeout(120_000);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(link);
    await page.getByLabel('Your name').fill(ADMINISTRATOR.name);
    await page.getByLabel('Email').fill(ADMINISTRATOR.email);
    const password = page.getByLabel('Password', { exact: true });
    expect(await violationsOf(page)).toEqual([]);

    // Refused: beside the field, which has the focus and starts empty; the rest stays.
    await password.fill('password123');
    await page.getByRole('button', { name: 'Create the account' }).click();
    await expect(password).toHaveAccessibleDescription(/used and guessed most/);
    await expect(password).toBeFocused();
    await expect(password).toHaveValue('');
    await expect(page.getByLabel('Email')).toHaveValue(ADMINISTRATOR.email);
    expect(await violationsOf(page)).toEqual([]);

    await password.fill(ADMINISTRATOR.password);
    await page.getByRole('button', { name: 'Create the account' }).click();
    await expect(page.getByRole('heading', { name: 'Set up a second factor' })).toBeVisible();
    expect(await violationsOf(page)).toEqual([]);

    await page.getByRole('button', { name: /Authenticator app/ }).click();
    await expect(page.getByRole('img', { name: /^QR/ })).toBeVisible();
    expect(await violationsOf(page)).toEqual([]);
    const secret = ((await page.locator('code').first().textContent()) ?? '').replaceAll(' ', '');
    await page.getByRole('textbox', { name: 'Code' }).fill('000000');
    await page.getByRole('button', { name: 'Confirm' }).click();
    await expect(page.getByRole('alert').filter({ hasText: 'Incorrect code' })).toBeFocused();
    await page.getByRole('textbox', { name: 'Code' }).fill(codeAt(secret, stepAt(Date.now())));
    await page.getByRole('button', { name: 'Confirm' }).click();

    await expect(page.getByRole('heading', { name: 'Recovery codes' })).toBeFocused();
    await expect(page.getByRole('listitem')).toHaveCount(10);
    expect(await violationsOf(page)).toEqual([]);
    // One does not get past them without saying that they are kept.
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect(page.getByRole('heading', { name: 'Recovery codes' })).toBeVisible();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download' }).click();
    expect((await download).suggestedFilename()).toBe('plimsoll-recovery-codes.txt');
    await page.getByLabel(/I have saved these codes/).check();
    await page.getByRole('button', { name: 'Continue' }).click();

    await expect(page.getByRole('heading', { level: 1, name: 'Fleet' })).toBeVisible();
    await expect(page.getByRole('button', { name: `Signed in as ${ADMINISTRATOR.name}` })).toBeVisible();
    const token = new URL(link).hash.slice('#token='.length);
    expect(asked.filter((url) => url.replace(/#.*$/, '').includes(token))).toEqual([]);
  });

  test('the link works once', async ({ page, emptyStack }) => {
    await page.goto(emptyStack.link);
    await expect(page.getByRole('heading', { name: 'This link is not valid' })).toBeVisible();
    await expect(page.getByText('was already used')).toBeVisible();
    await page.getByRole('link', { name: 'Go to sign-in' }).click();
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  });
});
