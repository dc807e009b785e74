import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
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
      await untilAlive(page.locator('[data-row-link]').first());
      await page.locator('[data-row-link]').first().click();
      await page.getByText('The way out').waitFor();
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

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1440, 390]) {
    test.describe(`Accessibility, ${colorScheme}, ${width} px`, () => {
      test.use({ colorScheme, viewport: { width, height: 900 } });

      for (const { name, open } of VIEWS) {
        test(name, async ({ page, seed }) => {
          await open(page, seed);
          const { violations } = await new AxeBuilder({ page })
            // AA by default; text is held to AAA.
            .options({ rules: { 'color-contrast-enhanced': { enabled: true } } })
            .analyze();
          const found = violations.flatMap(({ id, nodes }) =>
            nodes.map(({ target, failureSummary }) => `${id}: ${target}: ${failureSummary}`),
          );
          expect(found).toEqual([]);
        });
      }
    });
  }
}
