'use client';

import { useState } from 'react';
import { SelectField } from '@/components/ui/field';
import type { Role } from '@/lib/api/types';
import { ROLE_MEANING } from '../role-words';

const ROLES = ['viewer', 'developer', 'security', 'admin'] as const satisfies readonly Role[];

interface RoleFieldProps {
  /** What stands there for no role at all, if that is a choice. */
  readonly none?: string;
  readonly error?: string | undefined;
}

/** A role by its name, and below it what it means. */
export function RoleField({ none, error }: RoleFieldProps) {
  const [role, setRole] = useState<Role | null>(none === undefined ? 'viewer' : null);
  return (
    <SelectField
      label="Role"
      name="role"
      error={error}
      hint={role === null ? 'Can sign in and sees nothing yet.' : `${ROLE_MEANING[role]}.`}
      value={role ?? ''}
      onChange={(event) => setRole(asRole(event.target.value))}
    >
      {none !== undefined && <option value="">{none}</option>}
      {ROLES.map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </SelectField>
  );
}

/** What the select's value means. */
export function asRole(text: string): Role | null {
  return ROLES.find((role) => role === text) ?? null;
}
