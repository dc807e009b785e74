import type { Finding } from '../../findings/finding.js';
import type { Severity } from '../../model/severity.js';
import { durationOf, spellDuration } from '../../policy/duration.js';
import { KIND_OF, type Limits, type VulnerabilitySettings } from '../../policy/policy.js';
import { countAgainst, type Exception } from '../count-against.js';
import type { EvaluationContext } from '../evaluation-context.js';
import type { Rule, RuleMaker } from '../rule.js';
import { upgradeAdvice } from '../upgrades.js';
import { counted, listedFindings } from '../words.js';

const COUNTED = ['critical', 'high', 'medium', 'low', 'unknown', 'total'] as const;

interface Section {
  readonly name: 'vulnerabilities' | 'secrets' | 'misconfigurations';
  readonly one: string;
  readonly many: string;
  readonly remedy: (findings: readonly Finding[], excess: number) => string;
}

const VULNERABILITIES: Section = {
  name: 'vulnerabilities',
  one: 'vulnerability',
  many: 'vulnerabilities',
  remedy: upgradeAdvice,
};

const SECRETS: Section = {
  name: 'secrets',
  one: 'secret',
  many: 'secrets',
  remedy: (findings) => `Take out of every layer of the image, and revoke: ${listedFindings(findings, 10)}.`,
};

const MISCONFIGURATIONS: Section = {
  name: 'misconfigurations',
  one: 'misconfiguration',
  many: 'misconfigurations',
  remedy: (findings, excess) =>
    `Correct${excess < findings.length ? ` at least ${excess} of` : ''}: ${listedFindings(findings, 10)}.`,
};

/** How many vulnerabilities may remain, by severity. */
export const vulnerabilityLimits: RuleMaker = ({ vulnerabilities = {} }) =>
  limits(VULNERABILITIES, vulnerabilities, {
    quality: vulnerabilities.onlyFixable === true ? ' that has a fix' : '',
    qualityOfMany: vulnerabilities.onlyFixable === true ? ' that have a fix' : '',
    graceOf: (severity) => graceWords(severity, vulnerabilities),
    exceptionsAt: (context) => [
      ...(vulnerabilities.onlyFixable === true ? [withoutFix] : []),
      ...(vulnerabilities.grace === undefined ? [] : [inGrace(vulnerabilities.grace, context)]),
    ],
  });

export const secretLimits: RuleMaker = ({ secrets = {} }) => limits(SECRETS, secrets, PLAIN);

export const misconfigurationLimits: RuleMaker = ({ misconfigurations = {} }) =>
  limits(MISCONFIGURATIONS, misconfigurations, PLAIN);

/** What a section's limits do not count, and how that is said. */
interface Leniency {
  readonly quality: string;
  readonly qualityOfMany: string;
  readonly graceOf: (severity: (typeof COUNTED)[number]) => string;
  readonly exceptionsAt: (context: EvaluationContext) => readonly Exception[];
}

const PLAIN: Leniency = { quality: '', qualityOfMany: '', graceOf: () => '', exceptionsAt: () => [] };

function limits(section: Section, given: Limits, leniency: Leniency): Rule[] {
  return COUNTED.flatMap((severity) => {
    const allowed = given[severity];
    return allowed === undefined ? [] : [limit(section, severity, allowed, leniency)];
  });
}

function limit(section: Section, severity: Severity | 'total', allowed: number, leniency: Leniency): Rule {
  const adjective = severity === 'total' ? '' : severity === 'unknown' ? 'unrated ' : `${severity} `;
  const one = `${adjective}${section.one}${leniency.quality}`;
  const many = `${adjective}${section.many}${leniency.qualityOfMany}`;
  const grace = leniency.graceOf(severity);
  return {
    path: `${section.name}.${severity}`,
    value: allowed,
    sentence: `${allowed === 0 ? `No ${one}` : `At most ${counted(allowed, one, many)}`}${grace}.`,
    evaluate: (context) =>
      countAgainst(context, {
        kind: KIND_OF[section.name],
        kindName: section.name,
        one,
        many,
        allowed,
        isCandidate: (finding) => severity === 'total' || finding.severity === severity,
        exceptions: leniency.exceptionsAt(context),
        remedy: section.remedy,
      }),
  };
}

function withoutFix({ fixedVersions }: Finding): number | null {
  return fixedVersions.length === 0 ? Infinity : null;
}

/**
 * A newly published vulnerability does not count before its grace is over. One that is not dated, or dated later than
 * the scan that knows it, has none.
 */
function inGrace(grace: NonNullable<VulnerabilitySettings['grace']>, { at, scans }: EvaluationContext): Exception {
  const newestScan = Date.parse(scans[0]?.scannedAt ?? '');
  const lengths = new Map(Object.entries(grace).map(([severity, written]) => [severity, durationOf(written)]));
  return ({ severity, publishedAt }) => {
    const length = lengths.get(severity);
    if (length === undefined || publishedAt === null) return null;
    const published = Date.parse(publishedAt);
    const end = published + length;
    return published <= newestScan && at < end ? end : null;
  };
}

function graceWords(severity: Severity | 'total', { grace = {} }: VulnerabilitySettings): string {
  const lengths = Object.entries(grace).filter(([of]) => severity === 'total' || of === severity);
  if (lengths.length === 0) return '';
  if (severity !== 'total')
    return `, not counting those published within the last ${spellDuration(lengths[0]?.[1] ?? '')}`;
  const words = lengths.map(([of, length]) => `${of} ones published within the last ${spellDuration(length)}`);
  return `, not counting ${words.join(' and ')}`;
}
