import { expect, test } from './test.ts';

const PATHS = [
  '/',
  '/artifacts/{id}',
  '/artifacts/{id}/components',
  '/artifacts/{id}/scans',
  '/send',
  '/policy',
  '/no-such-page',
];

test.describe('Layout', () => {
  for (const width of [360, 768, 1440, 2560]) {
    test(`nothing sticks out at ${width} px, long names included`, async ({ page, seed }) => {
      await page.setViewportSize({ width, height: 900 });
      for (const id of [seed.sbom.artifactId, seed.python.artifactId]) {
        for (const path of PATHS) {
          await page.goto(path.replace('{id}', id));
          const overhang = await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          );
          expect(overhang, path).toBe(0);
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
    for (const path of PATHS) {
      await page.goto(path.replace('{id}', seed.python.artifactId), { waitUntil: 'networkidle' });
      const shifts = await page.evaluate(() => (window as unknown as { shifts: number[] }).shifts);
      expect(
        shifts.reduce((sum, value) => sum + value, 0),
        path,
      ).toBeLessThan(0.01);
    }
  });
});
