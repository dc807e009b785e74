import { expect, type Page } from '@playwright/test';
import { Turns } from '../../testkit/in-turn.mjs';
import { isFullRun } from '../../testkit/tier.mjs';
import { violationsOf } from './accessibility.ts';

export const WIDE = 1440;
export const NARROW = 390;

/**
 * Has axe ask all its rules of each view as it was opened, in light colours. In the run of every change, a third of the views are
 * besides narrowed, and another third asked in the dark; in the full run all of them are.
 */
export class Looks<View> {
  private readonly narrowed: ReadonlySet<View>;
  private readonly darkened: ReadonlySet<View>;

  constructor(views: readonly View[]) {
    const turns = new Turns();
    this.narrowed = new Set(turns.next(views));
    this.darkened = new Set(turns.next(views));
  }

  /** @param width that the view was opened in, and stands in again afterwards */
  async expectNoViolations(page: Page, view: View, width: number): Promise<void> {
    await paint(page, 'light');
    expect(await violationsOf(page)).toEqual([]);
    if (width === WIDE && this.narrowed.has(view)) {
      await page.setViewportSize({ width: NARROW, height: 900 });
      await paint(page, 'light');
      expect(await violationsOf(page), 'narrowed').toEqual([]);
      await page.setViewportSize({ width, height: 900 });
    }
    if (!this.darkened.has(view)) return;
    await paint(page, 'dark');
    // The themes change colours alone, by the same variables in every width.
    expect(await violationsOf(page, isFullRun ? 'all' : 'colours'), 'dark').toEqual([]);
  }
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
