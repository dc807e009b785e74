import { pass, refuse, type Rule } from '../rule.js';
import { valueOf } from '../setting.js';
import { counted, shortened } from '../words.js';

const MOST_SHOWN = 3;

/** Evidence of something else, or from a time to come. Asked always; without any only said where the policy names it. */
export const mismatchedEvidence: Rule<'evidence.mismatch', 'refuse' | 'accept'> = {
  path: 'evidence.mismatch',
  schema: {
    title: '`refuse` or `accept`',
    description:
      'What to do with a report that names another image or digest than it is filed for, or a time to come. `refuse` is the default.',
    enum: ['refuse', 'accept'],
  },
  asks: (consequence) => consequence !== 'accept',
  unnamed: () => 'refuse',
  sentence: (consequence) =>
    consequence === 'accept'
      ? 'Reports that name another image or a time to come are accepted.'
      : 'Every report is of the image that it is filed for, and of no time to come.',
  judge({ scans, settings }, consequence) {
    const told = scans.flatMap(({ tool, mismatches }) =>
      mismatches.map(({ message }) => `${tool}: ${shortened(message)}`),
    );
    if (told.length === 0) {
      const message = 'Every report is of the image that it is filed for.';
      return valueOf(settings, mismatchedEvidence) === undefined || scans.length === 0 ? null : pass(message);
    }
    const more = told.length > MOST_SHOWN ? `; and ${counted(told.length - MOST_SHOWN, 'more', 'more')}` : '';
    const message = `A report does not fit what it is filed for: ${told.slice(0, MOST_SHOWN).join('; ')}${more}.`;
    if (consequence === 'refuse') {
      return refuse('unknown', message, 'Scan the image itself by its digest, and send the report.');
    }
    const note = 'The policy accepts this.';
    return { ...pass(`${message} ${note}`), summary: message, notes: [note] };
  },
};
