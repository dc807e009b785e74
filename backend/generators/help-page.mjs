import { blocksOf } from './document-blocks.mjs';

/**
 * docs/fix-a-failed-gate.md as the console shows it: people whose pipeline is red find it where Plimsoll runs, without the
 * internet and without a checkout.
 *
 * @type {import('./registry.mjs').Generator}
 */
export async function helpPage(read) {
  const blocks = blocksOf(read('docs/fix-a-failed-gate.md'));
  return [
    '// Made by npm run generate, from docs/fix-a-failed-gate.md.\n',
    "import type { Block } from '../document';\n\n",
    'export const FIX_A_FAILED_GATE: readonly Block[] = [\n',
    ...blocks.map((block) => `  ${JSON.stringify(block)},\n`),
    '];\n',
  ].join('');
}
