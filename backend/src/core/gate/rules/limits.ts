import type { Finding } from '../../findings/finding.js';
import type { Severity } from '../../model/severity.js';
import { durationOf, spellDuration } from '../../policy/duration.js';
import { KIND_OF, type Limits, type UnknownFix, type VulnerabilitySettings } from '../../policy/policy.js';
import { countAgainst, type Exception } from '../count-against.js';
import type { EvaluationContext } from '../evaluation-context.js';
import type { Rule, RuleMaker } from '../rule.js';
import { upgradeAdvice } from '../upgrades.js';
import { counted, listed, listedFindings } from '../words.js';

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
  remedy: (findings) => `Revoke and remove from every image layer: ${listedFindings(findings, 10)}.`,
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
    quality: vulnerabilities.onlyFixable === true ? 'with a fix available' : '',
    ...(vulnerabilities.onlyFixable === true ? { unknownFix: vulnerabilities.unknownFix ?? 'count' } : {}),
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
  readonly unknownFix?: UnknownFix;
  readonly graceOf: (severity: (typeof COUNTED)[number]) => string;
  readonly exceptionsAt: (context: EvaluationContext) => readonly Exception[];
}

const PLAIN: Leniency = { quality: '', graceOf: () => '', exceptionsAt: () => [] };

function limits(section: Section, given: Limits, leniency: Leniency): Rule[] {
  return COUNTED.flatMap((severity) => {
    const allowed = given[severity];
    return allowed === undefined ? [] : [limit(section, severity, allowed, leniency)];
  });
}

function limit(section: Section, severity: Severity | 'total', allowed: number, leniency: Leniency): Rule {
  const nameOf = (noun: string, quality = leniency.quality) => {
    if (severity !== 'unknown') return [severity === 'total' ? '' : severity, noun, quality].filter(Boolean).join(' ');
    return [`${noun} without a severity rating`, quality].filter(Boolean).join(' and ');
  };
  const [one, many] = [nameOf(section.one), nameOf(section.many)];
  const orUntold = `${leniency.quality} or no information on one`;
  const untold = { one: nameOf(section.one, orUntold), many: nameOf(section.many, orUntold) };
  const grace = leniency.graceOf(severity);
  return {
    path: `${section.name}.${severity}`,
    value: allowed,
    sentence: `${allowed === 0 ? `No ${many}` : `At most ${counted(allowed, one, many)}`}${grace}.`,
    evaluate: (context) =>
      countAgainst(context, {
        kind: KIND_OF[section.name],
        kindName: section.name,
        one,
        many,
        allowed,
        isCandidate: (finding) => severity === 'total' || finding.severity === severity,
        exceptions: leniency.exceptionsAt(context),
        ...(leniency.unknownFix === undefined ? {} : { unknownFix: { mode: leniency.unknownFix, ...untold } }),
        remedy: section.remedy,
      }),
  };
}

function withoutFix({ fix }: Finding): number | null {
  return fix === 'none' ? Infinity : null;
}

/**
 * A newly published vulnerability does not count before its grace is over. One that is not dated, or dated later than
 * the newest scan for vulnerabilities, has none.
 */
function inGrace(grace: NonNullable<VulnerabilitySettings['grace']>, { at, scansOf }: EvaluationContext): Exception {
  const newestScan = Date.parse(scansOf('match')[0]?.scannedAt ?? '');
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
  const words = lengths.map(([of, length]) => `${spellDuration(length)}${severity === 'total' ? ` for ${of}` : ''}`);
  return ` (grace period: ${listed(words)} after publication)`;
}
