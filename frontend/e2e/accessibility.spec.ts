import type { Page } from '@playwright/test';
import { isFullRun } from '../../testkit/tier.mjs';
import { violationsOf } from './accessibility.ts';
import { Looks, NARROW, WIDE } from './looks.ts';
import { pathOf, SAMPLE_REPORTS, type Seed } from './reports.ts';
import { expect, test, untilAlive } from './test.ts';

/** A state that a page comes to; pages as they are opened are in pages.spec.ts. */
interface View {
  readonly name: string;
  readonly open: (page: Page, seed: Seed) => Promise<void>;
}

const VIEWS: readonly View[] = [
  {
    name: 'finding',
    open: async (page, seed) => {
      await page.goto(`/artifacts/${seed.clientGrype.artifactId}`);
      await openFirstRow(page);
      await page.getByRole('heading', { name: 'How to fix' }).waitFor();
    },
  },
  {
    name: 'waivers, one selected',
    open: async (page) => {
      await page.goto('/waivers');
      const box = page.getByRole('checkbox', { name: /^Select W-/ }).first();
      await untilAlive(box);
      await box.check();
    },
  },
  {
    name: 'waiver request',
    open: async (page, seed) => {
      await page.goto(`/artifacts/${seed.clientGrype.artifactId}`);
      await openFirstRow(page);
      await page.getByRole('button', { name: 'Request waiver' }).click();
      await page.getByRole('dialog', { name: 'Request a waiver' }).waitFor();
    },
  },
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
  {
    name: 'policy editor with an error and suggestions',
    open: async (page) => {
      await page.goto('/policy/edit');
      await page.getByRole('textbox', { name: 'Policy, as YAML' }).press('Control+End');
      await page.keyboard.type('\nfoo: 1\nver');
      await page.getByRole('list', { name: 'Error' }).waitFor();
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
  {
    name: 'a person',
    open: async (page) => {
      await page.goto('/administration/people');
      await openFirstRow(page);
      await page.getByRole('heading', { name: 'Access', exact: true }).waitFor();
    },
  },
  { name: 'invitation', open: (page) => press(page, '/administration/people', 'Invite') },
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
  {
    name: 'audit event',
    open: async (page) => {
      await page.goto('/audit?action=role.granted&since=30d');
      await openFirstRow(page);
      await page.getByText('What changed').waitFor();
    },
  },
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

const looks = new Looks(VIEWS);

for (const opened of isFullRun ? [WIDE, NARROW] : [WIDE]) {
  test.describe(`Accessibility, opened at ${opened} px`, { tag: '@look' }, () => {
    test.use({ viewport: { width: opened, height: 900 }, colorScheme: 'light' });

    for (const view of VIEWS) {
      test(view.name, async ({ page, seed }) => {
        await view.open(page, seed);
        await looks.expectNoViolations(page, view, opened);
      });
    }
  });
}

test('Accessibility is asked with the ratios of AAA, of what fails AA too', { tag: '@look' }, async ({ page }) => {
  await page.setContent(
    `<html lang="en"><title>Samples</title><main><h1>Samples</h1>
     <p id="below-aa" style="color: #888">3.5 to 1</p><p id="below-aaa" style="color: #666">5.7 to 1</p>
     <p id="large-below-aaa" style="color: #888; font-size: 24px">3.5 to 1</p><img id="silent" src="data:,">
     <p id="good" style="color: #444">9.7 to 1</p><p id="large-good" style="color: #666; font-size: 24px">5.7 to 1</p></main></html>`,
  );
  const asked = async (rules: 'all' | 'colours') =>
    (await violationsOf(page, rules)).map((violation) => violation.split(': ').slice(0, 2).join(' '));
  const pale = ['color-contrast #below-aa', 'color-contrast #below-aaa', 'color-contrast #large-below-aaa'];
  expect(await asked('all')).toEqual([...pale, 'image-alt #silent']);
  expect(await asked('colours')).toEqual(pale);
});
