import type { Finding } from '../../findings/finding.js';
import { spellDuration } from '../../model/duration.js';
import { SEVERITIES } from '../../model/severity.js';
import { type Count, countAgainst, type Exception } from '../count-against.js';
import { type Deadlines, deadlines, deadlinesOf } from '../deadlines.js';
import type { EvaluationContext } from '../evaluation-context.js';
import type { FirstSeen } from '../first-seen.js';
import { VULNERABILITIES, withoutFix } from '../limited-sections.js';
import { onlyFixable } from '../modifiers.js';
import { onMissingData } from '../on-missing-data.js';
import { type Rule, type RuleResult, unchecked } from '../rule.js';
import { valueOf, type WrittenSettings } from '../setting.js';
import { upgradeAdvice } from '../upgrades.js';
import { counted, listed } from '../words.js';

/** Vulnerabilities that are in the image for longer than `vulnerabilities.deadlines` allows. */
export const overdue: Rule<'vulnerabilities.overdue', number> = {
  path: 'vulnerabilities.overdue',
  schema: {
    $ref: '#/definitions/limit',
    description: 'How many vulnerabilities may remain after their deadline (`deadlines`), without grace.',
  },
  asks: () => true,
  sentence(allowed, settings) {
    const what = allowed === 0 ? `No ${OVERDUE.many}` : `At most ${counted(allowed, OVERDUE.one, OVERDUE.many)}`;
    return `${what} (${lengthsInWords(valueOf(settings, deadlines) ?? {})} after they were first seen in the image).`;
  },
  judge(context, allowed) {
    const { firstSeen } = context.facts;
    if (firstSeen === undefined) return withoutFirstSeen(context, allowed);
    const count = countOf(context.settings, OVERDUE, allowed);
    const exceptions = [...count.exceptions, withinDeadline(firstSeen, context)];
    return countAgainst(context, { ...count, exceptions, inTime: 'deadline' });
  },
};

type Nouns = Pick<Count, 'one' | 'many'>;

const OVERDUE: Nouns = {
  one: 'vulnerability past its deadline',
  many: 'vulnerabilities past their deadline',
};

const UNDATED: Nouns = {
  one: 'vulnerability that has a deadline, and was first seen at an unknown time',
  many: 'vulnerabilities that have a deadline, and were first seen at an unknown time',
};

/** Those that have a deadline, whether or not it is over. */
function countOf(settings: WrittenSettings, nouns: Nouns, allowed: number): Count {
  const lengths = deadlinesOf(settings);
  const { unknownFix } = VULNERABILITIES.leniencyOf(settings);
  return {
    kind: 'match',
    kindName: 'vulnerabilities',
    ...nouns,
    allowed,
    isCandidate: ({ severity }) => lengths.has(severity),
    exceptions: valueOf(settings, onlyFixable) === true ? [withoutFix] : [],
    ...(unknownFix === undefined ? {} : { unknownFix: { mode: unknownFix, ...nouns } }),
    remedy: upgradeAdvice,
  };
}

/** Until its deadline a vulnerability does not count. */
function withinDeadline(firstSeen: FirstSeen, { settings, at }: EvaluationContext): Exception {
  const lengths = deadlinesOf(settings);
  return (finding: Finding) => {
    const since = firstSeen.of(finding, at);
    const length = lengths.get(finding.severity);
    if (since === null || length === undefined) return null;
    return at < since + length ? since + length : null;
  };
}

/** No report says since when an image has a vulnerability. If all of them may remain, that makes no difference; else the rule cannot be checked. */
function withoutFirstSeen(context: EvaluationContext, allowed: number): RuleResult | null {
  const result = countAgainst(context, { ...countOf(context.settings, UNDATED, allowed), tooMany: 'unknown' });
  if (result === null || result.outcome === 'pass') return result;
  const { waivers, vex, changes, findings, excess, notes } = result;
  const consequence = onMissingData(context.settings, 'firstSeen');
  const said = unchecked(`${result.summary} This rule could not be checked.`, consequence, REMEDY);
  const all = [...said.notes, ...notes];
  return { ...said, message: [said.message, ...notes].join(' '), notes: all, findings, excess, waivers, vex, changes };
}

const REMEDY =
  'Ask the server, which keeps since when the image has a vulnerability: `GET /api/v1/gate`, or `plimsoll gate` there.';

function lengthsInWords(written: Deadlines): string {
  const named = SEVERITIES.toReversed().flatMap((severity) => {
    const length = written[severity];
    return length === undefined ? [] : [`${severity}: ${spellDuration(length)}`];
  });
  return listed(named);
}
