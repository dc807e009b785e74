import type { Page } from '@playwright/test';
import { isFullRun } from '../../testkit/tier.mjs';
import { violationsOf } from './accessibility.ts';
import { pathOf, SAMPLE_REPORTS, type Seed } from './reports.ts';
import { expect, test, untilAlive } from './test.ts';

/** A page in a state worth looking at. */
interface View {
  readonly name: string;
  readonly open: (page: Page, seed: Seed) => Promise<void>;
}

const VIEWS: readonly View[] = [
  { name: 'fleet', open: async (page) => void (await page.goto('/')) },
  { name: 'fleet without a match', open: async (page) => void (await page.goto('/?q=no-such-image')) },
  { name: 'artifact', open: async (page, seed) => void (await page.goto(`/artifacts/${seed.python.artifactId}`)) },
  {
    name: 'finding',
    open: async (page, seed) => {
      await page.goto(`/artifacts/${seed.clientGrype.artifactId}`);
      await openFirstRow(page);
      await page.getByRole('heading', { name: 'How to fix' }).waitFor();
    },
  },
  {
    name: 'components',
    open: async (page, seed) => void (await page.goto(`/artifacts/${seed.sbom.artifactId}/components`)),
  },
  {
    name: 'scans',
    open: async (page, seed) => void (await page.goto(`/artifacts/${seed.clientGrype.artifactId}/scans`)),
  },
  {
    name: 'vex',
    open: async (page, seed) => {
      await page.goto(`/artifacts/${seed.clientGrype.artifactId}/vex`);
      await page.getByRole('heading', { name: 'No VEX documents' }).waitFor();
    },
  },
  { name: 'deployments', open: async (page) => void (await page.goto('/deployments')) },
  { name: 'exposure', open: async (page) => void (await page.goto('/exposure?q=openssl')) },
  { name: 'exposure before a search', open: async (page) => void (await page.goto('/exposure')) },
  {
    name: 'waivers, one selected',
    open: async (page) => {
      await page.goto('/waivers');
      const box = page.getByRole('checkbox', { name: /^Select W-/ }).first();
      await untilAlive(box);
      await box.check();
    },
  },
  { name: 'waivers without a match', open: async (page) => void (await page.goto('/waivers?list=unused')) },
  {
    name: 'waiver request',
    open: async (page, seed) => {
      await page.goto(`/artifacts/${seed.clientGrype.artifactId}`);
      await openFirstRow(page);
      await page.getByRole('button', { name: 'Request waiver' }).click();
      await page.getByRole('dialog', { name: 'Request a waiver' }).waitFor();
    },
  },
  { name: 'send', open: async (page) => void (await page.goto('/send')) },
  {
    name: 'sent and refused',
    open: async (page) => {
      await page.goto('/send');
      const refused = {
        name: 'refused.json',
        mimeType: 'application/json',
        buffer: Buffer.from('{"SchemaVersion":2,"Results":7}'),
      };
      await page.getByLabel('Report files').setInputFiles(pathOf(SAMPLE_REPORTS.alpine));
      await page.getByLabel('Report files').setInputFiles(refused);
      await page.getByRole('alert').first().waitFor();
    },
  },
  { name: 'policy', open: async (page) => void (await page.goto('/policy')) },
  { name: 'policy history', open: async (page) => void (await page.goto('/policy/history')) },
  {
    name: 'policy editor with a mistake and suggestions',
    open: async (page) => {
      await page.goto('/policy/edit');
      await page.getByRole('textbox', { name: 'Policy, as YAML' }).press('Control+End');
      await page.keyboard.type('\nfoo: 1\nver');
      await page.getByRole('list', { name: 'Mistake' }).waitFor();
    },
  },
  {
    name: 'policy review',
    open: async (page) => {
      await page.goto('/policy/edit');
      await page.getByRole('textbox', { name: 'Policy, as YAML' }).press('Control+End');
      await page.keyboard.type('\n# A remark.\n');
      await page.getByRole('button', { name: 'Review and save' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  { name: 'people', open: async (page) => void (await page.goto('/administration/people')) },
  {
    name: 'a person',
    open: async (page) => {
      await page.goto('/administration/people');
      await openFirstRow(page);
      await page.getByText('Way in').waitFor();
    },
  },
  { name: 'invitation', open: (page) => press(page, '/administration/people', 'Invite') },
  { name: 'roles', open: async (page) => void (await page.goto('/administration/roles')) },
  { name: 'tokens', open: async (page) => void (await page.goto('/administration/tokens')) },
  { name: 'new trust rule', open: (page) => press(page, '/administration/trust-rules', 'New rule') },
  {
    name: 'jobs',
    open: async (page) => {
      await page.goto('/administration/jobs');
      const runs = page.getByText('Last runs').first();
      await untilAlive(page.getByRole('button', { name: 'Run now: cleanup' }));
      await runs.click();
    },
  },
  { name: 'sign-in settings', open: async (page) => void (await page.goto('/administration/sign-in')) },
  { name: 'audit', open: async (page) => void (await page.goto('/audit')) },
  {
    name: 'audit event',
    open: async (page) => {
      await page.goto('/audit?action=role.granted&since=30d');
      await openFirstRow(page);
      await page.getByText('What changed').waitFor();
    },
  },
  { name: 'not found', open: async (page) => void (await page.goto('/no-such-page')) },
  {
    name: 'command palette',
    open: async (page) => {
      await page.goto('/policy');
      await untilAlive(page.getByRole('button', { name: /^Theme/ }));
      await page.keyboard.press('Control+k');
      await page.getByRole('option').first().waitFor();
    },
  },
  {
    name: 'keys',
    open: async (page) => {
      await page.goto('/policy');
      await untilAlive(page.getByRole('button', { name: /^Theme/ }));
      await page.keyboard.press('?');
      await page.getByRole('dialog').waitFor();
    },
  },
];

async function openFirstRow(page: Page): Promise<void> {
  const first = page.locator('[data-row-link]').first();
  await untilAlive(first);
  await first.click();
}

async function press(page: Page, path: string, name: string): Promise<void> {
  await page.goto(path);
  const button = page.getByRole('button', { name });
  await untilAlive(button);
  await button.click();
  await page.getByRole('dialog').waitFor();
}

/**
 * Each is opened once and looked at in both widths, and its dark colours in the first; in the full tier it is opened in each, and all
 * rules are asked in the dark, too.
 */
const OPENED_AT = isFullRun ? [[1440], [390]] : [[1440, 390]];

for (const widths of OPENED_AT) {
  test.describe(`Accessibility, light and dark, ${widths.join(' and ')} px`, { tag: '@look' }, () => {
    test.use({ viewport: { width: widths[0] ?? 0, height: 900 } });

    for (const { name, open } of VIEWS) {
      test(name, async ({ page, seed }) => {
        await page.emulateMedia({ colorScheme: 'light' });
        await open(page, seed);
        for (const width of widths) {
          await page.setViewportSize({ width, height: 900 });
          await paint(page, 'light');
          const light = await violationsOf(page);
          expect({ width, light }).toEqual({ width, light: [] });
          // The themes change colours alone, by the same variables in every width.
          if (width !== widths[0]) continue;
          await paint(page, 'dark');
          const dark = await violationsOf(page, isFullRun ? 'all' : 'colours');
          expect({ width, dark }).toEqual({ width, dark: [] });
        }
      });
    }
  });
}

/** As at dusk, when the system changes: colours may take a moment to get there. */
async function paint(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter((animation) => animation.effect?.getComputedTiming().iterations !== Infinity)
        .map(({ finished }) => finished),
    ),
  );
}
