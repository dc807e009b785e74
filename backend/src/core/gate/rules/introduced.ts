import type { Severity } from '../../model/severity.js';
import { type Count, countAgainst } from '../count-against.js';
import type { EvaluationContext } from '../evaluation-context.js';
import type { Introduced, NothingRunning } from '../introduced.js';
import { nounsOf } from '../limited-sections.js';
import { refuse, type Rule, type RuleResult } from '../rule.js';
import { upgradeAdvice } from '../upgrades.js';
import { counted } from '../words.js';

const COUNTED = ['critical', 'high', 'medium', 'low', 'unknown', 'total'] as const;

type Counted = Severity | 'total';

const NOUNS = { one: 'introduced vulnerability', many: 'introduced vulnerabilities' };

/** How many vulnerabilities the artifact may add to what runs in the environment, by severity. */
export const introducedLimits = COUNTED.map((severity) => limit(severity));

function limit(severity: Counted): Rule<`introduced.${Counted}`, number> {
  const [one, many] = nounsOf(NOUNS, severity, '');
  return {
    path: `introduced.${severity}`,
    schema: { $ref: '#/definitions/limit', description: descriptionOf(severity) },
    asks: () => true,
    sentence: (allowed) =>
      `${allowed === 0 ? `No ${many}` : `At most ${counted(allowed, one, many)}`}, compared with what runs; unknown if that cannot be told.`,
    judge(context, allowed) {
      const { introduced } = context;
      if (typeof introduced === 'string') return nothingRuns(context, introduced);
      if (context.scansOf('match').length === 0) {
        return context.required.includes('vulnerabilities') ? null : notScanned();
      }
      return judgeAgainst(context, introduced, {
        kind: 'match',
        kindName: 'vulnerabilities',
        one,
        many,
        allowed,
        severity: severity === 'total' ? undefined : severity,
        exceptions: [],
        remedy: upgradeAdvice,
      });
    },
  };
}

/** More than allowed for certain is a fail, whatever is not known. What may be too many is unknown, and so is what may be missing. */
function judgeAgainst(
  context: EvaluationContext,
  { added, untold, doubts }: Introduced,
  count: Count,
): RuleResult | null {
  const certain = countAgainst(context, { ...count, isCandidate: (finding) => added.has(finding) });
  if (certain === null || certain.outcome === 'fail') return certain;
  const possible =
    untold.size === 0
      ? certain
      : countAgainst(context, {
          ...count,
          one: `${count.one}, or not known to be there already,`,
          many: `${count.many}, or not known to be there already,`,
          isCandidate: (finding) => added.has(finding) || untold.has(finding),
          tooMany: 'unknown',
        });
  if (possible === null || possible.outcome === 'unknown' || doubts.length === 0) return possible;
  const summary = 'It is not known whether more vulnerabilities are introduced.';
  return {
    ...refuse(
      'unknown',
      `${summary} ${doubts.join(' ')}`,
      'Scan the artifact as what runs was scanned, and send the report.',
    ),
    summary,
    notes: doubts,
    waivers: certain.waivers,
    vex: certain.vex,
    changes: certain.changes.filter(({ to }) => to === 'fail'),
  };
}

function nothingRuns({ environment }: EvaluationContext, why: NothingRunning): RuleResult {
  const unknown = 'so it is not known what this artifact adds.';
  switch (why) {
    case 'nothing-runs':
      return refuse(
        'unknown',
        `Nothing of this image is recorded as running in ${environment}, ${unknown}`,
        'Record what runs: `plimsoll deployments record`, or POST /api/v1/deployments.',
      );
    case 'deployed-in-spite':
      return refuse(
        'unknown',
        `What runs in ${environment} was deployed in spite of its verdict, ${unknown}`,
        'Deploy an artifact whose verdict is no fail, and record that it runs.',
      );
    case 'not-known-here':
      return refuse(
        'unknown',
        `What runs in ${environment} is not known here, ${unknown}`,
        'Ask the server, or name the reports of what runs with `--running`.',
      );
  }
}

function notScanned(): RuleResult {
  return refuse(
    'unknown',
    'Vulnerabilities were not scanned, so it is not known which are introduced.',
    'Scan for vulnerabilities with `trivy image --scanners vuln`, or grype, and send the report.',
  );
}

function descriptionOf(severity: Counted): string {
  const what =
    severity === 'total'
      ? 'vulnerabilities of every severity'
      : severity === 'unknown'
        ? 'vulnerabilities without a severity rating'
        : `${severity} vulnerabilities`;
  return `How many ${what} the artifact may add to what runs in the environment; \`any\` for no limit.`;
}
