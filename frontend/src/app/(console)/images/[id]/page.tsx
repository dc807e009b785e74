import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { EmptyState, ProblemNotice } from '@/components/ui/notice';
import { getEnvironments } from '@/features/fleet/api/get-environments';
import { getBuilds, getImage } from '@/features/images/api/get-image';
import { BuildsTable } from '@/features/images/components/builds-table';
import { FindingTrend } from '@/features/images/components/finding-trend';
import { ImageHeader } from '@/features/images/components/image-header';
import { OpenTimes } from '@/features/images/components/open-times';
import { RunningArtifacts } from '@/features/images/components/running-artifacts';
import { FollowChanges } from '@/features/live/live-changes';
import { shownText } from '@/lib/shown-text/shown-text';

export async function generateMetadata({ params }: PageProps<'/images/[id]'>): Promise<Metadata> {
  const image = await getImage((await params).id);
  return { title: image.ok ? shownText(image.data.repository) : 'Image' };
}

/** An image by its artifacts: how its findings develop, what of it runs where, and what each artifact changed. */
export default async function ImagePage({ params }: PageProps<'/images/[id]'>) {
  const { id } = await params;
  const [result, builds, environments] = await Promise.all([getImage(id), getBuilds(id), getEnvironments()]);
  if (!result.ok) {
    if (result.problem.status === 404 || result.problem.status === 400) notFound();
    return <ProblemNotice problem={result.problem} />;
  }
  const image = result.data;
  return (
    <>
      <FollowChanges kinds={['report', 'verdict', 'deployment', 'policy']} />
      <ImageHeader image={image} />
      {image.trend.length === 0 ? (
        <div className="mt-5">
          <EmptyState title="No artifacts">
            <p>This image has no artifact. The next report that names it adds one.</p>
          </EmptyState>
        </div>
      ) : (
        <>
          <div className="mt-6 grid items-start gap-x-10 gap-y-6 xl:grid-cols-[minmax(0,1fr)_26rem]">
            <FindingTrend trend={image.trend} total={image.artifactCount} />
            <div className="flex flex-col gap-6">
              <RunningArtifacts deployments={image.deployments} />
              {image.openTimes && image.latest && <OpenTimes times={image.openTimes} artifactId={image.latest.id} />}
            </div>
          </div>
          <section aria-labelledby="artifacts" className="mt-8">
            <h2 id="artifacts" className="mb-2 text-lg">
              Artifacts
            </h2>
            {builds.ok ? (
              <BuildsTable imageId={id} firstPage={builds.data} environments={environments} />
            ) : (
              <ProblemNotice problem={builds.problem} />
            )}
          </section>
        </>
      )}
    </>
  );
}
