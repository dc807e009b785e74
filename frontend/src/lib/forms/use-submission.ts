'use client';

import { useEffect, useRef, useState, type FormEvent, type RefObject } from 'react';
import type { ApiResult } from '../api/client';
import { isAbout, type Problem } from '../api/problem';

interface Submission {
  /** For the form element. It is sent by the script; should that not run, then by POST, so that no secret gets into an address. */
  readonly formProps: {
    readonly ref: RefObject<HTMLFormElement | null>;
    readonly method: 'post';
    readonly onSubmit: (event: FormEvent<HTMLFormElement>) => void;
  };
  readonly isSending: boolean;
  readonly problem: Problem | null;
  /** What is wrong with the field of that name. */
  readonly errorOf: (field: string) => string | undefined;
  readonly setProblem: (problem: Problem | null) => void;
  /** Counts refusals. As key of a field with a secret, it has the field start empty again; everything else stays as typed. */
  readonly refusals: number;
}

interface SubmissionOptions<T> {
  readonly send: (fields: FormData) => Promise<ApiResult<T>>;
  readonly onDone: (data: T) => void | Promise<void>;
  /** What went wrong before the form was there. */
  readonly initialProblem?: Problem | undefined;
}

/**
 * A form that is sent to the API, and where the focus goes to what is wrong. The fields are the browser's own
 * (uncontrolled), so that what a password manager fills in early is not lost.
 */
export function useSubmission<T>({ send, onDone, initialProblem }: SubmissionOptions<T>): Submission {
  const form = useRef<HTMLFormElement>(null);
  const [problem, setProblem] = useState<Problem | null>(initialProblem ?? null);
  const [refusals, setRefusals] = useState(0);
  const [isSending, setIsSending] = useState(false);

  useEffect(() => {
    if (problem === null) return;
    const target =
      form.current?.querySelector<HTMLElement>('[aria-invalid="true"]') ??
      form.current?.querySelector<HTMLElement>('[data-form-problem]');
    target?.focus();
  }, [problem]);

  const submit = async (fields: FormData) => {
    setIsSending(true);
    setProblem(null);
    try {
      const result = await send(fields);
      if (result.ok) return await onDone(result.data);
      setRefusals((count) => count + 1);
      setProblem(result.problem);
    } finally {
      setIsSending(false);
    }
  };

  return {
    formProps: {
      ref: form,
      method: 'post',
      onSubmit: (event) => {
        event.preventDefault();
        if (!isSending) void submit(new FormData(event.currentTarget));
      },
    },
    isSending,
    problem,
    errorOf: (field) => problem?.issues?.find((issue) => isAbout(issue, field))?.message,
    setProblem,
    refusals,
  };
}

/** A field's text as typed; empty for one that is not there. */
export function textOf(fields: FormData, name: string): string {
  const value = fields.get(name);
  return typeof value === 'string' ? value : '';
}
