import type { ScanFacts } from '../facts.js';
import { HOW_TO_LIST, isInventory } from '../lacked-components.js';
import type { AcceptOrUnknown } from '../modifiers.js';
import { pass, refuse, type Rule } from '../rule.js';
import { valueOf } from '../setting.js';
import { counted, listedShort, minuteOf } from '../words.js';

/** A digest is immutable: a scan that lists less than earlier ones saw less. Asked always; where nothing is missing only said if the policy names it. */
export const shrunkScans: Rule<'evidence.shrunk', AcceptOrUnknown> = {
  path: 'evidence.shrunk',
  schema: {
    title: '`accept` or `unknown`',
    description:
      'What to do with a scan that lists less than earlier ones of the same image: a digest is immutable. `accept` is the default, and is said.',
    enum: ['accept', 'unknown'],
  },
  asks: (consequence) => consequence !== 'accept',
  unnamed: () => 'accept',
  sentence: (consequence) =>
    consequence === 'unknown'
      ? 'No scan lists less than earlier scans of the image.'
      : 'Scans that list less than earlier ones are accepted.',
  judge({ scans, settings }, consequence) {
    const shrunk = scans.filter((scan) => scan.lacks !== null && isInventory(scan));
    if (shrunk.length === 0) {
      const message = 'No scan lists less than earlier scans of the image.';
      return valueOf(settings, shrunkScans) === undefined || scans.length === 0 ? null : pass(message);
    }
    const message = shrunk.map(lackOf).join(' ');
    if (consequence === 'unknown') {
      const remedy = `${HOW_TO_LIST} If the earlier scan was wrong, recall it (\`plimsoll evidence recall\`).`;
      return refuse('unknown', message, remedy);
    }
    const note = 'The policy accepts this.';
    return { ...pass(`${message} ${note}`), summary: message, notes: [note] };
  },
};

function lackOf({ tool, scannedAt, lacks }: ScanFacts): string {
  const of = scannedAt === null ? '' : ` of ${minuteOf(scannedAt)}`;
  const { count, names } = lacks ?? { count: 0, names: [] };
  const what = counted(count, 'component that an earlier one listed', 'components that earlier ones listed');
  const more = count > names.slice(0, 3).length ? count - names.slice(0, 3).length : 0;
  const named = more > 0 ? `${names.slice(0, 3).join(', ')} and ${more} more` : listedShort(names);
  return `The ${tool} scan${of} does not list ${what}: ${named}.`;
}
