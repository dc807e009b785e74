import Link from 'next/link';
import { PartForbidden } from '@/components/ui/no-permission';
import { ProblemNotice } from '@/components/ui/notice';
import { GrantList } from '@/features/administration/roles/grant-list';
import { getProjectMembers, mayInProject } from '@/features/projects/api/get-projects';

export default async function ProjectMembersPage({ params }: PageProps<'/projects/[slug]/members'>) {
  const { slug } = await params;
  if (!(await mayInProject(slug, 'role:read'))) return <PartForbidden permission="role:read" />;
  const [members, canWrite] = await Promise.all([getProjectMembers(slug), mayInProject(slug, 'role:write')]);
  return (
    <section aria-label="Members">
      <p className="mb-3 max-w-[100ch] text-ink-soft">
        People with a role in this project. A role that is granted everywhere counts here as well:{' '}
        <Link href="/administration/roles" className="link">
          all roles
        </Link>
        .
      </p>
      {members.ok ? (
        <GrantList
          firstPage={members.data}
          project={slug}
          projects={[slug]}
          canWrite={canWrite}
          canBeEverywhere={false}
        />
      ) : (
        <ProblemNotice problem={members.problem} />
      )}
    </section>
  );
}
