import type { Page } from '@playwright/test';
import { isFullRun } from '../../testkit/tier.mjs';
import { overflowOf } from './accessibility.ts';
import { Looks, NARROW, WIDE } from './looks.ts';
import type { Seed } from './reports.ts';
import { expect, test } from './test.ts';

const PAGES = [
  '/',
  '/?q=no-such-image',
  '/base-images',
  '/deployments',
  '/exposure',
  '/exposure?q=openssl',
  '/waivers',
  '/waivers?list=unused',
  '/projects',
  '/projects?state=archived',
  '/projects/default',
  '/projects/default/evidence',
  '/projects/default/members',
  '/projects/default/tokens',
  '/projects/default/trust-rules',
  '/send',
  '/policy',
  '/policy/history',
  '/policy/edit',
  '/account',
  '/help/failed-gate',
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

const ARTIFACT_PAGES = ['', '/packages', '/components', '/scans', '/vex', '/base'];
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
  {
    name: '/artifacts/(clientGrype)/compare',
    path: (seed) => `/artifacts/${seed.clientGrype.artifactId}/compare?to=${seed.sbom.artifactId}`,
  },
  // Of two artifacts.
  { name: '/images/(nginx)', path: () => '/artifacts?image=docker.io/library/nginx&project=default' },
  ...PAGES.map((path) => ({ name: path, path: () => path })),
];

const looks = new Looks(VIEWS);

/** In the run of every change each page is opened once and drawn in the other widths; in the full run it is opened in each. */
const WIDTHS = [WIDE, NARROW, 360, 768, 2560];

for (const opened of isFullRun ? WIDTHS : [WIDE]) {
  test.describe(
    `Pages opened at ${opened} px have no violation, and nothing shifts or sticks out`,
    { tag: '@look' },
    () => {
      test.use({ viewport: { width: opened, height: 900 }, colorScheme: 'light' });

      for (const view of VIEWS) {
        test(view.name, async ({ page, seed }) => {
          await watchShifts(page);
          if (opened === WIDE) await openWithoutShift(page, view.path(seed));
          else await page.goto(view.path(seed), { waitUntil: 'networkidle' });

          if (opened === WIDE || opened === NARROW) await looks.expectNoViolations(page, view, opened);
          for (const width of isFullRun ? [opened] : WIDTHS) {
            await page.setViewportSize({ width, height: 900 });
            expect(await overflowOf(page), `${width} px`).toBe(0);
          }
        });
      }
    },
  );
}

/** So often a page is loaded at most until its fonts come in time. */
const MOST_LOADS = 5;

/**
 * On a busy machine fonts may come after text was drawn in another, which moves what stands below a line that breaks elsewhere. Such
 * a load says nothing of the page, which is loaded again, with fonts from the cache; in any other, nothing may move.
 */
async function openWithoutShift(page: Page, path: string): Promise<void> {
  for (let load = 1; ; load += 1) {
    await page.goto(path, { waitUntil: 'networkidle' });
    const { shifts, areFontsLate } = await shiftsOf(page);
    if (shifts.reduce((sum, { value }) => sum + value, 0) < 0.01) return;
    expect(areFontsLate && load < MOST_LOADS, JSON.stringify(shifts)).toBe(true);
  }
}

interface Shift {
  /** As Chromium measures it: the share of the window that moved, and how far. */
  readonly value: number;
  readonly moved: readonly string[];
}

interface Watched {
  readonly shifts: Shift[];
  /** On the page's own clock. */
  fontsCameAt: number;
}

async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    type Entry = PerformanceEntry & {
      readonly value: number;
      readonly sources: readonly { readonly node: Node | null }[];
    };
    const watched: Watched = { shifts: [], fontsCameAt: 0 };
    Object.assign(window, { watched });
    document.fonts.addEventListener('loadingdone', () => {
      watched.fontsCameAt = performance.now();
    });
    new PerformanceObserver((list) => {
      for (const { value, sources } of list.getEntries() as Entry[]) {
        const moved = sources.map(({ node }) => (node as Element | null)?.outerHTML?.slice(0, 200) ?? '');
        watched.shifts.push({ value, moved });
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
}

function shiftsOf(page: Page): Promise<{ readonly shifts: readonly Shift[]; readonly areFontsLate: boolean }> {
  return page.evaluate(() => {
    const { shifts, fontsCameAt } = (window as unknown as { watched: Watched }).watched;
    const [painted] = performance.getEntriesByName('first-contentful-paint');
    return { shifts, areFontsLate: painted !== undefined && fontsCameAt > painted.startTime };
  });
}
