import { PartForbidden } from '@/components/ui/no-permission';
import { ProblemNotice } from '@/components/ui/notice';
import { getProjectSlugs, getRoleGrants, getRoles } from '@/features/administration/api/administration-data';
import { GrantList } from '@/features/administration/roles/grant-list';
import { RoleMatrix } from '@/features/administration/roles/role-matrix';
import { mayEverywhere, maySomewhere } from '@/features/session/api/permissions';

export const metadata = { title: 'Roles' };

export default async function RolesPage() {
  if (!(await maySomewhere('role:read'))) return <PartForbidden permission="role:read" />;
  const [roles, grants, projects, canWrite, canBeEverywhere] = await Promise.all([
    getRoles(),
    getRoleGrants(),
    getProjectSlugs(),
    maySomewhere('role:write'),
    mayEverywhere('role:write'),
  ]);
  return (
    <div className="flex flex-col gap-8">
      <section aria-labelledby="granted">
        <h2 id="granted" className="mb-2 text-lg">
          Role assignments
        </h2>
        {grants.ok ? (
          <GrantList
            firstPage={grants.data}
            projects={projects}
            canWrite={canWrite}
            canBeEverywhere={canBeEverywhere}
          />
        ) : (
          <ProblemNotice problem={grants.problem} />
        )}
      </section>
      <section aria-labelledby="meaning">
        <h2 id="meaning" className="mb-2 text-lg">
          Permissions by role
        </h2>
        {roles.ok ? <RoleMatrix roles={roles.data} /> : <ProblemNotice problem={roles.problem} />}
      </section>
    </div>
  );
}
