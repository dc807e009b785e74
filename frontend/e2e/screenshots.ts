import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from '@playwright/test';
import { findChromium, launchArguments } from './chromium.ts';
import { pathOf, SAMPLE_REPORTS, seedReports, type Seed } from './reports.ts';
import { openStack } from './stack.ts';

// Writes the pictures of the README and the docs, from a stack that holds real reports.
// Usage: pnpm --filter @plimsoll/frontend run screenshots

const TARGET = fileURLToPath(new URL('../../docs/images/', import.meta.url));

interface Shot {
  readonly name: string;
  readonly widths: readonly number[];
  readonly open: (page: Page, seed: Seed) => Promise<unknown>;
}

const SHOTS: readonly Shot[] = [
  { name: 'fleet', widths: [1440, 390], open: (page) => page.goto('/') },
  {
    name: 'artifact',
    widths: [1440, 390],
    open: (page, seed) => page.goto(`/artifacts/${seed.clientGrype.artifactId}`),
  },
  {
    name: 'finding',
    widths: [1440, 390],
    open: async (page, seed) => {
      await page.goto(`/artifacts/${seed.clientGrype.artifactId}?severity=critical`);
      await page.locator('[data-row-link]').first().click();
      await page.getByText('The way out').waitFor();
    },
  },
  {
    name: 'send',
    widths: [1440],
    open: async (page) => {
      await page.goto('/send');
      await page.getByLabel('Report files').setInputFiles(pathOf(SAMPLE_REPORTS.alpine));
      await page.getByRole('link', { name: 'See why' }).waitFor();
    },
  },
  { name: 'policy', widths: [1440], open: (page) => page.goto('/policy') },
];

const stack = await openStack();
const browser = await chromium.launch({ executablePath: findChromium(), args: launchArguments() });
try {
  const seed = await seedReports(stack.apiUrl);
  await mkdir(TARGET, { recursive: true });
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const { name, widths, open } of SHOTS) {
      for (const width of widths) {
        const viewport = { width, height: width < 600 ? 844 : 900 };
        const page = await browser.newPage({ baseURL: stack.webUrl, viewport, colorScheme });
        await open(page, seed);
        await page.waitForLoadState('networkidle');
        await page.screenshot({ path: `${TARGET}${name}-${width}-${colorScheme}.png` });
        await page.close();
      }
    }
  }
} finally {
  await browser.close();
  await stack.stop();
}
