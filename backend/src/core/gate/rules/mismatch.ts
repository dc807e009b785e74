import { refuse, type RuleMaker, pass } from '../rule.js';
import { counted, shortened } from '../words.js';

const MOST_SHOWN = 3;

/** Evidence of something else, or from a time to come. Asked always; without any only said where the policy names it. */
export const mismatchedEvidence: RuleMaker = ({ evidence: { mismatch: written } = {} }) => {
  const isAccepted = written === 'accept';
  return [
    {
      path: 'evidence.mismatch',
      value: written ?? 'refuse',
      sentence: isAccepted
        ? 'Reports that name another image or a time to come are accepted.'
        : 'Every report is of the image that it is filed for, and of no time to come.',
      evaluate: ({ scans }) => {
        const told = scans.flatMap(({ tool, mismatches }) =>
          mismatches.map(({ message }) => `${tool}: ${shortened(message)}`),
        );
        if (told.length === 0) {
          const message = 'Every report is of the image that it is filed for.';
          return written === undefined || scans.length === 0 ? null : pass(message);
        }
        const more = told.length > MOST_SHOWN ? `; and ${counted(told.length - MOST_SHOWN, 'more', 'more')}` : '';
        const message = `A report does not fit what it is filed for: ${told.slice(0, MOST_SHOWN).join('; ')}${more}.`;
        if (!isAccepted) return refuse('unknown', message, 'Scan the image itself by its digest, and send the report.');
        const note = 'The policy accepts this.';
        return { ...pass(`${message} ${note}`), summary: message, notes: [note] };
      },
    },
  ];
};
