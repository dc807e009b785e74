import { HOW_TO_LIST, isInventory } from '../lacked-components.js';
import { pass, refuse, type Rule } from '../rule.js';
import { counted } from '../words.js';

/** An image of no components was not scanned: one scan must list some. */
export const listedComponents: Rule<'evidence.components', number> = {
  path: 'evidence.components',
  schema: {
    title: 'a whole number from 0, or `any`',
    description: 'How many components of the image a scan must list. An image of no components was not scanned.',
    anyOf: [{ type: 'integer', minimum: 0, maximum: 1_000_000 }, { const: 'any' }],
    examples: [1, 'any'],
  },
  asks: (least) => least !== 0,
  sentence: (least) => `A scan lists at least ${counted(least, 'component', 'components')} of the image.`,
  judge({ scans, counting }, least) {
    if (scans.length === 0) return null;
    const most = counting.filter(isInventory).reduce((count, scan) => Math.max(count, scan.listedCount), 0);
    if (most >= least) return pass(`A scan lists ${counted(most, 'component', 'components')} of the image.`);
    const found =
      most === 0
        ? 'No scan lists components of the image'
        : `No scan lists more than ${counted(most, 'component', 'components')} of the image`;
    return refuse('unknown', `${found} (at least ${least}).`, HOW_TO_LIST);
  },
};
