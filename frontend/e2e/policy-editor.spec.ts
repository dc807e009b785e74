import type { Page, Route } from '@playwright/test';
import { overflowOf, violationsOf } from './accessibility.ts';
import { nextCode } from './people.ts';
import { expect, peopleDirectory, test, untilAlive } from './test.ts';

// Whoever may not write the policy must find no way to, in the console or past it.

for (const as of ['viewer', 'developer'] as const) {
  test.describe(`Policy editor, for a ${as}`, { tag: '@look' }, () => {
    test.use({ as });

    test('the policy is there to read only', async ({ page, baseURL }) => {
      await page.goto('/policy');
      await expect(page.getByRole('table', { name: 'Rules of each environment' })).toBeVisible();
      await expect(page.getByRole('link', { name: 'Edit' })).toHaveCount(0);
      await page.goto('/policy/edit');
      await expect(page.getByRole('heading', { name: 'You do not have access to this page' })).toBeVisible();
      const headers = { origin: baseURL ?? '' };
      const { version, source } = await activePolicy(page);
      const data = { source: `${source}\n`, replaces: version };
      expect((await page.request.put('/api/v1/policy', { headers, data })).status()).toBe(403);
    });
  });
}

interface ActivePolicy {
  readonly number: number;
  readonly version: string;
  readonly source: string;
}

async function activePolicy(page: Page): Promise<ActivePolicy> {
  return (await (await page.request.get('/api/v1/policy')).json()) as ActivePolicy;
}

/** How long a suggestion of CodeMirror stands before keys mean it (interactionDelay, 75 ms), and some more. */
const SUGGESTION_MS = 150;

const editorOf = (page: Page) => page.getByRole('textbox', { name: 'Policy, as YAML' });

async function openEditor(page: Page): Promise<void> {
  await page.goto('/policy/edit');
  await editorOf(page).click();
}

async function typeAtTheEnd(page: Page, text: string): Promise<void> {
  await editorOf(page).press('Control+End');
  await page.keyboard.type(text);
}

test.describe('Policy editor', () => {
  test.use({ as: 'security' });
  test('a mistake is named with its place, leads there, and cannot be saved', async ({ page }) => {
    await openEditor(page);
    await expect(page.getByText('Valid, nothing changed')).toBeVisible();
    await typeAtTheEnd(page, '\n\nenvirnments: {}\n');
    await expect(page.getByText('1 error. Fix it before you save.')).toBeVisible();
    const mistake = page.getByRole('list', { name: 'Error' }).getByRole('button');
    await expect(mistake).toContainText('Did you mean environments?');
    await expect(page.getByRole('button', { name: 'Review and save' })).toBeDisabled();
    await editorOf(page).press('Control+Home');
    await mistake.click();
    await expect(editorOf(page)).toBeFocused();
    await expect(page.locator('.cm-activeLine')).toHaveText('envirnments: {}');
  });

  test('suggests what the schema allows at the cursor, and says what it means', async ({ page }) => {
    await openEditor(page);
    await typeAtTheEnd(page, '\n  canary:\n');
    await page.keyboard.type('vul');
    const option = page.getByRole('option', { name: 'vulnerabilities' });
    await expect(option).toBeVisible();
    await expect(page.getByText('Known vulnerabilities of the components.')).toBeVisible();
    await option.click();
    await page.keyboard.type('known');
    await expect(page.getByRole('option', { name: 'knownExploited' })).toBeVisible();
    // Sooner the editor takes the key for a line's end that was on its way before the suggestion came.
    await page.waitForTimeout(SUGGESTION_MS);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('option', { name: 'any' })).toBeVisible();
    await page.keyboard.press('Escape');
    await page.keyboard.type('0\n');
    await page.keyboard.press('Backspace');
    await page.keyboard.type('extends: st');
    await expect(page.getByRole('option', { name: 'stage' })).toBeVisible();
  });

  test('a change is compared, put in force, kept in the history and restored', async ({ page, confirm }) => {
    const before = await activePolicy(page);
    await openEditor(page);
    await typeAtTheEnd(page, '\n# Reviewed in the browser.\n');
    await save(page, confirm, async () => {
      await expect(addedLines(page).last()).toContainText('# Reviewed in the browser.');
      await expect(page.getByRole('heading', { name: /^No verdict of \d+ artifacts changes$/ })).toBeVisible();
    });
    const after = await activePolicy(page);
    expect(after.source).toContain('# Reviewed in the browser.');
    expect(after.version).not.toBe(before.version);

    await page.getByRole('link', { name: 'History' }).click();
    const versions = page.getByRole('table', { name: 'Versions of the policy' });
    await expect(versions.getByRole('row').nth(1)).toContainText('security@plimsoll.example');
    await versions.getByRole('link', { name: `Version ${before.number}`, exact: true }).click();
    await expect(page.getByRole('region', { name: 'Difference' })).toContainText('# Reviewed in the browser.');
    await page.getByRole('link', { name: 'Restore as new version' }).click();
    await expect(editorOf(page)).toBeVisible();
    await save(page, confirm, () => expect(page.getByRole('region', { name: 'Difference' })).toBeVisible());
    expect((await activePolicy(page)).source).toBe(before.source);
  });

  test('says before saving which verdicts change, also where the server is busy at first', async ({ page, seed }) => {
    await openEditor(page);
    await editorOf(page).press('Control+A');
    await page.keyboard.press('Delete');
    await page.keyboard.insertText(NOTHING_IS_LEFT);
    await page.route(SIMULATE, busy, { times: 1 });
    await page.getByRole('button', { name: 'Review and save' }).click();
    const effect = page.getByRole('region', { name: 'Effect on verdicts' });
    await expect(effect.getByRole('heading', { name: /^Waiting/ })).toBeVisible();
    await expect(effect.getByRole('heading', { name: /^Verdicts of (\d+ of )?\d+ artifacts change$/ })).toBeVisible();
    const dev = effect.getByRole('list', { name: 'Environments' }).getByRole('listitem').filter({ hasText: /^dev/ });
    await expect(dev).toContainText(/Pass becomes →\s*Fail/);
    await expect(dev.getByRole('list', { name: 'Rules that change verdicts for dev' })).toContainText(
      'vulnerabilities.low',
    );
    await expect(effect.getByText(/^removed, with its \d+ verdicts$/)).toHaveCount(2);
    const changed = effect.getByRole('list', { name: 'Artifacts whose verdicts change' });
    await expect(changed.getByRole('link').first()).toHaveAttribute('target', '_blank');
    // Other specs fill the fleet as well: how many there are beyond those that are shown at once, is not known.
    const more = effect.getByRole('button', { name: /^Show \d+ more$/ });
    if (await more.isVisible()) await more.click();
    await expect(changed.locator(`a[href="/artifacts/${seed.alpine.artifactId}"]`)).toBeVisible();
    expect(await violationsOf(page)).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await violationsOf(page)).toEqual([]);
    expect(await overflowOf(page)).toBeLessThanOrEqual(0);
  });

  test('can be saved by people who see no artifacts, and says what is not known', async ({ page }) => {
    await openEditor(page);
    await typeAtTheEnd(page, '\n# Unseen.\n');
    await page.route(SIMULATE, (route) => answer(route, 403, { code: 'forbidden', title: 'Not allowed' }), {
      times: 1,
    });
    const review = page.getByRole('button', { name: 'Review and save' });
    await review.click();
    const effect = page.getByRole('region', { name: 'Effect on verdicts' });
    await expect(effect).toContainText('You need the permission artifact:read');
    await expect(page.getByRole('button', { name: 'Activate', exact: true })).toBeEnabled();
    await page.getByRole('button', { name: 'Back to the editor' }).click();

    await page.route(SIMULATE, (route) => answer(route, 503, { code: 'simulation_too_heavy', title: 'Too large' }), {
      times: 1,
    });
    await review.click();
    await expect(effect.getByRole('alert')).toContainText('Too large');
    await page.route(
      SIMULATE,
      async (route) => {
        const response = await route.fetch();
        const simulation = (await response.json()) as object;
        await route.fulfill({
          response,
          json: { ...simulation, notSimulated: { artifacts: 3, outdated: 2, late: 1 } },
        });
      },
      { times: 1 },
    );
    await effect.getByRole('button', { name: 'Try again' }).click();
    await expect(effect.getByRole('heading', { name: 'Not known for 3 artifacts' })).toBeVisible();
    await expect(effect).toContainText('There was no time for 1 artifact.');
  });

  test('who was slower sees what the other one changed before anything is overwritten', async ({ page, baseURL }) => {
    const headers = { origin: baseURL ?? '' };
    const code = await nextCode(peopleDirectory(), 'security');
    expect((await page.request.post('/api/v1/session/step-up', { headers, data: { code } })).status()).toBe(200);
    const put = (source: string, replaces: string) =>
      page.request.put('/api/v1/policy', { headers, data: { source, replaces } });

    const before = await activePolicy(page);
    await openEditor(page);
    await typeAtTheEnd(page, '\n# Mine.\n');
    await page.getByRole('button', { name: 'Review and save' }).click();
    expect((await put(`${before.source}\n# Theirs.\n`, before.version)).status()).toBe(200);
    const dialog = page.getByRole('dialog', { name: 'Review changes' });
    await dialog.getByRole('button', { name: 'Activate', exact: true }).click();
    await expect(dialog.getByRole('heading', { name: 'The policy changed while you were editing' })).toBeVisible();
    await expect(dialog.getByRole('region', { name: 'Difference' })).toContainText('# Theirs.');
    await dialog.getByRole('button', { name: /^Activate and replace version/ }).click();
    await expect(page).toHaveURL(/\/policy$/);
    const mine = await activePolicy(page);
    expect(mine.source).toContain('# Mine.');
    expect((await put(before.source, mine.version)).status()).toBe(200);
  });
});

const SIMULATE = '**/api/v1/policy/simulate';

/** Dev alone, and there no vulnerability at all. */
const NOTHING_IS_LEFT = `version: 1
environments:
  dev:
    vulnerabilities: { critical: 0, high: 0, medium: 0, low: 0 }
    evidence: { require: [vulnerabilities], mismatch: accept, missingData: accept }
`;

function busy(route: Route): Promise<void> {
  return answer(
    route,
    503,
    { code: 'simulations_busy', title: 'Other policies are being simulated' },
    { 'retry-after': '1' },
  );
}

function answer(route: Route, status: number, problem: object, headers: Record<string, string> = {}): Promise<void> {
  return route.fulfill({ status, contentType: 'application/problem+json', headers, json: { status, ...problem } });
}

function addedLines(page: Page) {
  return page.getByRole('region', { name: 'Difference' }).getByText('added:').locator('..');
}

async function save(page: Page, confirm: () => Promise<void>, look: () => Promise<void>): Promise<void> {
  const review = page.getByRole('button', { name: 'Review and save' });
  await untilAlive(review);
  await expect(review).toBeEnabled();
  await review.click();
  await look();
  await page.getByRole('button', { name: 'Activate', exact: true }).click();
  const question = page.getByRole('dialog', { name: 'Confirm your identity' });
  const saved = page.getByText(/Version \d+, activated/);
  await expect(question.or(saved)).toBeVisible();
  if (await question.isVisible()) await confirm();
  await expect(saved).toBeVisible();
}
