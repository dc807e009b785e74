import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type axe from 'axe-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * AAA for text, by the rule of AA with the ratios of AAA: whatever fails AA fails these too. axe's own rule of AAA leaves to that of
 * AA what fails AA, so that both would have to be asked, and each looks for the colours of every text anew.
 */
const CONTRAST = {
  ignoreUnicode: true,
  ignoreLength: false,
  ignorePseudo: false,
  boldValue: 700,
  boldTextPt: 14,
  largeTextPt: 18,
  contrastRatio: { normal: { expected: 7 }, large: { expected: 4.5 } },
  pseudoSizeThreshold: 0.25,
  shadowOutlineEmMax: 0.2,
  textStrokeEmMin: 0.03,
};

/**
 * What axe has against the page as it stands: AA, and AAA for text. Empty is good. All rules, or those of colours alone: only
 * these can differ between a page's two themes.
 */
export async function violationsOf(page: Page, rules: 'all' | 'colours' = 'all'): Promise<string[]> {
  // A page that was asked before has it already. No page of the console has a frame, which would need its own.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE);
  // axe documents its options of checks, and its types lack them.
  const options: axe.RunOptions & { checks: object } = {
    checks: { 'color-contrast': { options: CONTRAST } },
    rules: { 'color-contrast-enhanced': { enabled: false } },
    resultTypes: ['violations'],
    ...(rules === 'colours' && { runOnly: { type: 'tag', values: ['cat.color'] } }),
  };
  return page.evaluate(async (asked) => {
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(document, asked);
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target}: ${failureSummary}`),
    );
  }, options);
}

/** How far the page is wider than its window, in pixels, once it is drawn for it. */
export function overflowOf(page: Page): Promise<number> {
  return page.evaluate(async () => {
    for (const _ of [1, 2]) await new Promise(requestAnimationFrame);
    return document.documentElement.scrollWidth - document.documentElement.clientWidth;
  });
}
