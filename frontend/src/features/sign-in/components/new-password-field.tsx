'use client';

import { useState } from 'react';
import { PasswordField } from '@/components/ui/field';
import { CheckIcon } from '@/components/ui/icons';

interface NewPasswordFieldProps {
  readonly label: string;
  readonly name: string;
  /** So many characters must it have. */
  readonly minimum: number;
  readonly error?: string | undefined;
}

const MAXIMUM = 128;

/** Says the rules before they are broken, and counts along. What only the server knows (common passwords) it decides. */
export function NewPasswordField({ label, name, minimum, error }: NewPasswordFieldProps) {
  const [length, setLength] = useState(0);
  return (
    <div>
      <PasswordField
        label={label}
        name={name}
        autoComplete="new-password"
        required
        onChange={(event) => setLength([...event.target.value].length)}
        error={error}
      />
      <ul className="mt-2 flex flex-col gap-0.5 text-sm text-ink-soft">
        <Rule isKept={length >= minimum && length <= MAXIMUM}>
          {length > MAXIMUM
            ? `${length} characters, and no more than ${MAXIMUM} can be taken`
            : `At least ${minimum} characters${length > 0 && length < minimum ? `, ${minimum - length} to go` : ''}. Any characters are allowed. A sentence works well.`}
        </Rule>
        <Rule isKept={null}>Not a common password</Rule>
        <Rule isKept={null}>Not your name or address</Rule>
      </ul>
    </div>
  );
}

interface RuleProps {
  /** Null where only the server can tell. */
  readonly isKept: boolean | null;
  readonly children: string | readonly string[];
}

function Rule({ isKept, children }: RuleProps) {
  return (
    <li className="flex gap-2">
      {isKept ? (
        <CheckIcon className="mt-0.5 text-pass" />
      ) : (
        <span aria-hidden className="mx-[5px] mt-[7px] size-1.5 shrink-0 rounded-full border border-current" />
      )}
      <span>
        {children}
        {isKept && <span className="sr-only">: fulfilled</span>}
      </span>
    </li>
  );
}
