import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Locator, Page } from '@playwright/test';
import { violationsOf } from './accessibility.ts';
import { documentedCommands, documentedSteps, ROOT } from './documented-steps.ts';
import type { BrowserState } from './people.ts';
import { OWN_STACK_MS, startStack } from './stack.ts';
import { expect, test as base } from './test.ts';
import { codeAt, stepAt } from '../../testkit/authenticator-app.mjs';

// Nobody without the link must be able to make the first account, and nobody a second time with it.

const ADMINISTRATOR = { name: 'Samuel Plimsoll', email: 'samuel@plimsoll.example', password: 'a line for each season' };

interface EmptyStack {
  readonly webUrl: string;
  readonly apiUrl: string;
  readonly dataDirectory: string;
  /** As the terminal shows it. */
  readonly link: string;
}

const test = base.extend<object, { readonly isEmpty: boolean; readonly emptyStack: EmptyStack }>({
  isEmpty: [true, { scope: 'worker', option: true }],
  emptyStack: [
    async ({ isEmpty }, use) => {
      // By the default policy, as after `npm start`.
      const stack = await startStack({ isEmpty, environment: { PLIMSOLL_POLICY_FILE: undefined } });
      try {
        await expect.poll(() => stack.said()).toContain('#token=');
        const link = /http:\S+#token=\S+/.exec(stack.said())?.[0] ?? '';
        const { apiUrl, dataDirectory } = stack;
        await use({ webUrl: new URL(link).origin, apiUrl, dataDirectory, link });
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

/** Of the administrator, once there is one. */
let session: BrowserState;

const upgradesFor = (page: Page, environment: string) =>
  page
    .getByRole('region', { name: `Way to green for ${environment}` })
    .getByRole('table')
    .getByRole('rowheader');

async function expectInThisOrderOnAPhone(page: Page, parts: readonly Locator[]): Promise<void> {
  const desk = page.viewportSize();
  await page.setViewportSize({ width: 390, height: 844 });
  const tops = await Promise.all(parts.map(async (part) => (await part.boundingBox())?.y ?? Number.NaN));
  expect(tops).toEqual(tops.toSorted((a, b) => a - b));
  await page.setViewportSize(desk ?? { width: 1440, height: 900 });
}

const NUMBERS: Readonly<Record<string, number>> = { two: 2, three: 3, four: 4 };

test.describe('Setup', { tag: '@own-stack' }, () => {
  test('the start shows a link with a secret, and the page without it opens nothing', async ({ page, emptyStack }) => {
    const { link } = emptyStack;
    expect(link).toMatch(/#token=[\w-]{43}$/);
    await page.goto('/');
    await expect(page.getByText(/no account yet.*the link that Plimsoll printed/i)).toBeVisible();
    await expect(page.getByText('plimsoll user setup-link')).toBeVisible();
    expect(await violationsOf(page)).toEqual([]);
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
    await expect(password).toHaveAccessibleDescription(/is a common password/);
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
    session = await page.context().storageState();
  });

  test('the link works once', async ({ page, emptyStack }) => {
    await page.goto(emptyStack.link);
    await expect(page.getByRole('heading', { name: 'This link is not valid' })).toBeVisible();
    await expect(page.getByText('was already used')).toBeVisible();
    await page.getByRole('link', { name: 'Go to sign-in' }).click();
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  });

  test('from there, the steps of the documents lead to a verdict, to how to fix it, and to the build that passes', async ({
    page,
    emptyStack: { apiUrl, dataDirectory },
  }) => {
    // A stranger has the documents and nothing else: their steps are taken as they stand there.
    const [start, , send, look] = documentedSteps('README.md', 'On the server:');
    const { scripts } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as { scripts: Record<string, string> };
    expect([start?.code, scripts['start']]).toEqual([['npm start'], 'node scripts/start.mjs']);
    await page.context().addCookies(session.cookies);
    await page.goto('/');
    const sendReport = page.getByRole('link', { name: `${send?.labels[0]}` }).first();
    await sendReport.click();
    await page.getByLabel('Report files').setInputFiles(`${ROOT}${send?.code[0]}`);
    const [seeWhy, wayToGreen] = look?.labels ?? [];
    await page.getByRole('link', { name: `${seeWhy}` }).click();

    const prod = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: /prod.*Cannot ship/ }) });
    await expect(prod).toBeVisible();
    const [, environment = '', count = ''] = /(\w+) fails, and .* lists (\w+) upgrades/.exec(`${look?.text}`) ?? [];
    await expect(upgradesFor(page, environment)).toHaveCount(NUMBERS[count] ?? Number.NaN);
    const way = page.getByRole('region', { name: `${wayToGreen}`, exact: true });
    await expectInThisOrderOnAPhone(page, [prod, way, page.getByRole('img', { name: /^dev: .*Load \d/ })]);

    // docs/get-started.md goes on with the next build.
    const sendNext = documentedSteps('docs/get-started.md', '## On the server').at(-1);
    await sendReport.click();
    await page.getByLabel('Report files').setInputFiles(`${ROOT}${sendNext?.code[0]}`);
    await page.getByRole('article').getByRole('link').first().click();
    await expect(page.getByRole('heading', { name: /prod.*Can ship/ })).toBeVisible();
    await page.getByRole('link', { name: `${sendNext?.labels[0]}`, exact: true }).click();
    await expect(page.getByRole('region', { name: 'Fixed', exact: true }).getByRole('listitem')).toHaveCount(4);

    const commands = documentedCommands('docs/get-started.md', '## From a pipeline');
    const { stdout } = await promisify(execFile)(
      'bash',
      ['-euc', commands.replaceAll('http://localhost:3001', apiUrl)],
      { cwd: ROOT, env: { ...process.env, PLIMSOLL_DATA_DIR: dataDirectory } },
    );
    expect(stdout).toContain('"environment":"prod","image":"registry.example/acme/api"');
    expect(stdout).toContain('"outcome":"fail"');
  });
});
