import { clsx } from 'clsx';
import type { CountedRule, Outcome, OutcomeCounts, SimulatedEnvironment } from '@/lib/api/types';
import { counted, groupedNumber } from '@/lib/format/number';
import { OUTCOME_NAME } from '@/lib/format/words';
import { OutcomeChange } from './outcome-change';

/** What changes where, and by which rules; environments in which nothing does are named in one line. */
export function SimulatedEnvironments({ environments }: { readonly environments: readonly SimulatedEnvironment[] }) {
  const [changed, same] = [true, false].map((wanted) =>
    environments.filter((environment) => hasNews(environment) === wanted),
  ) as [SimulatedEnvironment[], SimulatedEnvironment[]];
  return (
    <>
      {changed.length > 0 && (
        <ul aria-label="Environments" className="flex flex-col gap-4">
          {changed.map((environment) => (
            <EnvironmentItem key={environment.environment} environment={environment} />
          ))}
        </ul>
      )}
      {same.length > 0 && changed.length > 0 && (
        <p className="text-sm text-ink-soft">
          No change in{' '}
          {same.map(({ environment }, place) => (
            <span key={environment}>
              {place > 0 && ', '}
              <bdi>{environment}</bdi>
            </span>
          ))}
          .
        </p>
      )}
    </>
  );
}

/** Whether there is anything to say of an environment: a verdict changes, or only one of the policies has it. */
function hasNews({ changed, now, proposed }: SimulatedEnvironment): boolean {
  return changed > 0 || now === null || proposed === null;
}

function EnvironmentItem({
  environment: { environment, now, proposed, changed, changes, rules },
}: {
  readonly environment: SimulatedEnvironment;
}) {
  return (
    <li className={clsx('border-l-2 pl-3', edgeOf(changes))}>
      <h4 className="flex flex-wrap items-baseline gap-x-2">
        <bdi className="min-w-0 break-words">{environment}</bdi>
        <span className="text-sm font-normal text-ink-soft">{sumOf(now, proposed, changed)}</span>
      </h4>
      {changes.length > 0 && (
        <ul className="mt-1.5 flex flex-col gap-1 text-sm">
          {changes.map((change) => (
            <li key={`${change.now} ${change.proposed}`} className="flex items-center gap-2">
              <OutcomeChange now={change.now} proposed={change.proposed} />
              {counted(change.artifacts, 'artifact')}
            </li>
          ))}
        </ul>
      )}
      {rules.length > 0 && <Rules environment={environment} rules={rules} />}
      {now !== null && proposed !== null && (
        <p className="mt-1.5 text-sm text-ink-soft">
          {OUTCOMES.map((outcome) => `${OUTCOME_NAME[outcome]} ${countBefore(now, proposed, outcome)}`).join(' · ')}
        </p>
      )}
    </li>
  );
}

/** What gets worse anywhere is what to look at. */
function edgeOf(changes: SimulatedEnvironment['changes']): string {
  if (changes.length === 0) return 'border-rule-strong';
  const isWorse = changes.some(({ now, proposed }) => OUTCOMES.indexOf(proposed) < OUTCOMES.indexOf(now));
  return isWorse ? 'border-fail' : 'border-pass';
}

/** Worst first. */
const OUTCOMES = ['fail', 'unknown', 'pass'] as const satisfies readonly Outcome[];

function countBefore(now: OutcomeCounts, proposed: OutcomeCounts, outcome: Outcome): string {
  const [before, after] = [now[outcome], proposed[outcome]];
  return before === after ? groupedNumber(before) : `${groupedNumber(before)} → ${groupedNumber(after)}`;
}

function sumOf(now: OutcomeCounts | null, proposed: OutcomeCounts | null, changed: number): string {
  if (now === null) return proposed === null ? '' : `new: ${countsInWords(proposed)}`;
  if (proposed === null) return `removed, with its ${counted(totalOf(now), 'verdict')}`;
  return `${counted(changed, 'verdict changes', 'verdicts change')}`;
}

function totalOf({ pass, unknown, fail }: OutcomeCounts): number {
  return pass + unknown + fail;
}

function countsInWords(counts: OutcomeCounts): string {
  return OUTCOMES.map((outcome) => `${groupedNumber(counts[outcome])} ${outcome}`).join(', ');
}

interface RulesProps {
  readonly environment: string;
  readonly rules: readonly CountedRule[];
}

const MOST_RULES = 5;

function Rules({ environment, rules }: RulesProps) {
  const more = rules.length - MOST_RULES;
  return (
    <ul aria-label={`Rules that change verdicts for ${environment}`} className="mt-1.5 flex flex-col gap-0.5 text-sm">
      {rules.slice(0, MOST_RULES).map(({ rule, now, proposed, artifacts }) => (
        <li key={`${rule} ${now} ${proposed}`} className="break-words">
          <code className="font-mono text-[0.92em]">{rule}</code>{' '}
          <span className="text-ink-soft">
            {nameOf(now)} → {nameOf(proposed)}, {counted(artifacts, 'artifact')}
          </span>
        </li>
      ))}
      {more > 0 && <li className="text-ink-soft">and {counted(more, 'more rule')}</li>}
    </ul>
  );
}

/** Null where a policy does not ask the rule, or it has nothing to judge. */
function nameOf(outcome: Outcome | null): string {
  return outcome === null ? 'not checked' : OUTCOME_NAME[outcome].toLowerCase();
}
