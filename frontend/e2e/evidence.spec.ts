import { violationsOf } from './accessibility.ts';
import { postReport, type SampleReport } from './reports.ts';
import { expect, test } from './test.ts';

const ofImage = (file: string, parameters: Record<string, string> = {}): SampleReport => ({
  file: `known-answers/${file}`,
  parameters,
});

/** What the console shows of evidence that is none, of platforms, and of what nobody told. */
test.describe('Evidence', () => {
  test('a failed run is shown with the words of its tool, and covers nothing', async ({ page, baseURL, token }) => {
    const { artifactId } = await postReport(
      `${baseURL}`,
      token,
      ofImage('115-sarif-execution-failed-grype.json', { image: 'ghcr.io/acme/failed-run' }),
    );
    await page.goto(`/artifacts/${artifactId}/scans`);
    const scans = page.getByRole('region', { name: 'Scans' });
    await expect(scans.getByText('run failed', { exact: true })).toBeVisible();
    await expect(scans.getByText('failed to load vulnerability db')).toBeVisible();
    await expect(scans.getByText(/does not cover vulnerabilities: the run failed/)).toBeVisible();
    expect(await violationsOf(page)).toEqual([]);

    await page.goto(`/artifacts/${artifactId}`);
    await expect(page.getByText(/failed to load vulnerability db/).first()).toBeVisible();
  });

  test('two platforms of one digest are two scans that count', async ({ page, baseURL, token }) => {
    await postReport(`${baseURL}`, token, ofImage('56-trivy-multiarch-amd64.json'));
    const { artifactId } = await postReport(`${baseURL}`, token, ofImage('57-trivy-multiarch-arm64.json'));
    await page.goto(`/artifacts/${artifactId}/scans`);
    const scans = page.getByRole('region', { name: 'Scans' });
    await expect(scans.getByText('linux/amd64')).toBeVisible();
    await expect(scans.getByText('linux/arm64')).toBeVisible();
    await expect(scans.getByText('current', { exact: true })).toHaveCount(2);
  });

  test('a fix that no scanner reported is told apart from none', async ({ page, baseURL, token }) => {
    const { artifactId } = await postReport(
      `${baseURL}`,
      token,
      ofImage('154-cdx-grype-no-fix-told.json', { image: 'ghcr.io/acme/no-word', digest: `sha256:${'5'.repeat(64)}` }),
    );
    await page.goto(`/artifacts/${artifactId}`);
    const filter = page.getByRole('link', { name: /Fix not reported/ });
    await filter.click();
    await expect(page).toHaveURL(`/artifacts/${artifactId}?fix=unknown`);
    await expect(page.getByText('not reported', { exact: true })).toBeVisible();
    await page.locator('[data-row-link]').first().click();
    await expect(page.getByText('No report states whether a fix is available.')).toBeVisible();
    await expect(page.getByText(/could not be checked/).first()).toBeAttached();
  });

  test('a receipt says what the new scan replaced, and that it lists less', async ({ page, baseURL, token }) => {
    await postReport(`${baseURL}`, token, ofImage('56-trivy-multiarch-amd64.json', { image: 'ghcr.io/acme/replaced' }));
    const less = {
      SchemaVersion: 2,
      CreatedAt: '2026-11-28T11:00:00Z',
      ArtifactName: 'ghcr.io/acme/replaced:1',
      ArtifactType: 'container_image',
      Metadata: {
        OS: { Family: 'alpine', Name: '3.22.1' },
        RepoDigests: ['ghcr.io/acme/replaced@sha256:4bd77cffb0da8cbda839ed5caaf5d418f19addc5941776e87261e000d6f96e93'],
        ImageConfig: { architecture: 'amd64', os: 'linux', config: {} },
      },
      Results: [{ Target: 'app (alpine 3.22.1)', Class: 'os-pkgs', Type: 'alpine', Vulnerabilities: [] }],
    };
    await page.goto('/send');
    await page.getByLabel('Report files').setInputFiles({
      name: 'less.json',
      mimeType: 'application/json',
      buffer: Buffer.from(JSON.stringify(less)),
    });
    await expect(page.getByText(/Replaces the scan received/)).toContainText(
      'It lists 1 component fewer. It reports 1 finding fewer.',
    );
    await expect(page.getByText('linux/amd64')).toBeVisible();

    await page.getByRole('link', { name: 'View verdicts' }).click();
    await page.getByRole('link', { name: 'Scans' }).click();
    const newest = page.getByRole('region', { name: 'Scans' }).getByRole('listitem').first();
    await expect(newest).toContainText('1 component fewer than the scan before');
    await expect(newest).toContainText('1 finding fewer than the scan before');
  });

  test('of an environment is shown on the page of the project, printed with digests, and exported', async ({
    page,
    request,
    baseURL,
    token,
  }) => {
    const project = 'evidence-of-prod';
    const sent = ofImage('56-trivy-multiarch-amd64.json', { image: 'ghcr.io/acme/shown', project });
    const { digest } = await postReport(`${baseURL}`, token, sent);
    const deployment = { project, image: 'ghcr.io/acme/shown', digest, environment: 'prod' };
    const headers = { Authorization: `Bearer ${token}` };
    expect((await request.post('/api/v1/deployments', { headers, data: deployment })).status()).toBe(201);

    await page.goto(`/projects/${project}`);
    await page.getByRole('link', { name: 'Evidence', exact: true }).click();
    const running = page.getByRole('region', { name: 'Running' });
    await expect(running.getByRole('listitem')).toHaveCount(1);
    await expect(running).toContainText(digest);
    await expect(page.getByRole('region', { name: 'Not in the archive' })).toContainText(
      'Which policy was active before',
    );
    await page.emulateMedia({ media: 'print' });
    await expect(running).toContainText(/Verdict v_[0-9a-f]{32}/);
    await expect(page.getByRole('button', { name: 'Show' })).toBeHidden();
    await page.emulateMedia({ media: 'screen' });

    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Export archive' }).click();
    expect((await download).suggestedFilename()).toMatch(/^evidence-evidence-of-prod-prod-[\d-]+\.tar$/);
    expect(await (await download).failure()).toBeNull();

    await page.getByLabel('From (UTC)').fill('2020-01-01');
    await page.getByLabel('To (UTC)').fill('2020-01-31');
    await page.getByRole('button', { name: 'Show' }).click();
    await expect(page.getByText('None was evaluated, and none ran.')).toBeVisible();
  });
});
