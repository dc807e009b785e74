import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { pathOf, SAMPLE_REPORTS, type Seed } from './reports.ts';
import { test, untilAlive } from './test.ts';

const TARGET = fileURLToPath(new URL('../../docs/images/', import.meta.url));

interface Shot {
  readonly name: string;
  /** Before anybody has signed in. */
  readonly isOutside?: boolean;
  readonly widths: readonly number[];
  readonly open: (page: Page, seed: Seed) => Promise<unknown>;
}

/** Changes verdicts of the seed. */
const STRICTER = `version: 1
environments:
  dev:
    vulnerabilities: { critical: 0 }
    evidence: { require: [vulnerabilities], mismatch: accept, missingData: accept }
  stage:
    extends: dev
    vulnerabilities: { high: 0 }
  prod:
    extends: stage
`;

const SHOTS: readonly Shot[] = [
  { name: 'fleet', widths: [1440, 390], open: (page) => page.goto('/') },
  { name: 'artifact', widths: [1440, 390], open: (page, seed) => page.goto(`/artifacts/${seed.python.artifactId}`) },
  {
    name: 'finding',
    widths: [1440, 390],
    open: async (page, seed) => {
      await page.goto(`/artifacts/${seed.clientGrype.artifactId}?severity=critical,high`);
      const first = page.locator('[data-row-link]').first();
      await untilAlive(first);
      await first.click();
      await page.getByRole('heading', { name: 'How to fix' }).waitFor();
    },
  },
  {
    name: 'send',
    widths: [1440],
    open: async (page) => {
      await page.goto('/send');
      await page.getByLabel('Image', { exact: true }).fill('ghcr.io/acme/shop');
      await page.getByLabel('Tag').fill('14.3.1');
      await page.getByLabel('Report files').setInputFiles(pathOf(SAMPLE_REPORTS.juiceShop));
      await page.getByRole('link', { name: 'View verdicts' }).waitFor();
    },
  },
  { name: 'deployments', widths: [1440, 390], open: (page) => page.goto('/deployments') },
  { name: 'exposure', widths: [1440, 390], open: (page) => page.goto('/exposure?q=openssl') },
  { name: 'waivers', widths: [1440, 390], open: (page) => page.goto('/waivers') },
  {
    name: 'waiver-request',
    widths: [1440],
    open: async (page, seed) => {
      await page.goto(`/artifacts/${seed.clientGrype.artifactId}?severity=critical,high`);
      const first = page.locator('[data-row-link]').first();
      await untilAlive(first);
      await first.click();
      await page.getByRole('button', { name: 'Request waiver' }).click();
      await page.getByLabel('Reason').fill('The daemon is not part of what runs: only its client library is linked.');
    },
  },
  {
    name: 'vex',
    widths: [1440, 390],
    open: async (page, seed) => {
      const { artifactId } = seed.juiceShop;
      await sendVex(page, artifactId);
      await page.goto(`/artifacts/${artifactId}/vex`);
      const applied = page.getByRole('region', { name: /statements? applied$/ });
      await applied.evaluate((element) => element.scrollIntoView({ block: 'center' }));
    },
  },
  {
    name: 'policy-review',
    widths: [1440],
    open: async (page) => {
      await page.goto('/policy/edit');
      const editor = page.getByRole('textbox', { name: 'Policy, as YAML' });
      await editor.press('Control+a');
      await page.keyboard.press('Delete');
      await page.keyboard.insertText(STRICTER);
      await page.getByRole('button', { name: 'Review and save' }).click();
      await page.getByRole('list', { name: 'Artifacts whose verdicts change' }).waitFor();
    },
  },
  { name: 'policy', widths: [1440], open: (page) => page.goto('/policy') },
  {
    name: 'policy-editor',
    widths: [1440, 390],
    open: async (page) => {
      await page.goto('/policy/edit');
      await page.getByRole('textbox', { name: 'Policy, as YAML' }).press('Control+End');
      await page.keyboard.type('\n  canary:\nextends: stage\nevidence:\nscanAg: 3d');
      await page.getByRole('list', { name: 'Error' }).waitFor();
    },
  },
  { name: 'sign-in', widths: [1440, 390], isOutside: true, open: (page) => page.goto('/sign-in') },
  {
    name: 'administration',
    widths: [1440, 390],
    open: async (page) => {
      await page.goto('/administration/people');
      const person = page.getByRole('link', { name: 'Katherine Johnson' });
      await untilAlive(person);
      await person.click();
      await page.getByRole('heading', { name: 'Access', exact: true }).waitFor();
    },
  },
  { name: 'jobs', widths: [1440, 390], open: (page) => page.goto('/administration/jobs') },
  { name: 'roles', widths: [1440], open: (page) => page.goto('/administration/roles') },
  {
    name: 'audit',
    widths: [1440, 390],
    open: async (page) => {
      await page.goto('/audit?action=role.granted');
      const event = page.locator('[data-row-link]').first();
      await untilAlive(event);
      await event.click();
      await page.getByText('What changed').waitFor();
    },
  },
];

/** Says of the worst finding of an artifact that it is not affected, and of one that it does not have the same. */
async function sendVex(page: Page, artifactId: string): Promise<void> {
  const artifact = await (await page.request.get(`/api/v1/artifacts/${artifactId}`)).json();
  const { items } = await (await page.request.get(`/api/v1/artifacts/${artifactId}/findings?limit=1`)).json();
  const [{ advisory, component }] = items;
  const statement = (name: string) => ({
    vulnerability: { name },
    products: [{ '@id': component.purl ?? '' }],
    status: 'not_affected',
    justification: 'vulnerable_code_not_in_execute_path',
  });
  const document = {
    '@context': 'https://openvex.dev/ns/v0.2.0',
    '@id': 'https://acme.example/vex/2026-11',
    author: 'Acme Product Security',
    timestamp: '2026-11-20T09:00:00Z',
    version: 1,
    statements: [statement(advisory.id), statement('CVE-2021-44228')],
  };
  const query = new URLSearchParams({ project: artifact.project, image: artifact.image });
  const origin = new URL(page.url() === 'about:blank' ? `${process.env['PLIMSOLL_WEB_URL']}` : page.url()).origin;
  const response = await page.request.post(`/api/v1/vex?${query}`, { data: document, headers: { origin } });
  if (!response.ok()) throw new Error(`${response.status()} ${await response.text()}`);
}

for (const colorScheme of ['light', 'dark'] as const) {
  for (const { name, widths, isOutside = false, open } of SHOTS) {
    for (const width of widths) {
      test.describe(`${name}, ${width} px, ${colorScheme}`, () => {
        test.use({
          ...(isOutside ? { as: null } : {}),
          colorScheme,
          viewport: { width, height: width < 600 ? 844 : 900 },
        });

        test('picture', async ({ page, seed }) => {
          await open(page, seed);
          await page.waitForLoadState('networkidle');
          await page.screenshot({ path: `${TARGET}${name}-${width}-${colorScheme}.png` });
        });
      });
    }
  }
}
