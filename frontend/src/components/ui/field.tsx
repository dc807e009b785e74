'use client';

import { clsx } from 'clsx';
import { useId, useState, type ComponentProps, type ReactNode } from 'react';
import { EyeIcon, EyeOffIcon } from './icons';

/** What every box to type into looks like. On a phone the text is 16 px: smaller, and the page zooms in on focus. */
export const FIELD_LOOK =
  'h-9 w-full min-w-0 rounded-sm border border-rule-strong bg-surface px-2.5 placeholder:text-ink-soft aria-invalid:border-fail aria-invalid:bg-fail-wash max-sm:text-lg';

interface FieldProps {
  readonly label: ReactNode;
  /** Said before anything is wrong. */
  readonly hint?: ReactNode;
  /** What is wrong with what was typed. */
  readonly error?: string | undefined;
}

/** What joins a box with its label, hint and error. */
export interface FieldBinding {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': true | undefined;
}

interface LabelledProps extends FieldProps {
  /** Beside the label, at the right. */
  readonly aside?: ReactNode;
  readonly children: (binding: FieldBinding) => ReactNode;
}

/** A label, a box of any kind, and below it what to know about it or what is wrong. */
export function Labelled({ label, hint, error, aside, children }: LabelledProps) {
  const id = useId();
  const note = error ?? hint;
  const noteId = `${id}-note`;
  return (
    <div className="min-w-0">
      <div className="mb-1 flex items-baseline justify-between gap-3">
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        {aside}
      </div>
      {children({ id, 'aria-describedby': note ? noteId : undefined, 'aria-invalid': error ? true : undefined })}
      {note && (
        <p id={noteId} className={clsx('mt-1 text-sm', error ? 'font-medium text-fail' : 'text-ink-soft')}>
          {note}
        </p>
      )}
    </div>
  );
}

interface TextFieldProps extends FieldProps, Omit<ComponentProps<'input'>, 'id'> {}

export function TextField({ label, hint, error, className, ...input }: TextFieldProps) {
  return (
    <Labelled label={label} hint={hint} error={error}>
      {(binding) => <input type="text" className={clsx(FIELD_LOOK, className)} {...input} {...binding} />}
    </Labelled>
  );
}

interface PasswordFieldProps extends FieldProps, Omit<ComponentProps<'input'>, 'id' | 'type'> {
  /** What password managers fill in, or offer to make up. */
  readonly autoComplete: 'current-password' | 'new-password';
}

/** Pasting is welcome, and one can see what one types. */
export function PasswordField({ label, hint, error, className, ...input }: PasswordFieldProps) {
  const [isShown, setIsShown] = useState(false);
  const Icon = isShown ? EyeOffIcon : EyeIcon;
  return (
    <Labelled label={label} hint={hint} error={error}>
      {(binding) => (
        <div className="relative">
          <input
            type={isShown ? 'text' : 'password'}
            spellCheck={false}
            autoCapitalize="none"
            autoCorrect="off"
            className={clsx(FIELD_LOOK, 'pr-10', isShown && 'font-mono', className)}
            {...input}
            {...binding}
          />
          <button
            type="button"
            aria-pressed={isShown}
            aria-controls={binding.id}
            aria-label="Show password"
            title={isShown ? 'Hide password' : 'Show password'}
            onClick={() => setIsShown((shown) => !shown)}
            className="absolute inset-y-0.5 right-0.5 grid w-8 place-items-center rounded-sm text-ink-soft hover:bg-sunken hover:text-ink"
          >
            <Icon />
          </button>
        </div>
      )}
    </Labelled>
  );
}

interface SelectFieldProps extends FieldProps, Omit<ComponentProps<'select'>, 'id'> {}

export function SelectField({ label, hint, error, className, ...select }: SelectFieldProps) {
  return (
    <Labelled label={label} hint={hint} error={error}>
      {(binding) => <select className={clsx(FIELD_LOOK, className)} {...select} {...binding} />}
    </Labelled>
  );
}

interface TextAreaFieldProps extends FieldProps, Omit<ComponentProps<'textarea'>, 'id'> {}

export function TextAreaField({ label, hint, error, className, ...area }: TextAreaFieldProps) {
  return (
    <Labelled label={label} hint={hint} error={error}>
      {(binding) => (
        <textarea className={clsx(FIELD_LOOK, 'min-h-20 resize-y py-2', className)} {...area} {...binding} />
      )}
    </Labelled>
  );
}
