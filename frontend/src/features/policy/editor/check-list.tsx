'use client';

import { ProblemNotice } from '@/components/ui/notice';
import type { ApiResult } from '@/lib/api/client';
import type { PolicyCheck, PolicyIssue } from '@/lib/api/types';
import { counted } from '@/lib/format/number';
import type { Position } from './yaml-editor';

interface CheckListProps {
  /** Null before the first answer. */
  readonly result: ApiResult<PolicyCheck> | null;
  /** Whether the answer is about the text as it stands. */
  readonly isCurrent: boolean;
  readonly isChanged: boolean;
  readonly onGoTo: (position: Position) => void;
}

/** What the API says of the text: errors first, each a link to its position. */
export function CheckList({ result, isCurrent, isChanged, onGoTo }: CheckListProps) {
  if (result?.ok === false) return <ProblemNotice problem={result.problem} />;
  const { issues, warnings } = result?.data ?? { issues: [], warnings: [] };
  return (
    <section aria-label="Check" className="rounded-sm border border-rule bg-surface">
      <h2 className="border-b border-rule px-3 py-2 text-sm">
        <span role="status">{result === null || !isCurrent ? 'Checking…' : summaryOf(issues.length, isChanged)}</span>
      </h2>
      <div className="max-h-[46vh] overflow-y-auto empty:hidden">
        <Issues name="Error" issues={issues} onGoTo={onGoTo} />
        <Issues name="Warning" issues={warnings} onGoTo={onGoTo} />
      </div>
      {issues.length + warnings.length === 0 && (
        <p className="px-3 py-2 text-sm text-ink-soft">
          {isChanged
            ? 'Next: review the changes before you activate them.'
            : 'This is the active policy. Changes are checked as you type.'}
        </p>
      )}
    </section>
  );
}

function summaryOf(issueCount: number, isChanged: boolean): string {
  if (issueCount > 0)
    return `${counted(issueCount, 'error')}. Fix ${issueCount === 1 ? 'it' : 'them'} before you save.`;
  return isChanged ? 'Valid, not saved' : 'Valid, nothing changed';
}

interface IssuesProps {
  readonly name: string;
  readonly issues: readonly PolicyIssue[];
  readonly onGoTo: (position: Position) => void;
}

function Issues({ name, issues, onGoTo }: IssuesProps) {
  if (issues.length === 0) return null;
  return (
    <ul aria-label={name} className="divide-y divide-rule text-sm">
      {issues.map((issue) => (
        <li key={`${issue.line}:${issue.column} ${issue.message}`}>
          <button
            type="button"
            onClick={() => onGoTo({ line: issue.line, column: issue.column })}
            className="block w-full px-3 py-2 text-left -outline-offset-2 hover:bg-accent-wash"
          >
            <span className="flex gap-2 text-xs text-ink-soft">
              {name}, line {issue.line}, column {issue.column}
            </span>
            {issue.path !== '' && <code className="block font-mono text-[0.92em] break-words">{issue.path}</code>}
            {issue.message}
            {issue.suggestion !== null && (
              <>
                {' '}
                Did you mean <code className="font-mono text-[0.92em]">{issue.suggestion}</code>?
              </>
            )}
          </button>
        </li>
      ))}
    </ul>
  );
}
