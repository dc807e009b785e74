import { KIND_OF, REQUIRED_KINDS } from '../../model/required-kind.js';
import type { RecalledScan } from '../facts.js';
import { refuse, type Rule } from '../rule.js';
import { counted, listed, minuteOf, shortened } from '../words.js';

const MOST_SHOWN = 3;

/** What rests on evidence that was recalled is not known. Asked always, by no word of the policy, and only said where there is some. */
export const recalledEvidence: Rule<'evidence.recalled', 'unknown'> = {
  path: 'evidence.recalled',
  schema: null,
  asks: () => true,
  unnamed: () => 'unknown',
  sentence: () => 'No scan was recalled without another in its place.',
  judge({ facts: { recalled } }) {
    if (recalled.length === 0) return null;
    const said = recalled.slice(0, MOST_SHOWN).map(toldOf);
    const more = recalled.length > MOST_SHOWN ? `; and ${counted(recalled.length - MOST_SHOWN, 'more', 'more')}` : '';
    const subject = recalled.length === 1 ? 'A scan was recalled' : `${recalled.length} scans were recalled`;
    return refuse('unknown', `${subject}: ${said.join('; ')}${more}.`, 'Scan the image again, and send the report.');
  },
};

function toldOf({ tool, scannedAt, kinds, recall }: RecalledScan): string {
  const names = REQUIRED_KINDS.filter((name) => kinds.includes(KIND_OF[name]));
  const of = scannedAt === null ? '' : ` of ${minuteOf(scannedAt)}`;
  return `${tool}${of}${names.length === 0 ? '' : ` (${listed(names)})`}: ${shortened(recall.reason)}`;
}
