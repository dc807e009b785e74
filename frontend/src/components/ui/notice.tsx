import type { ReactNode } from 'react';
import { counted } from '@/lib/format/number';
import type { Problem, ProblemIssue } from '@/lib/api/problem';
import { CopyButton } from './copy-button';

interface ProblemNoticeProps {
  readonly problem: Problem;
  readonly children?: ReactNode;
}

/** What happened, what was kept, what to do, and the request id to ask about. */
export function ProblemNotice({ problem, children }: ProblemNoticeProps) {
  // Not an error: the person does not have the permission.
  if (problem.code === 'forbidden') return <EmptyState title={problem.title}>{problem.detail}</EmptyState>;
  const issues = problem.issues ?? [];
  return (
    <div role="alert" className="rounded-sm border border-l-4 border-rule border-l-fail bg-surface p-4">
      <h2 className="text-base">{problem.title}</h2>
      {problem.detail && <p className="mt-1 max-w-[72ch] text-ink-soft">{problem.detail}</p>}
      {issues.length > 0 && (
        <>
          <p className="mt-3 text-sm text-ink-soft">{counted(issues.length, 'place')} to look at:</p>
          <ul className="mt-1 max-h-72 divide-y divide-rule overflow-y-auto border-y border-rule text-sm">
            {issues.map((issue) => (
              <li
                key={`${placeOf(issue)} ${issue.message}`}
                className="grid gap-x-4 py-1.5 sm:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]"
              >
                <code className="font-mono text-[0.92em] break-all">{placeOf(issue)}</code>
                <span>{issue.message}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {problem.requestId && (
        <p className="mt-3 flex items-center gap-1 text-sm text-ink-soft">
          Request <code className="font-mono text-[0.92em] break-all">{problem.requestId}</code>
          <CopyButton text={problem.requestId} what="request id" />
        </p>
      )}
      {children && <div className="mt-3">{children}</div>}
    </div>
  );
}

/** A JSON pointer, a parameter, or a line and column. */
function placeOf({ pointer, parameter, line, column }: ProblemIssue): string {
  if (line !== undefined) return column === undefined ? `line ${line}` : `line ${line}, column ${column}`;
  return pointer || parameter || 'the whole document';
}

interface EmptyStateProps {
  readonly title: string;
  /** Beside the words, where there is room. */
  readonly picture?: ReactNode;
  readonly children: ReactNode;
}

/** Says what would fill the place. */
export function EmptyState({ title, picture, children }: EmptyStateProps) {
  return (
    <div className="flex items-center justify-between gap-12 rounded-sm border border-dashed border-rule-strong bg-surface px-6 py-10">
      <div className="min-w-0">
        <h2 className="text-lg">{title}</h2>
        <div className="mt-2 flex max-w-[76ch] flex-col gap-3 text-ink-soft">{children}</div>
      </div>
      {picture && <div className="hidden w-[420px] shrink-0 lg:block">{picture}</div>}
    </div>
  );
}
