'use client';

import { TextField } from '@/components/ui/field';

interface CodeFieldProps {
  readonly name: string;
  readonly label?: string;
  readonly hint?: string;
  readonly error?: string | undefined;
}

/** Six digits of an authenticator app. Phones show digits for it, and password managers fill it in. */
export function CodeField({
  label = 'Code',
  hint = 'The six digits that your authenticator app shows now.',
  ...rest
}: CodeFieldProps) {
  return (
    <TextField
      label={label}
      hint={hint}
      autoComplete="one-time-code"
      inputMode="numeric"
      pattern="\s*[0-9]{3}\s*[0-9]{3}\s*"
      title="Six digits"
      required
      spellCheck={false}
      className="max-w-48 font-mono text-lg tracking-[0.2em]"
      {...rest}
    />
  );
}

/** One of the ten that were shown when the first factor was set up. */
export function RecoveryCodeField({
  label = 'Recovery code',
  hint = 'One of the ten codes that you kept. Each works once.',
  ...rest
}: CodeFieldProps) {
  return (
    <TextField
      label={label}
      hint={hint}
      autoComplete="off"
      autoCapitalize="characters"
      spellCheck={false}
      required
      className="font-mono"
      {...rest}
    />
  );
}
