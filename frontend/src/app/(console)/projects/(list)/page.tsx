import Link from 'next/link';
import { Command } from '@/components/ui/command';
import { FilterChip } from '@/components/ui/filter-chip';
import { NoPermission } from '@/components/ui/no-permission';
import { EmptyState, ProblemNotice } from '@/components/ui/notice';
import { SearchField } from '@/components/ui/search-field';
import { OwnTokenLink } from '@/features/account/components/own-token-link';
import { getProjects } from '@/features/projects/api/get-projects';
import { CreateProjectButton } from '@/features/projects/components/create-project';
import { ProjectsTable } from '@/features/projects/components/projects-table';
import { parseProjectsQuery, projectsHref, type ProjectsQuery } from '@/features/projects/projects-query';
import { mayEverywhere, maySomewhere } from '@/features/session/api/permissions';
import { counted } from '@/lib/format/number';
import { pageOrigin } from '@/lib/http/page-origin';

export const metadata = { title: 'Projects' };

export default async function ProjectsPage({ searchParams }: PageProps<'/projects'>) {
  if (!(await maySomewhere('project:read'))) return <NoPermission title="Projects" permission="project:read" />;
  const query = parseProjectsQuery(await searchParams);
  const [projects, mayCreate] = await Promise.all([getProjects(query), mayEverywhere('project:create')]);
  const isArchived = query.state === 'archived';
  const isEmpty = projects.ok && projects.data.items.length === 0;
  return (
    <>
      <div className="mb-3 flex min-h-8 flex-wrap items-center gap-x-4 gap-y-2">
        <h1 className="text-xl">Projects</h1>
        {projects.ok && !isEmpty && <p className="text-ink-soft">{counted(projects.data.total, 'project')}</p>}
        {mayCreate && (
          <div className="ml-auto">
            <CreateProjectButton />
          </div>
        )}
      </div>
      <div className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2 print:hidden">
        <SearchField label="Search projects" />
        <FilterChip href={projectsHref({ ...query, state: isArchived ? 'active' : 'archived' })} isOn={isArchived}>
          Archived
        </FilterChip>
      </div>
      {!projects.ok && <ProblemNotice problem={projects.problem} />}
      {isEmpty && <NoProject query={query} origin={await pageOrigin()} />}
      {projects.ok && !isEmpty && <ProjectsTable query={query} firstPage={projects.data} />}
    </>
  );
}

interface NoProjectProps {
  readonly query: ProjectsQuery;
  readonly origin: string;
}

function NoProject({ query: { q, state }, origin }: NoProjectProps) {
  if (q !== undefined) {
    return (
      <EmptyState title="No matching project">
        <p>
          No {state} project has “{q}” in its name or slug.
        </p>
      </EmptyState>
    );
  }
  if (state === 'archived') {
    return (
      <EmptyState title="No project is archived">
        <p>An archived project keeps all that it has and takes in nothing new. Archive one on its page.</p>
      </EmptyState>
    );
  }
  return (
    <EmptyState title="There is no project yet">
      <p>
        A project owns images. Roles, tokens and waivers can be limited to it. The first report creates its project:{' '}
        <Link href="/send" className="link">
          send one
        </Link>{' '}
        to the default project, or name another in a pipeline, with a token of <OwnTokenLink />:
      </p>
      <Command
        text={`curl -H "Authorization: Bearer $PLIMSOLL_TOKEN" --data-binary @report.json '${origin}/api/v1/reports?project=web-shop'`}
      />
    </EmptyState>
  );
}
