'use client';

import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { FormProblem } from '@/components/ui/form-problem';
import { isAbout } from '@/lib/api/problem';
import type { ApiResult } from '@/lib/api/client';
import { useSubmission } from '@/lib/forms/use-submission';

interface ReviewedFormProps<Content, T> {
  readonly label: string;
  /** The names of the fields. */
  readonly fields: readonly string[];
  readonly children: (errorOf: (field: string) => string | undefined) => ReactNode;
  /** As the fields say it. */
  readonly contentOf: (fields: FormData) => Content;
  /** What would follow from it, before it is sent. */
  readonly renderReview: (content: Content) => ReactNode;
  readonly send: (content: Content) => Promise<ApiResult<T>>;
  /** Where there is nothing to fill in: what is reviewed at once. */
  readonly initialContent?: Content;
  /** What the last button does. */
  readonly verb: string;
  readonly onDone: (data: T) => void;
  readonly onClose: () => void;
}

/** A form in two steps: what is asked for, and what would follow. Nothing is sent before the second. */
export function ReviewedForm<Content, T>({
  label,
  fields,
  children,
  contentOf,
  renderReview,
  send,
  initialContent,
  verb,
  onDone,
  onClose,
}: ReviewedFormProps<Content, T>) {
  const [content, setContent] = useState<Content | null>(initialContent ?? null);
  const panel = useRef<HTMLDivElement>(null);
  const { formProps, isSending, problem, errorOf, setProblem } = useSubmission<T | null>({
    send: async (data) => {
      if (content === null) {
        setContent(contentOf(data));
        return { ok: true, data: null };
      }
      const result = await send(content);
      const isOfField =
        !result.ok && fields.some((field) => result.problem.issues?.some((each) => isAbout(each, field)));
      if (isOfField) setContent(null);
      return result;
    },
    onDone: (data) => {
      if (data !== null) onDone(data);
    },
  });
  const isReviewed = content !== null;
  const hasFields = initialContent === undefined;
  useEffect(() => {
    if (isReviewed) panel.current?.focus();
  }, [isReviewed]);
  const back = () => {
    setProblem(null);
    setContent(null);
  };
  return (
    <form {...formProps} aria-label={label} className="flex min-h-0 flex-col">
      {hasFields && (
        <div hidden={isReviewed} className="flex min-h-0 flex-col gap-4 overflow-y-auto p-4 hidden:hidden">
          {children(errorOf)}
          {!isReviewed && problem && <FormProblem problem={problem} fields={fields} />}
        </div>
      )}
      {content !== null && (
        <div ref={panel} tabIndex={-1} className="flex min-h-0 flex-col gap-4 overflow-y-auto p-4 outline-none">
          {problem && <FormProblem problem={problem} fields={[]} />}
          {renderReview(content)}
        </div>
      )}
      <div className="flex flex-wrap justify-end gap-2 border-t border-rule px-4 py-3">
        <Button onClick={isReviewed && hasFields ? back : onClose} disabled={isSending}>
          {isReviewed && hasFields ? 'Back' : 'Cancel'}
        </Button>
        <Button type="submit" look="primary" disabled={isSending}>
          {!isReviewed ? 'Review' : isSending ? 'One moment…' : verb}
        </Button>
      </div>
    </form>
  );
}
