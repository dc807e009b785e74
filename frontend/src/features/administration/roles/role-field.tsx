'use client';

import { SelectField } from '@/components/ui/field';
import type { Role } from '@/lib/api/types';
import { ROLE_MEANING } from '../role-words';

const ROLES = ['viewer', 'developer', 'security', 'admin'] as const satisfies readonly Role[];

interface RoleFieldProps {
  /** What stands there for no role at all, if that is a choice. */
  readonly none?: string;
  readonly error?: string | undefined;
}

export function RoleField({ none, error }: RoleFieldProps) {
  return (
    <SelectField label="Role" name="role" error={error} defaultValue={none === undefined ? 'viewer' : ''}>
      {none !== undefined && <option value="">{none}</option>}
      {ROLES.map((role) => (
        <option key={role} value={role}>
          {role}: {ROLE_MEANING[role]}
        </option>
      ))}
    </SelectField>
  );
}

/** What the select's value means. */
export function asRole(text: string): Role | null {
  return ROLES.find((role) => role === text) ?? null;
}
