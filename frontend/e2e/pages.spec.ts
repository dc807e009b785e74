import type { Page } from '@playwright/test';
import { isFullRun } from '../../testkit/tier.mjs';
import { overflowOf } from './accessibility.ts';
import { Looks, NARROW, WIDE } from './looks.ts';
import type { Seed } from './reports.ts';
import { expect, test } from './test.ts';

const PAGES = [
  '/',
  '/?q=no-such-image',
  '/deployments',
  '/exposure',
  '/exposure?q=openssl',
  '/waivers',
  '/waivers?list=unused',
  '/send',
  '/policy',
  '/policy/history',
  '/policy/edit',
  '/account',
  '/administration/people',
  '/administration/roles',
  '/administration/tokens',
  '/administration/trust-rules',
  '/administration/recalls',
  '/administration/jobs',
  '/administration/sign-in',
  '/audit',
  '/no-such-page',
];

const ARTIFACT_PAGES = ['', '/components', '/scans', '/vex'];
/** Of both, names are long. */
const ARTIFACTS = ['sbom', 'python'] as const satisfies readonly (keyof Seed)[];

/** Every page, those of an artifact for each of them. */
const VIEWS: readonly { readonly name: string; readonly path: (seed: Seed) => string }[] = [
  ...ARTIFACTS.flatMap((name) =>
    ARTIFACT_PAGES.map((part) => ({
      name: `/artifacts/(${name})${part}`,
      path: (seed: Seed) => `/artifacts/${seed[name].artifactId}${part}`,
    })),
  ),
  // Of two scanners.
  { name: '/artifacts/(clientGrype)/scans', path: (seed) => `/artifacts/${seed.clientGrype.artifactId}/scans` },
  ...PAGES.map((path) => ({ name: path, path: () => path })),
];

const looks = new Looks(VIEWS);

/** In the run of every change each page is opened once and drawn in the other widths; in the full run it is opened in each. */
const WIDTHS = [WIDE, NARROW, 360, 768, 2560];

for (const opened of isFullRun ? WIDTHS : [WIDE]) {
  test.describe(`Each page, opened at ${opened} px`, { tag: '@look' }, () => {
    test.use({ viewport: { width: opened, height: 900 }, colorScheme: 'light' });

    for (const view of VIEWS) {
      test(`${view.name} shifts nothing once it is drawn, lets nothing stick out, and has no violation`, async ({
        page,
        seed,
      }) => {
        await watchShifts(page);
        await page.goto(view.path(seed), { waitUntil: 'networkidle' });
        const shifts = await shiftsOf(page);
        const sum = shifts.reduce((total, { value }) => total + value, 0);
        expect(sum, JSON.stringify(shifts)).toBeLessThan(0.01);

        if (opened === WIDE || opened === NARROW) await looks.expectNoViolations(page, view, opened);
        for (const width of isFullRun ? [opened] : WIDTHS) {
          await page.setViewportSize({ width, height: 900 });
          expect(await overflowOf(page), `${width} px`).toBe(0);
        }
      });
    }
  });
}

interface Shift {
  /** As Chromium measures it: the share of the window that moved, and how far. */
  readonly value: number;
  readonly moved: readonly string[];
}

async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    type Entry = PerformanceEntry & {
      readonly value: number;
      readonly sources: readonly { readonly node: Node | null }[];
    };
    const shifts: Shift[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const { value, sources } of list.getEntries() as Entry[])
        shifts.push({
          value,
          moved: sources.map(({ node }) => (node as Element | null)?.outerHTML?.slice(0, 200) ?? ''),
        });
    }).observe({ type: 'layout-shift', buffered: true });
  });
}

function shiftsOf(page: Page): Promise<readonly Shift[]> {
  return page.evaluate(() => (window as unknown as { shifts: Shift[] }).shifts);
}
