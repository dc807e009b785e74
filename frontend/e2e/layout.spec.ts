import { isFullRun } from '../../testkit/tier.mjs';
import { overflowOf } from './accessibility.ts';
import { expect, test } from './test.ts';

const PAGES = [
  '/',
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

const ARTIFACT_PAGES = [
  '/artifacts/{id}',
  '/artifacts/{id}/components',
  '/artifacts/{id}/scans',
  '/artifacts/{id}/vex',
];

/** Every page, those of an artifact for each of them. */
function pagesWith(...artifactIds: readonly string[]): string[] {
  return [...artifactIds.flatMap((id) => ARTIFACT_PAGES.map((path) => path.replace('{id}', id))), ...PAGES];
}

/** Each page is opened in the first width and made wider; in the full tier it is opened in each. */
const WIDTHS = [360, 768, 1440, 2560];
const OPENED_AT = isFullRun ? WIDTHS.map((width) => [width]) : [WIDTHS];

test.describe('Layout', { tag: '@look' }, () => {
  for (const widths of OPENED_AT) {
    test(`nothing sticks out at ${widths.join(', ')} px, long names included`, async ({ page, seed }) => {
      for (const path of pagesWith(seed.sbom.artifactId, seed.python.artifactId)) {
        await page.setViewportSize({ width: widths[0] ?? 0, height: 900 });
        await page.goto(path);
        for (const width of widths) {
          await page.setViewportSize({ width, height: 900 });
          expect(await overflowOf(page), `${path}, ${width} px`).toBe(0);
        }
      }
    });
  }

  test('nothing shifts once it is drawn', async ({ page, seed }) => {
    await page.addInitScript(() => {
      const shifts: number[] = [];
      Object.assign(window, { shifts });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) shifts.push((entry as PerformanceEntry & { value: number }).value);
      }).observe({ type: 'layout-shift', buffered: true });
    });
    for (const path of pagesWith(seed.python.artifactId)) {
      await page.goto(path, { waitUntil: 'networkidle' });
      const shifts = await page.evaluate(() => (window as unknown as { shifts: number[] }).shifts);
      expect(
        shifts.reduce((sum, value) => sum + value, 0),
        path,
      ).toBeLessThan(0.01);
    }
  });
});
