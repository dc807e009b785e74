import { onMissingData } from '../on-missing-data.js';
import { pass, refuse, type Rule, type RuleResult, unchecked } from '../rule.js';
import type { WrittenSettings } from '../setting.js';

/** What to do with an operating system that gets no more security fixes. */
export const endOfLife: Rule<'evidence.endOfLife', 'accept' | 'unknown' | 'fail'> = {
  path: 'evidence.endOfLife',
  schema: {
    title: '`accept`, `unknown` or `fail`',
    description: 'What to do with an operating system that gets no more security fixes.',
    enum: ['accept', 'unknown', 'fail'],
  },
  asks: (consequence) => consequence !== 'accept',
  sentence: () => 'The operating system is not past its end of life.',
  judge({ facts: { operatingSystem }, counting, settings }, consequence) {
    if (operatingSystem === null) return withoutEndOfLife('No report names the operating system', settings);
    const name = [operatingSystem.family, operatingSystem.version].filter(Boolean).join(' ');
    if (operatingSystem.isEndOfLife === null && !counting.some(({ carries }) => carries.includes('end-of-life'))) {
      return withoutEndOfLife(`No report states whether ${name} is past its end of life`, settings);
    }
    if (operatingSystem.isEndOfLife !== true) return pass(`${name} is not past its end of life.`);
    const summary = `${name} is past its end of life.`;
    const why = 'It gets no security fixes, and scanner data for it is incomplete.';
    const outcome = consequence === 'fail' ? 'fail' : 'unknown';
    return {
      ...refuse(outcome, `${summary} ${why}`, `Build on a supported release of ${operatingSystem.family}.`),
      summary,
      notes: [why],
    };
  },
};

function withoutEndOfLife(reason: string, settings: WrittenSettings): RuleResult {
  return unchecked(
    `${reason}, so this rule could not be checked.`,
    onMissingData(settings, 'endOfLife'),
    'Send a scan that names the operating system and its end of life, such as one by trivy or grype.',
  );
}
