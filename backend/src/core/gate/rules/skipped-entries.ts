import { pass, refuse, type Rule } from '../rule.js';
import { counted } from '../words.js';

/** How many entries of the reports may have been unreadable. */
export const skippedEntries: Rule<'evidence.skippedEntries', number> = {
  path: 'evidence.skippedEntries',
  schema: {
    $ref: '#/definitions/limit',
    description: 'How many entries of the reports may have been unreadable.',
  },
  asks: () => true,
  sentence: (allowed) =>
    allowed === 0
      ? 'Plimsoll could read every entry of the reports.'
      : `Plimsoll could not read at most ${counted(allowed, 'entry', 'entries')} of the reports.`,
  judge({ scans }, allowed) {
    const skipped = scans.reduce((sum, { skippedCount }) => sum + skippedCount, 0);
    const message = `${counted(skipped, 'entry', 'entries')} of the reports could not be read (limit ${allowed}).`;
    if (skipped <= allowed) return pass(message);
    return refuse(
      'unknown',
      message,
      'Check which entries were skipped and why, and scan again with a current scanner.',
    );
  },
};
