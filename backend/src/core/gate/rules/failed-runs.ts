import type { ScanFacts } from '../facts.js';
import type { AcceptOrUnknown } from '../modifiers.js';
import { pass, type Rule, unchecked } from '../rule.js';
import { valueOf } from '../setting.js';
import { counted, shortened } from '../words.js';

const MOST_SHOWN = 3;

/** A run that failed is no evidence of what it did not find. Asked always; without a failed run only said where the policy names it. */
export const failedRuns: Rule<'evidence.failedRuns', AcceptOrUnknown> = {
  path: 'evidence.failedRuns',
  schema: {
    title: '`accept` or `unknown`',
    description:
      'What to do when a scanner reports that its run failed or that it did not scan something. `unknown` is the default.',
    enum: ['accept', 'unknown'],
  },
  asks: (consequence) => consequence !== 'accept',
  unnamed: () => 'unknown',
  sentence: (consequence) => (consequence === 'unknown' ? 'No scan failed.' : 'Scans that failed are accepted.'),
  judge({ scans, settings }, consequence) {
    const failed = scans.filter(({ failures }) => failures.length > 0);
    if (failed.length === 0) {
      return valueOf(settings, failedRuns) === undefined || scans.length === 0 ? null : pass('No scan failed.');
    }
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
};

/** The tool's own words, each once. */
function messagesOf({ tool, failures }: ScanFacts): string[] {
  return [...new Set(failures.map(({ message }) => `${tool}: ${shortened(message)}`))];
}
