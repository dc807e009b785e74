import type { ScanFacts } from '../facts.js';
import { pass, type RuleMaker, unchecked } from '../rule.js';
import { counted, shortened } from '../words.js';

const MOST_SHOWN = 3;

/** A run that failed is no evidence of what it did not find. Asked always; without a failed run only said where the policy names it. */
export const failedRuns: RuleMaker = ({ evidence: { failedRuns: written } = {} }) => {
  const consequence = written ?? 'unknown';
  return [
    {
      path: 'evidence.failedRuns',
      value: consequence,
      sentence: consequence === 'unknown' ? 'No scan failed.' : 'Scans that failed are accepted.',
      evaluate: ({ scans }) => {
        const failed = scans.filter(({ failures }) => failures.length > 0);
        if (failed.length === 0) return written === undefined || scans.length === 0 ? null : pass('No scan failed.');
        const said = failed.flatMap(messagesOf);
        const more = said.length > MOST_SHOWN ? `; and ${counted(said.length - MOST_SHOWN, 'more', 'more')}` : '';
        const subject =
          failed.length === 1 ? 'A scan failed or is incomplete' : `${failed.length} scans failed or are incomplete`;
        return unchecked(
          `${subject}: ${said.slice(0, MOST_SHOWN).join('; ')}${more}.`,
          consequence,
          'Fix the cause, scan again, and send the report.',
        );
      },
    },
  ];
};

/** The tool's own words, each once. */
function messagesOf({ tool, failures }: ScanFacts): string[] {
  return [...new Set(failures.map(({ message }) => `${tool}: ${shortened(message)}`))];
}
