import { Command } from '@/components/ui/command';
import { EmptyState, ProblemNotice } from '@/components/ui/notice';
import { getEnvironments } from '@/features/fleet/api/get-environments';
import { getProjectImages, getTargetProjects, mayInProject } from '@/features/projects/api/get-projects';
import { ProjectImages } from '@/features/projects/components/project-images';
import { pageOrigin } from '@/lib/http/page-origin';

export default async function ProjectImagesPage({ params }: PageProps<'/projects/[slug]'>) {
  const { slug } = await params;
  const [images, environments, origin, canMove] = await Promise.all([
    getProjectImages(slug),
    getEnvironments(),
    pageOrigin(),
    mayInProject(slug, 'image:move'),
  ]);
  if (!images.ok) return <ProblemNotice problem={images.problem} />;
  if (images.data.items.length === 0) {
    return (
      <EmptyState title="No reports yet">
        <p>Send a report and name the project. Its image appears here, with a verdict for each environment.</p>
        <Command
          text={`curl -H "Authorization: Bearer $PLIMSOLL_TOKEN" --data-binary @report.json '${origin}/api/v1/reports?project=${slug}'`}
        />
      </EmptyState>
    );
  }
  return (
    <ProjectImages
      project={slug}
      firstPage={images.data}
      environments={environments}
      movableTo={canMove ? await getTargetProjects() : null}
    />
  );
}
