import { readFile } from 'node:fs/promises';
import type { APIRequestContext, Page } from '@playwright/test';
import { overflowOf, violationsOf } from './accessibility.ts';
import { endWaiver } from './database.ts';
import { newVisitor, post, statePath, type BrowserState } from './people.ts';
import { expect, peopleDirectory, test, untilAlive } from './test.ts';

const DIGEST = `sha256:${'7'.repeat(64)}`;
/** Of this run alone: what is requested again while it is in force is joined to the first. */
const IMAGE = `ghcr.io/acme/waived-${process.pid}`;
const apiUrl = () => process.env['PLIMSOLL_API_URL'] ?? '';

/** A scan that finds one critical vulnerability, which has a fix. */
async function sendScan(token: string, image = IMAGE): Promise<string> {
  const bom = {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    metadata: {
      timestamp: new Date(Date.now() - 60_000).toISOString(),
      tools: [{ vendor: 'acme', name: 'acme-scan', version: '1.0.0' }],
    },
    components: [
      { 'bom-ref': 'c', type: 'library', name: 'minimist', version: '0.0.8', purl: 'pkg:npm/minimist@0.0.8' },
    ],
    vulnerabilities: [
      {
        id: 'CVE-2021-44906',
        ratings: [{ severity: 'critical' }],
        affects: [{ ref: 'c' }],
        recommendation: 'Upgrade minimist to version 1.2.6',
      },
    ],
  };
  const query = new URLSearchParams({ image, digest: DIGEST, covers: 'match,secret,misconfiguration,licence' });
  const response = await fetch(`${apiUrl()}/api/v1/reports?${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(bom),
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return ((await response.json()) as { artifactId: string }).artifactId;
}

/** What a pipeline is told. */
async function gate(token: string, environment: string): Promise<string> {
  const query = new URLSearchParams({ image: IMAGE, digest: DIGEST, environment });
  const response = await fetch(`${apiUrl()}/api/v1/gate?${query}`, { headers: { authorization: `Bearer ${token}` } });
  return ((await response.json()) as { outcome: string }).outcome;
}

const ENVIRONMENT = 'stage';

/** Edits a waiver that is edited elsewhere meanwhile: that is shown, and nothing is overwritten unseen. */
async function editAtOnce(page: Page, waiverPath: string, origin: string): Promise<void> {
  await page.getByRole('button', { name: 'Edit' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: /^Edit W-/ });
  await expect(dialog.getByText('Saving makes a new revision.')).toBeVisible();
  await dialog.getByLabel('Reason').fill('Only the gateway calls it.');
  expect(await violationsOf(page)).toEqual([]);

  const address = `/api/v1${waiverPath}`;
  const { scope, status, expiresAt, conditions, revision } = await (await page.request.get(address)).json();
  const data = { scope, status, expiresAt, conditions, justification: 'Written elsewhere.', basedOn: revision };
  expect((await page.request.put(address, { data, headers: { origin } })).ok()).toBe(true);

  await dialog.getByRole('button', { name: 'Review' }).press('Enter');
  await expect(dialog.getByRole('region', { name: 'Your changes' })).toContainText('Only the gateway calls it.');
  await dialog.getByRole('button', { name: 'Save' }).press('Enter');
  await expect(dialog.getByRole('alert')).toContainText('The waiver has changed');
  await expect(dialog.getByRole('region', { name: 'Changed by another person meanwhile' })).toContainText(
    'Written elsewhere.',
  );
  await dialog.getByRole('button', { name: 'Save over the other change' }).press('Enter');
  await expect(page.getByRole('heading', { name: '3 revisions' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Terms' })).toContainText('Only the gateway calls it.');
}

/** A developer asks, security approves, the pipeline goes green; the waiver ends, and it goes red. */
test.describe('Waivers', () => {
  test.use({ as: 'security' });

  test('are requested by one, approved by another, used by the gate, and end', async ({
    page,
    browser,
    baseURL,
    token,
    dataDirectory,
    confirm,
  }) => {
    const artifactId = await sendScan(token);
    expect(await gate(token, ENVIRONMENT)).toBe('fail');

    const developers = await browser.newContext({
      ...(baseURL === undefined ? {} : { baseURL }),
      storageState: statePath(peopleDirectory(), 'developer'),
    });
    const developer = await developers.newPage();
    await developer.goto(`/artifacts/${artifactId}`);
    const row = developer.locator('[data-row-link]').first();
    await untilAlive(row);
    await row.click();
    await developer.getByRole('button', { name: 'Request waiver' }).click();
    const request = developer.getByRole('dialog', { name: 'Request a waiver' });
    await expect(request.getByText('CVE-2021-44906')).toBeVisible();
    await expect(request.getByText(IMAGE)).toBeVisible();
    await expect(request.getByRole('checkbox', { name: /^stage/ })).toBeChecked();
    await expect(request.getByRole('checkbox', { name: /^dev/ })).not.toBeChecked();
    expect(await violationsOf(developer)).toEqual([]);
    // For prod the policy asks for more approvals than one.
    await request.getByRole('checkbox', { name: /^prod/ }).uncheck();
    // The button is reached and pressed by keys alone.
    await request.getByLabel('Reason').fill('Not reachable from outside.');
    await expect(request.getByText(/The policy accepts \d{4}-\d\d-\d\d at the latest\.$/)).toBeVisible();
    await request.getByRole('button', { name: 'Review' }).press('Enter');
    // Nothing is requested before it is said what that would change.
    const effect = request.getByRole('region', { name: 'Effect of the approval' });
    await expect(effect).toContainText('Verdicts of 1 artifact change');
    await expect(effect.getByRole('list', { name: 'Findings that no longer count' })).toContainText(
      'CVE-2021-44906 in minimist 0.0.8',
    );
    expect(await violationsOf(developer)).toEqual([]);
    await request.getByRole('button', { name: 'Request waiver' }).press('Enter');
    const asked = developer.getByRole('dialog', { name: /^W-\d+ waits for approval$/ });
    await asked.getByRole('link', { name: /^View W-/ }).click();
    await expect(developer.getByRole('heading', { level: 1, name: 'CVE-2021-44906 in minimist 0.0.8' })).toBeVisible();
    await expect(developer.getByRole('button', { name: 'Approve' })).toHaveCount(0);
    const waiverPath = new URL(developer.url()).pathname;
    await editAtOnce(developer, waiverPath, baseURL ?? '');
    await developers.close();
    expect(await gate(token, ENVIRONMENT)).toBe('fail');

    await page.goto('/waivers?list=approve');
    const listed = page.getByRole('link', { name: /CVE-2021-44906 in minimist 0\.0\.8$/ });
    expect(await violationsOf(page)).toEqual([]);
    await listed.click();
    await expect(page).toHaveURL(waiverPath);
    const approve = page.getByRole('button', { name: 'Approve' });
    await untilAlive(approve);
    await approve.click();
    await page
      .getByRole('dialog', { name: /^Approve W-/ })
      .getByRole('button', { name: 'Approve' })
      .click();
    const question = page.getByRole('dialog', { name: 'Confirm your identity' });
    const changed = page
      .getByRole('region', { name: 'What changed' })
      .or(page.getByRole('status', { name: 'What changed' }));
    await expect(question.or(changed)).toBeVisible();
    if (await question.isVisible()) await confirm();
    await expect(changed).toContainText(`${ENVIRONMENT} Fail → Pass`);
    await expect(page.getByText('Active', { exact: true })).toBeVisible();
    expect(await violationsOf(page)).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await violationsOf(page)).toEqual([]);
    expect(await overflowOf(page)).toBeLessThanOrEqual(0);
    await page.setViewportSize({ width: 1440, height: 900 });
    expect(await gate(token, ENVIRONMENT)).toBe('pass');

    await page.goto(`/artifacts/${artifactId}`);
    await expect(page.getByText(/^Can ship: .*, with 1 waiver, ends \d{4}-\d\d-\d\d$/).first()).toBeVisible();
    await expect(page.getByText(/^Uses W-\d+$/).first()).toBeVisible();
    await expect(page.getByRole('img', { name: /stage: passes with 1 waiver, prod/ })).toBeVisible();
    await expect(page.getByRole('table', { name: 'Findings' }).getByText(/^waived for/)).toBeVisible();
    await page.goto(`/?q=${IMAGE}`);
    const inFleet = page.getByRole('row').filter({ hasText: IMAGE });
    await expect(inFleet.getByRole('img', { name: /stage: passes with 1 waiver, prod: fails\./ })).toBeVisible();
    await expect(inFleet.getByText('Pass with 1 waiver')).toHaveCount(1);
    expect(await violationsOf(page)).toEqual([]);
    await page.goto(`/artifacts/${artifactId}`);
    await page.locator('[data-row-link]').first().click();
    await expect(page.getByRole('region', { name: 'Waivers' })).toContainText('For stage by W-');

    await endWaiver(dataDirectory, waiverPath.split('/').at(-1) ?? '');
    expect(await gate(token, ENVIRONMENT)).toBe('fail');
    await page.goto(waiverPath);
    await expect(page.getByText('Ended', { exact: true })).toBeVisible();
    await page.getByRole('button', { name: 'Renew' }).press('Enter');
    const renewal = page.getByRole('dialog', { name: /^Renew W-/ });
    await renewal.getByRole('button', { name: 'Review' }).press('Enter');
    const renewed = renewal.getByRole('region', { name: 'Effect of the approval' });
    await expect(renewed).toContainText('Verdicts of 1 artifact change');
    await expect(renewed.getByRole('list', { name: 'Findings that no longer count' })).toContainText('CVE-2021-44906');
    expect(await violationsOf(page)).toEqual([]);
    await renewal.getByRole('button', { name: 'Back' }).press('Enter');
    await renewal.getByRole('button', { name: 'Cancel' }).press('Enter');
    expect(await gate(token, ENVIRONMENT)).toBe('fail');
    await page.goto(`/artifacts/${artifactId}`);
    await expect(page.getByText(/^Cannot ship/).first()).toBeVisible();
    await expect(page.getByRole('table', { name: 'Findings' }).getByText(/^waived for/)).toHaveCount(0);
  });

  test('are listed by what there is to do, which is the address', async ({ page }) => {
    await page.goto('/waivers');
    await page.getByRole('list', { name: 'To do' }).getByRole('link', { name: 'To approve by you' }).click();
    await expect(page).toHaveURL('/waivers?list=approve');
    await expect(page.getByRole('link', { name: /CVE-2022-0001$/ })).toBeVisible();
    await expect(page.getByRole('link', { name: /CVE-2022-0002/ })).toHaveCount(0);
    await page.getByRole('list', { name: 'To do' }).getByRole('link', { name: 'Unused for 30 days' }).click();
    await expect(page.getByRole('heading', { name: 'Every active waiver is used' })).toBeVisible();
    await page.getByRole('list', { name: 'To do' }).getByRole('link', { name: 'No longer needed' }).click();
    await expect(page.getByRole('heading', { name: 'Every waiver that was used is needed' })).toBeVisible();
    await page.getByRole('list', { name: 'State' }).getByRole('link', { name: 'Ended' }).click();
    await expect(page).toHaveURL('/waivers?list=ended');
    await expect(page.locator('[data-row-link]')).not.toHaveCount(0);
    await page.getByRole('link', { name: 'Clear all' }).click();
    await expect(page).toHaveURL('/waivers');
    await page.keyboard.press('/');
    await page.keyboard.type('no such waiver');
    await expect(page.getByRole('heading', { name: 'No waiver matches' })).toBeVisible();
  });
});

/** Requests as a developer, and gives their ids. */
async function requestWaivers(developer: APIRequestContext, advisories: readonly string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const advisory of advisories) {
    const { waiver } = await post<{ waiver: { id: string } }>(developer, '/api/v1/waivers', {
      scope: { advisory, image: IMAGE, environments: [ENVIRONMENT] },
      status: 'accepted',
      justification: 'A browser test.',
      expiresAt: new Date(Date.now() + 10 * 86_400_000).toISOString(),
    });
    ids.push(waiver.id);
  }
  return ids;
}

test.describe('Several waivers', () => {
  test.use({ as: 'security' });

  test('are decided at once, all of them or none, after it is said what that changes', async ({
    page,
    baseURL,
    confirm,
  }) => {
    const state = JSON.parse(await readFile(statePath(peopleDirectory(), 'developer'), 'utf8')) as BrowserState;
    const developer = await newVisitor(baseURL ?? '', state);
    const [first = ''] = await requestWaivers(developer, ['CVE-2021-44906', 'CVE-2022-0003', 'CVE-2022-0004']);
    await page.goto(`/waivers?list=approve&q=${encodeURIComponent(IMAGE)}`);
    const boxes = page.getByRole('checkbox', { name: /^Select W-/ });
    await expect(boxes).toHaveCount(3);
    await untilAlive(boxes.first());
    await boxes.first().press('Space');
    const bar = page.getByRole('group', { name: 'Selected waivers' });
    await bar.getByRole('button', { name: 'Select 3' }).press('Enter');
    await expect(bar.getByRole('status')).toHaveText('3 waivers selected');
    expect(await violationsOf(page)).toEqual([]);

    // One of them is rejected elsewhere meanwhile: none is approved, and that one is named.
    await bar.getByRole('button', { name: 'Approve' }).press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Approve 3 waivers?' });
    const effect = dialog.getByRole('region', { name: 'Effect on verdicts' });
    await expect(effect).toContainText('Verdicts of 1 artifact change');
    await expect(effect.getByRole('list', { name: 'Findings that no longer count' })).toContainText('CVE-2021-44906');
    expect(await violationsOf(page)).toEqual([]);
    const headers = { origin: baseURL ?? '' };
    const data = { reason: 'Asked for again.' };
    expect((await page.request.post(`/api/v1/waivers/${first}/reject`, { data, headers })).ok()).toBe(true);
    await dialog.getByRole('button', { name: 'Approve' }).press('Enter');
    const question = page.getByRole('dialog', { name: 'Confirm your identity' });
    await expect(question.or(dialog.getByRole('alert'))).toBeVisible();
    if (await question.isVisible()) await confirm();
    await expect(dialog.getByRole('alert')).toBeVisible();
    await expect(dialog.getByRole('list', { name: 'Waivers' })).toContainText('is rejected');
    await dialog.getByRole('button', { name: 'Cancel' }).press('Enter');

    await page.reload();
    await expect(boxes).toHaveCount(2);
    await untilAlive(boxes.first());
    for (const box of await boxes.all()) await box.press('Space');
    await bar.getByRole('button', { name: 'Reject' }).press('Enter');
    const rejection = page.getByRole('dialog', { name: 'Reject 2 waivers?' });
    await rejection.getByLabel('Reason').fill('Asked for again.');
    await rejection.getByRole('button', { name: 'Review' }).press('Enter');
    await expect(rejection.getByText('Reason: Asked for again.')).toBeVisible();
    await rejection.getByRole('button', { name: 'Reject' }).press('Enter');
    await page
      .getByRole('dialog', { name: 'Reject 2 waivers: done' })
      .getByRole('button', { name: 'Close' })
      .press('Enter');
    await expect(page.getByRole('heading', { name: 'No waiver matches' })).toBeVisible();
    await developer.dispose();
  });
});

/** One statement that the policy honours, and one on another version. */
const VEX = {
  '@context': 'https://openvex.dev/ns/v0.2.0',
  '@id': 'https://acme.example/vex/browser-test',
  author: 'Acme Product Security',
  timestamp: new Date(Date.now() - 86_400_000).toISOString(),
  version: 1,
  statements: ['0.0.8', '1.0.0'].map((version) => ({
    vulnerability: { name: 'CVE-2021-44906' },
    products: [{ '@id': `pkg:npm/minimist@${version}` }],
    status: 'not_affected',
    justification: 'vulnerable_code_not_in_execute_path',
  })),
};

test.describe('VEX documents', () => {
  test.use({ as: 'security' });

  test('are sent from the artifact, clear what they are on, and are withdrawn with a reason', async ({
    page,
    token,
  }) => {
    const artifactId = await sendScan(token, `ghcr.io/acme/excused-${process.pid}`);
    await page.goto(`/artifacts/${artifactId}/vex`);
    await expect(page.getByRole('heading', { name: 'No VEX documents' })).toBeVisible();
    const send = page.getByRole('button', { name: 'Send a VEX document' });
    await untilAlive(send);
    await send.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Send', exact: true }).press('Enter');
    await expect(dialog.getByRole('alert')).toContainText('No file is chosen');
    await dialog.getByLabel('VEX document', { exact: true }).setInputFiles({
      name: 'acme.openvex.json',
      mimeType: 'application/json',
      buffer: Buffer.from(JSON.stringify(VEX)),
    });
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Send', exact: true }).press('Enter');
    await expect(dialog.getByRole('status', { name: 'What changed' })).toContainText('stage Fail → Pass');
    await dialog.getByRole('button', { name: 'Close' }).press('Enter');

    const applied = page.getByRole('region', { name: '1 statement applied' });
    await expect(applied).toContainText('Clears 1 finding for dev, stage, and prod');
    await expect(applied).toContainText('by Acme Product Security');
    await expect(applied).toContainText('sent by security@plimsoll.example');
    await expect(page.getByRole('region', { name: '1 statement not applied' })).toContainText(
      'It is on another version: pkg:npm/minimist@1.0.0',
    );
    expect(await violationsOf(page)).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await violationsOf(page)).toEqual([]);
    expect(await overflowOf(page)).toBeLessThanOrEqual(0);
    await page.setViewportSize({ width: 1440, height: 900 });
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download as received' }).click();
    expect(JSON.parse(await readFile(await (await download).path(), 'utf8'))).toEqual(VEX);

    await applied.getByRole('link', { name: '1 finding' }).click();
    const finding = page.getByRole('dialog').getByRole('region', { name: 'VEX' });
    await expect(finding).toContainText('says Acme Product Security: cleared for dev, stage, and prod');
    await finding.getByRole('link', { name: 'Not affected' }).click();
    await expect(page).toHaveURL(/\/vex#vex-\d+\/statements\/0$/);

    await page.getByRole('button', { name: 'Withdraw the document by Acme Product Security' }).click();
    await dialog.getByLabel('Reason').fill('The author has corrected it.');
    await dialog.getByLabel('Reason').press('Enter');
    await expect(dialog.getByRole('status', { name: 'What changed' })).toContainText('stage Pass → Fail');
    await dialog.getByRole('button', { name: 'Close' }).click();
    await expect(page.getByRole('heading', { name: 'No VEX documents' })).toBeVisible();
  });
});

test.describe('Waivers, before there are any', { tag: '@look' }, () => {
  test.use({ as: 'viewer' });

  test('people who cannot request one, or send a VEX document, are offered nothing', async ({ page, seed }) => {
    await page.goto(`/artifacts/${seed.clientGrype.artifactId}`);
    const row = page.locator('[data-row-link]').first();
    await untilAlive(row);
    await row.click();
    await expect(page.getByRole('heading', { name: 'How to fix' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Request waiver' })).toHaveCount(0);
    await page.goto(`/artifacts/${seed.clientGrype.artifactId}/vex`);
    await expect(page.getByRole('heading', { name: 'No VEX documents' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Send a VEX document' })).toHaveCount(0);
  });
});
