import { numberOf } from '../column-findings.js';
import { type Unrated, UNRATED } from '../modifiers.js';
import { pass, type Rule, ToldLater } from '../rule.js';
import type { WrittenSettings } from '../setting.js';
import { listedFindings } from '../words.js';
import { countUnrated } from '../limited-sections.js';

/** Limits that count vulnerabilities by their rating. */
const RATED = ['critical', 'high', 'medium', 'low'];

/** What a vulnerability without a severity rating means. Limits count it as this says; what no limit counts is said here. */
export const unratedVulnerabilities: Rule<'vulnerabilities.unrated', Unrated> = {
  path: 'vulnerabilities.unrated',
  schema: {
    title: '`allow`, `unknown`, a severity, or `any`',
    description:
      'What to do with vulnerabilities without a severity rating. `allow`: they have no limit of their own. A severity: they count as that. `unknown`: more of them than `unknown` allows, or than none where it is left out, make the rule unknown. Without this: more of them than `unknown` allows fail.',
    anyOf: [{ enum: UNRATED }, { const: 'any' }],
    examples: UNRATED,
  },
  asks: (meaning) => meaning === 'unknown',
  unnamed: unlimited,
  sentence(meaning) {
    if (meaning === 'allow') return 'Vulnerabilities without a severity rating have no limit of their own.';
    if (meaning === 'unknown') return 'Too many vulnerabilities without a severity rating are unknown, and no failure.';
    return `Vulnerabilities without a severity rating count as ${meaning}.`;
  },
  judge(context, meaning) {
    if (meaning !== 'allow') return null;
    const result = countUnrated(context);
    if (result === null || numberOf(result.findings) === 0) return null;
    return new ToldLater('pass', () => {
      const summary = `${result.what}.`;
      const notes = ['The policy sets no limit for these.', ...result.notes];
      const message = [`${result.what}: ${listedFindings(result.findings)}.`, ...notes].join(' ');
      return { ...pass(message), summary, notes, findings: result.findings };
    });
  },
};

/** Where limits count vulnerabilities by severity, and none of them those without one. */
function unlimited(settings: WrittenSettings): Unrated | undefined {
  const { unknown, total, ...others } = settings['vulnerabilities'] ?? {};
  const isLimited = RATED.some((severity) => others[severity] !== undefined);
  return isLimited && unknown === undefined && total === undefined ? 'allow' : undefined;
}
