import { CheckIcon, LockIcon } from '@/components/ui/icons';
import type { Permission, RoleDescription } from '@/lib/api/types';
import { PERMISSION_MEANING, ROLE_MEANING } from '../role-words';

type Kind = RoleDescription['permissions'][number]['kind'];

const KIND: Record<Kind, string> = {
  project: 'in the projects where the role is granted',
  any: 'wherever the role is granted',
  global: 'only where the role is granted everywhere',
};

/** Which role may do what, and where it counts. */
export function RoleMatrix({ roles }: { readonly roles: readonly RoleDescription[] }) {
  const permissions = permissionsOf(roles);
  return (
    <div tabIndex={0} role="region" aria-label="Roles and permissions" className="relative overflow-x-auto">
      <table className="w-full min-w-160 border-separate border-spacing-0 text-sm">
        <caption className="sr-only">Permissions by role</caption>
        <thead>
          <tr>
            <th scope="col" className={`${HEAD} text-left`}>
              Permission
            </th>
            {roles.map(({ role, isMfaRequired }) => (
              <th key={role} scope="col" className={`${HEAD} w-36 text-center`}>
                <span className="block text-sm font-semibold text-ink">{role}</span>
                <span className="flex items-center justify-center gap-1 font-normal">
                  {isMfaRequired ? (
                    <>
                      <LockIcon className="size-3" /> second factor
                    </>
                  ) : (
                    'password is enough'
                  )}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {permissions.map(({ permission, kind }) => (
            <tr key={permission} className="bg-surface">
              <th scope="row" className={`${CELL} text-left font-normal`}>
                {PERMISSION_MEANING[permission]}
                <span className="block text-xs text-ink-soft">
                  <code className="font-mono">{permission}</code>, {KIND[kind]}
                </span>
              </th>
              {roles.map((role) => (
                <td key={role.role} className={`${CELL} text-center`}>
                  {role.permissions.some((held) => held.permission === permission) ? (
                    <>
                      <CheckIcon className="mx-auto text-accent" />
                      <span className="sr-only">yes</span>
                    </>
                  ) : (
                    <span className="text-ink-soft">
                      <span aria-hidden>–</span>
                      <span className="sr-only">no</span>
                    </span>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr className="bg-surface">
            <th scope="row" className={`${CELL} text-left font-normal text-ink-soft`}>
              Summary
            </th>
            {roles.map(({ role }) => (
              <td key={role} className={`${CELL} text-center align-top text-xs text-ink-soft`}>
                {ROLE_MEANING[role]}
              </td>
            ))}
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

const HEAD = 'border-y border-rule bg-sunken px-3 py-2 text-xs font-medium text-ink-soft';
const CELL = 'border-b border-rule px-3 py-1.5';

interface PermissionRow {
  readonly permission: Permission;
  readonly kind: Kind;
}

/** In the order in which roles gain them: first what every role has. */
function permissionsOf(roles: readonly RoleDescription[]): PermissionRow[] {
  const rows = new Map<Permission, PermissionRow & { readonly holders: number }>();
  for (const { permissions } of roles) {
    for (const { permission, kind } of permissions) {
      rows.set(permission, { permission, kind, holders: (rows.get(permission)?.holders ?? 0) + 1 });
    }
  }
  return [...rows.values()].toSorted((a, b) => b.holders - a.holders);
}
