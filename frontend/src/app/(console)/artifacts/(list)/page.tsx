import { redirect } from 'next/navigation';
import { EmptyState, ProblemNotice } from '@/components/ui/notice';
import { getNewestArtifact } from '@/features/artifacts/api/get-newest-artifact';
import { oneOf } from '@/lib/url/search-parameters';

export const metadata = { title: 'Artifacts' };

/** Leads to the page of the image that is named: an address that people can write by hand, and that earlier versions linked to. */
export default async function ArtifactsPage({ searchParams }: PageProps<'/artifacts'>) {
  const parameters = await searchParams;
  const [image, project] = [oneOf(parameters, 'image'), oneOf(parameters, 'project')];
  if (image === undefined) redirect('/');
  const newest = await getNewestArtifact(image, project);
  if (!newest.ok) return <ProblemNotice problem={newest.problem} />;
  if (newest.data !== null) redirect(`/images/${newest.data.imageId}`);
  return (
    <>
      <header className="mb-4">
        <p className="text-sm text-ink-soft">Image{project && ` in project ${project}`}</p>
        <h1 className="text-xl break-words">{image}</h1>
      </header>
      <EmptyState title="No artifacts">
        <p>
          No report names an image <code className="font-mono">{image}</code>
          {project && ` in project ${project}`}, or you do not have permission to see it.
        </p>
      </EmptyState>
    </>
  );
}
