import { overflowOf } from './accessibility.ts';
import { expect, test } from './test.ts';

const PAGES = [
  '/',
  '/deployments',
  '/send',
  '/policy',
  '/policy/history',
  '/policy/edit',
  '/account',
  '/administration/people',
  '/administration/roles',
  '/administration/tokens',
  '/administration/trust-rules',
  '/administration/sign-in',
  '/audit',
  '/no-such-page',
];

const ARTIFACT_PAGES = ['/artifacts/{id}', '/artifacts/{id}/components', '/artifacts/{id}/scans'];

/** Every page, those of an artifact for each of them. */
function pagesWith(...artifactIds: readonly string[]): string[] {
  return [...artifactIds.flatMap((id) => ARTIFACT_PAGES.map((path) => path.replace('{id}', id))), ...PAGES];
}

test.describe('Layout', () => {
  // Many pages each.
  test.setTimeout(90_000);

  for (const width of [360, 768, 1440, 2560]) {
    test(`nothing sticks out at ${width} px, long names included`, async ({ page, seed }) => {
      await page.setViewportSize({ width, height: 900 });
      for (const path of pagesWith(seed.sbom.artifactId, seed.python.artifactId)) {
        await page.goto(path);
        expect(await overflowOf(page), path).toBe(0);
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
