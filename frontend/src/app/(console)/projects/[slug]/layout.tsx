import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { NoPermission } from '@/components/ui/no-permission';
import { ProblemNotice } from '@/components/ui/notice';
import { getProject } from '@/features/projects/api/get-projects';
import { ProjectHeader } from '@/features/projects/components/project-header';
import { ProjectTabs } from '@/features/projects/components/project-tabs';
import { maySomewhere } from '@/features/session/api/permissions';
import { shownText } from '@/lib/shown-text/shown-text';

export async function generateMetadata({ params }: LayoutProps<'/projects/[slug]'>): Promise<Metadata> {
  const project = await getProject((await params).slug);
  return { title: project.ok ? shownText(project.data.name) : 'Project' };
}

export default async function ProjectLayout({ params, children }: LayoutProps<'/projects/[slug]'>) {
  if (!(await maySomewhere('project:read'))) return <NoPermission title="Project" permission="project:read" />;
  const project = await getProject((await params).slug);
  if (!project.ok) {
    if (project.problem.status === 404) notFound();
    return <ProblemNotice problem={project.problem} />;
  }
  return (
    <>
      <ProjectHeader project={project.data} />
      <ProjectTabs project={project.data} />
      {children}
    </>
  );
}
