import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/**
 * What axe has against the page as it stands: AA, and AAA for text. Empty is good. All rules, or those of colours alone: only
 * these can differ between a page's two themes.
 */
export async function violationsOf(page: Page, rules: 'all' | 'colours' = 'all'): Promise<string[]> {
  // No page of the console has a frame. Without this, axe puts each result together in a page that it opens for it, which takes as
  // long as asking.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({
    // Both: the rule of AAA alone lets pass what fails that of AA, which reports it.
    rules: { 'color-contrast-enhanced': { enabled: true } },
    resultTypes: ['violations'],
  });
  const { violations } = await (rules === 'colours' ? axe.withTags('cat.color') : axe).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target}: ${failureSummary}`),
  );
}

/** How far the page is wider than its window, in pixels, once it is drawn for it. */
export function overflowOf(page: Page): Promise<number> {
  return page.evaluate(async () => {
    for (const _ of [1, 2]) await new Promise(requestAnimationFrame);
    return document.documentElement.scrollWidth - document.documentElement.clientWidth;
  });
}
