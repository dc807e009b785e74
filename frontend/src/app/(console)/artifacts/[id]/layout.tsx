import { Suspense } from 'react';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ProblemNotice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { PlimsollMark } from '@/components/ui/plimsoll-mark/plimsoll-mark';
import { WaysToGreen } from '@/features/answers/components/ways-to-green';
import { getArtifact } from '@/features/artifacts/api/get-artifact';
import { ArtifactHeader } from '@/features/artifacts/components/artifact-header';
import { ArtifactTabs } from '@/features/artifacts/components/artifact-tabs';
import { ExportEvidence } from '@/features/artifacts/components/export-evidence';
import { PrintedEvidence } from '@/features/artifacts/components/printed-evidence';
import { maySomewhere } from '@/features/session/api/permissions';
import { VerdictList } from '@/features/artifacts/components/verdict-list';
import { wakeOf } from '@/features/artifacts/wake';
import { getDeploymentsOf } from '@/features/deployments/api/get-deployments';
import { RunsIn } from '@/features/deployments/components/runs-in';
import { FollowChanges } from '@/features/live/live-changes';
import { getWaiversOf } from '@/features/waivers/api/get-waivers';
import { SEVERITIES } from '@/lib/api/types';
import { shownText } from '@/lib/shown-text/shown-text';

export async function generateMetadata({ params }: LayoutProps<'/artifacts/[id]'>): Promise<Metadata> {
  const artifact = await getArtifact((await params).id);
  return { title: artifact.ok ? shownText(artifact.data.image) : 'Artifact' };
}

/** What stays while the evidence below changes: it is not drawn again when a filter or a tab is. */
export default async function ArtifactLayout({ params, children }: LayoutProps<'/artifacts/[id]'>) {
  const { id } = await params;
  const [result, deployments, waivers, canExport] = await Promise.all([
    getArtifact(id),
    getDeploymentsOf(id),
    getWaiversOf(id),
    maySomewhere('evidence:export'),
  ]);
  if (!result.ok) {
    if (result.problem.status === 404 || result.problem.status === 400) notFound();
    return <ProblemNotice problem={result.problem} />;
  }
  const artifact = result.data;
  const mayShip = artifact.verdicts.every(({ outcome }) => outcome === 'pass');
  const findings = SEVERITIES.reduce((sum, severity) => sum + artifact.counts[severity], 0);

  return (
    <>
      <FollowChanges kinds={['report', 'verdict', 'deployment', 'waiver', 'policy']} artifactId={artifact.id} />
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <ArtifactHeader artifact={artifact} />
          <RunsIn deployments={deployments} />
        </div>
        {canExport && (
          <p className="print:hidden">
            <ExportEvidence artifactId={artifact.id} />
          </p>
        )}
      </div>
      <section
        aria-label="Verdicts"
        className="mt-5 grid items-start gap-x-10 gap-y-4 lg:grid-cols-[420px_minmax(0,1fr)] print:grid-cols-[300px_minmax(0,1fr)]"
      >
        <div className="flex justify-center lg:sticky lg:top-16">
          <PlimsollMark
            verdicts={artifact.verdicts}
            load={artifact.load}
            hull={{ counts: artifact.counts, wake: wakeOf(artifact.scans) }}
          />
        </div>
        <VerdictList artifactId={artifact.id} verdicts={artifact.verdicts} waivers={waivers} />
      </section>
      {!mayShip && (
        <Suspense fallback={<Skeleton className="mt-6 h-40 w-full" />}>
          <WaysToGreen artifactId={artifact.id} />
        </Suspense>
      )}
      <PrintedEvidence artifact={artifact} waivers={waivers} />
      <ArtifactTabs artifactId={artifact.id} findings={findings} components={artifact.components} />
      {children}
    </>
  );
}
