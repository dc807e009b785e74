import Link from 'next/link';
import { clsx } from 'clsx';
import { RelativeTime } from '@/components/ui/relative-time';
import { TextWithCode } from '@/components/ui/text-with-code';
import { VerdictChip } from '@/components/ui/verdict-chip';
import type { ArtifactVerdict, Outcome, VerdictReason, Waiver } from '@/lib/api/types';
import { counted, groupedNumber } from '@/lib/format/number';
import { FlipLine } from '@/features/answers/components/flip-line';
import { UsedWaivers } from '@/features/waivers/components/used-waivers';
import { dayOfEnd } from '@/features/waivers/waiver-dates';
import { ReasonFindings } from './reason-findings';

interface VerdictListProps {
  readonly artifactId: string;
  readonly verdicts: readonly ArtifactVerdict[];
  /** Those in force for the artifact, the first to end first. */
  readonly waivers: readonly Waiver[];
}

/** The answer for each environment, in the order of the lines on the mark, with the reasons and how to fix them. */
export function VerdictList({ artifactId, verdicts, waivers }: VerdictListProps) {
  return (
    <>
      <ol className="divide-y divide-rule border-y border-rule">
        {verdicts.map((verdict) => (
          <li key={verdict.environment} className="py-3 print:break-inside-avoid">
            <Verdict artifactId={artifactId} verdict={verdict} waivers={waivers} />
          </li>
        ))}
      </ol>
      {verdicts.some(({ outcome }) => outcome !== 'pass') && (
        <p className="mt-2 text-sm print:hidden">
          <Link href="/help/failed-gate" className="link">
            How to read and fix this
          </Link>
        </p>
      )}
    </>
  );
}

interface VerdictProps extends Pick<VerdictListProps, 'artifactId' | 'waivers'> {
  readonly verdict: ArtifactVerdict;
}

function Verdict({ artifactId, verdict, waivers }: VerdictProps) {
  const open = verdict.reasons.filter((reason) => reason.outcome !== 'pass');
  const passed = verdict.reasons.filter((reason) => reason.outcome === 'pass' && reason.isChecked);
  const unchecked = verdict.reasons.filter((reason) => reason.outcome === 'pass' && !reason.isChecked);
  return (
    <section>
      <h2 className="flex flex-wrap items-center gap-x-3 gap-y-1 text-base">
        <VerdictChip outcome={verdict.outcome} environment={verdict.environment} />
        <span className="min-w-0">{headline(verdict, waivers)}</span>
      </h2>
      <FlipLine artifactId={artifactId} verdictId={verdict.verdictId} />
      {verdict.waivers.length > 0 && (
        <UsedWaivers names={verdict.waivers} waivers={waivers} isEndSaid={verdict.outcome === 'pass'} />
      )}
      {open.length > 0 && (
        <ul className="mt-2 flex flex-col gap-2">
          {open.map((reason) => (
            <Reason
              key={`${reason.rule} ${reason.message}`}
              artifactId={artifactId}
              verdictId={verdict.verdictId}
              reason={reason}
            />
          ))}
        </ul>
      )}
      {passed.length + unchecked.length > 0 && (
        <details className="mt-1.5 text-sm">
          <summary className="inline-block py-0.5 text-ink-soft before:content-['+_'] hover:text-ink in-open:before:content-['−_']">
            {passedWords(passed.length, unchecked.length)}
          </summary>
          <ul className="mt-1 border-l-2 border-rule pl-3">
            {[...unchecked, ...passed].map((reason) => (
              <li key={`${reason.rule} ${reason.message}`} className="py-0.5">
                {withoutNames(reason)} <code className="font-mono text-[0.92em] text-ink-soft">{reason.rule}</code>
              </li>
            ))}
          </ul>
        </details>
      )}
      <p className="mt-1 hidden text-xs print:block">
        Verdict {verdict.verdictId}, policy {verdict.policyVersion}, evaluated {verdict.evaluatedAt}
      </p>
      {verdict.holdsUntil !== null && (
        <p className="mt-1 text-sm text-ink-soft">
          May change <RelativeTime iso={verdict.holdsUntil} />, when a scan, database, waiver, grace period or deadline
          expires.
        </p>
      )}
    </section>
  );
}

/** The answer in few words; the sentences follow as reasons. */
function headline({ outcome, reasons, waivers }: ArtifactVerdict, inForce: readonly Waiver[]): string {
  if (outcome === 'pass') {
    const words = reasons.every(({ isChecked }) => isChecked)
      ? 'Can ship: all rules passed'
      : 'Can ship: no rule failed';
    return [words, ...waiversInWords(waivers, inForce)].join(', ');
  }
  const failed = reasons.filter((reason) => reason.outcome === 'fail').length;
  const unanswered = reasons.filter((reason) => reason.outcome === 'unknown').length;
  const parts = [
    ...(failed > 0 ? [`${counted(failed, 'rule failed', 'rules failed')}`] : []),
    ...(unanswered > 0 ? [`${counted(unanswered, 'rule')} could not be checked`] : []),
  ];
  return `${outcome === 'fail' ? 'Cannot ship' : 'Unknown'}: ${parts.join(', ')}`;
}

/** "with 3 waivers", "the first ends 2026-12-09". */
function waiversInWords(names: readonly string[], inForce: readonly Waiver[]): string[] {
  if (names.length === 0) return [];
  const first = inForce.find(({ name }) => names.includes(name));
  const end = first === undefined ? [] : [`${names.length > 1 ? 'the first ' : ''}ends ${dayOfEnd(first.expiresAt)}`];
  return [`with ${counted(names.length, 'waiver')}`, ...end];
}

/** A rule without data passes only because the policy accepts that: it is counted apart. */
function passedWords(passed: number, unchecked: number): string {
  const words = `${counted(passed, 'rule')} passed`;
  return unchecked === 0 ? words : `${words}, ${groupedNumber(unchecked)} could not be checked (accepted)`;
}

/** Without the findings that the message names: they stand below, as links. */
function withoutNames({ summary, notes }: VerdictReason): string {
  return [summary, ...notes].join(' ');
}

/** Which upgrades clear vulnerabilities is said once for all rules, as the way to green. */
function isOnTheWay({ findings }: VerdictReason): boolean {
  return findings.some(({ kind }) => kind === 'match');
}

const EDGE: Record<Outcome, string> = {
  fail: 'border-fail',
  unknown: 'border-rule-strong border-dashed',
  pass: 'border-pass',
};

interface ReasonProps {
  readonly artifactId: string;
  readonly verdictId: string;
  readonly reason: VerdictReason;
}

function Reason({ artifactId, verdictId, reason }: ReasonProps) {
  return (
    <li className={clsx('border-l-2 pl-3', EDGE[reason.outcome])}>
      <p>
        {withoutNames(reason)} <code className="font-mono text-[0.92em] text-ink-soft">{reason.rule}</code>
      </p>
      {reason.remedy !== null && !isOnTheWay(reason) && (
        <p className="text-sm text-ink-soft">
          <span className="font-medium text-ink">How to fix:</span> <TextWithCode text={reason.remedy} />
        </p>
      )}
      {reason.findings.length > 0 && <ReasonFindings artifactId={artifactId} verdictId={verdictId} reason={reason} />}
    </li>
  );
}
