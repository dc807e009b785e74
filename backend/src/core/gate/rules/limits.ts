import type { Severity } from '../../model/severity.js';
import { countAgainst } from '../count-against.js';
import {
  byKey,
  countOf,
  isTooManyUnknown,
  type Limited,
  nounsOf,
  PLAIN,
  PreparedLimit,
  type Section,
  VULNERABILITIES,
} from '../limited-sections.js';
import type { Rule } from '../rule.js';
import type { WrittenSettings } from '../setting.js';
import { counted, listedFindings } from '../words.js';

const COUNTED = ['critical', 'high', 'medium', 'low', 'unknown', 'total'] as const;

type LimitRule<Section extends Limited> = Rule<`${Section}.${Severity | 'total'}`, number>;

/** How many vulnerabilities may remain, by severity. */
export const vulnerabilityLimits = limits(VULNERABILITIES);

export const secretLimits = limits({
  name: 'secrets',
  one: 'secret',
  many: 'secrets',
  remedy: (findings) => `Revoke and remove from every image layer: ${listedFindings(findings, 10)}.`,
  leniencyOf: () => PLAIN,
});

export const misconfigurationLimits = limits({
  name: 'misconfigurations',
  one: 'misconfiguration',
  many: 'misconfigurations',
  remedy: (findings, excess) =>
    `Correct${excess < findings.length ? ` at least ${excess} of` : ''}: ${listedFindings(findings, 10)}.`,
  leniencyOf: () => PLAIN,
});

function limits<Name extends Limited>(section: Section<Name>): readonly LimitRule<Name>[] {
  return COUNTED.map((severity) => limit(section, severity));
}

function limit<Name extends Limited>(section: Section<Name>, severity: Severity | 'total'): LimitRule<Name> {
  const prepared = byKey((settings: WrittenSettings) => countOf(section, severity, settings));
  return {
    path: `${section.name}.${severity}`,
    schema: { $ref: '#/definitions/limit', description: descriptionOf(section.many, severity) },
    asks: () => true,
    isItsOwn: true,
    unnamed: (settings) => (isTooManyUnknown(severity, section.leniencyOf(settings).unrated) ? 0 : undefined),
    sentence(allowed, settings) {
      const { quality, unrated, graceOf } = section.leniencyOf(settings);
      const [one, many] = nounsOf(section, severity, quality, unrated);
      const more = isTooManyUnknown(severity, unrated) ? '; with more, the verdict is unknown' : '';
      return `${allowed === 0 ? `No ${many}` : `At most ${counted(allowed, one, many)}`}${graceOf(severity)}${more}.`;
    },
    judge(context, allowed) {
      const { what, exceptionsAt } = prepared(context.settings);
      return countAgainst(context, new PreparedLimit(what, allowed, exceptionsAt(context)));
    },
  };
}

function descriptionOf(what: string, severity: Severity | 'total'): string {
  if (severity === 'total') return `How many ${what} of every severity may remain together; \`any\` for no limit.`;
  return severity === 'unknown'
    ? `How many ${what} without a severity rating may remain; \`any\` for no limit.`
    : `How many ${severity} ${what} may remain; \`any\` for no limit.`;
}
