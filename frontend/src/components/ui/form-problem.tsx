'use client';

import { useEffect, useState } from 'react';
import { isAbout, type Problem } from '@/lib/api/problem';
import { waitInWords } from '@/lib/format/time';
import { CopyButton } from './copy-button';

interface FormProblemProps {
  readonly problem: Problem;
  /** The names of the form's fields: what is wrong with those is said beside them. */
  readonly fields: readonly string[];
}

/** Why a form was not taken, above the button that sent it. Named `data-form-problem`, so that the focus can go there. */
export function FormProblem({ problem, fields }: FormProblemProps) {
  const elsewhere = (problem.issues ?? []).filter((issue) => !fields.some((field) => isAbout(issue, field)));
  const isBesideFields = problem.issues !== undefined && problem.issues.length > elsewhere.length;
  return (
    <div
      role="alert"
      tabIndex={-1}
      data-form-problem
      className="rounded-sm border border-l-4 border-rule border-l-fail bg-surface px-3 py-2 text-sm"
    >
      <p className="font-semibold">{problem.title}</p>
      {!isBesideFields && problem.detail && <p className="mt-0.5">{problem.detail}</p>}
      {elsewhere.map(({ pointer, parameter, message }) => (
        <p key={`${pointer} ${parameter} ${message}`} className="mt-0.5">
          {message}
        </p>
      ))}
      {problem.retryAfterSeconds !== undefined && <Wait seconds={problem.retryAfterSeconds} />}
      {problem.requestId && (
        <p className="mt-1 flex items-center gap-1 text-[11px] text-ink-soft">
          <span className="min-w-0 break-all">
            Request <code className="font-mono">{problem.requestId}</code>
          </span>
          <CopyButton text={problem.requestId} what="request id" />
        </p>
      )}
    </div>
  );
}

/** Counts down from when it was first shown. */
function Wait({ seconds }: { readonly seconds: number }) {
  const [until] = useState(() => Date.now() + seconds * 1000);
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    const timer = setInterval(() => setLeft(Math.max(Math.ceil((until - Date.now()) / 1000), 0)), 1000);
    return () => clearInterval(timer);
  }, [until]);
  // Not announced each second: the alert has been read out with the first number.
  return (
    <p aria-live="off" className="mt-0.5 font-medium">
      {left > 0 ? `Try again in ${waitInWords(left)}.` : 'You can try again now.'}
    </p>
  );
}
