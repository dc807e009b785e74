import type { ScanFacts } from '../facts.js';
import { isInventory } from '../lacked-components.js';
import { pass, refuse, type RuleMaker } from '../rule.js';
import { counted, listedShort, minuteOf } from '../words.js';

const HOW_TO_LIST =
  'Scan the image so that the report lists its packages (`trivy image --list-all-pkgs`), or send an SBOM.';

/** A digest is immutable: a scan that lists less than earlier ones saw less. Asked always; where nothing is missing only said if the policy names it. */
export const shrunkScans: RuleMaker = ({ evidence: { shrunk: written } = {} }) => {
  const consequence = written ?? 'accept';
  return [
    {
      path: 'evidence.shrunk',
      value: consequence,
      sentence:
        consequence === 'unknown'
          ? 'No scan lists less than earlier scans of the image.'
          : 'Scans that list less than earlier ones are accepted.',
      evaluate: ({ scans }) => {
        const shrunk = scans.filter((scan) => scan.lacks !== null && isInventory(scan));
        if (shrunk.length === 0) {
          const message = 'No scan lists less than earlier scans of the image.';
          return written === undefined || scans.length === 0 ? null : pass(message);
        }
        const message = shrunk.map(lackOf).join(' ');
        if (consequence === 'unknown') {
          const remedy = `${HOW_TO_LIST} If the earlier scan was wrong, recall it (\`plimsoll evidence recall\`).`;
          return refuse('unknown', message, remedy);
        }
        const note = 'The policy accepts this.';
        return { ...pass(`${message} ${note}`), summary: message, notes: [note] };
      },
    },
  ];
};

function lackOf({ tool, scannedAt, lacks }: ScanFacts): string {
  const of = scannedAt === null ? '' : ` of ${minuteOf(scannedAt)}`;
  const { count, names } = lacks ?? { count: 0, names: [] };
  const what = counted(count, 'component that an earlier one listed', 'components that earlier ones listed');
  const more = count > names.slice(0, 3).length ? count - names.slice(0, 3).length : 0;
  const named = more > 0 ? `${names.slice(0, 3).join(', ')} and ${more} more` : listedShort(names);
  return `The ${tool} scan${of} does not list ${what}: ${named}.`;
}

/** An image of no components was not scanned: one scan must list some. */
export const listedComponents: RuleMaker = ({ evidence: { components: least } = {} }) => {
  if (least === undefined || least === 0) return [];
  const some = counted(least, 'component', 'components');
  return [
    {
      path: 'evidence.components',
      value: least,
      sentence: `A scan lists at least ${some} of the image.`,
      evaluate: ({ scans, counting }) => {
        if (scans.length === 0) return null;
        const most = counting.filter(isInventory).reduce((count, scan) => Math.max(count, scan.listedCount), 0);
        if (most >= least) return pass(`A scan lists ${counted(most, 'component', 'components')} of the image.`);
        const found =
          most === 0
            ? 'No scan lists components of the image'
            : `No scan lists more than ${counted(most, 'component', 'components')} of the image`;
        return refuse('unknown', `${found} (at least ${least}).`, HOW_TO_LIST);
      },
    },
  ];
};
