import { Suspense } from 'react';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ProblemNotice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { LOAD_IN_WORDS } from '@/components/ui/plimsoll-mark/load-in-words';
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

const BELOW_BOTH = 'min-w-0 lg:col-span-2 lg:row-start-2 print:col-span-2 print:row-start-2';

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
      {/* In the order of a phone and of a reader of screens: verdicts, how to fix them, the drawing. */}
      <div className="mt-5 grid gap-x-10 gap-y-6 lg:grid-cols-[420px_minmax(0,1fr)] print:grid-cols-[300px_minmax(0,1fr)]">
        <section aria-label="Verdicts" className="min-w-0 lg:col-start-2 print:col-start-2">
          <VerdictList artifactId={artifact.id} verdicts={artifact.verdicts} waivers={waivers} />
        </section>
        {!mayShip && (
          <Suspense fallback={<Skeleton className={`h-40 ${BELOW_BOTH}`} />}>
            <div className={BELOW_BOTH}>
              <WaysToGreen artifactId={artifact.id} />
            </div>
          </Suspense>
        )}
        {/* As high as the verdicts: the drawing stays beside them while they are read, and goes no further. */}
        <div className="lg:col-start-1 lg:row-start-1 print:col-start-1 print:row-start-1">
          <figure className="mx-auto w-full max-w-[420px] lg:sticky lg:top-16">
            <PlimsollMark
              verdicts={artifact.verdicts}
              load={artifact.load}
              hull={{ counts: artifact.counts, wake: wakeOf(artifact.scans) }}
            />
            <figcaption className="mt-2 text-xs text-ink-soft">
              {LOAD_IN_WORDS} A line under water is an environment that the artifact cannot ship to.
            </figcaption>
          </figure>
        </div>
      </div>
      <PrintedEvidence artifact={artifact} waivers={waivers} />
      <ArtifactTabs artifactId={artifact.id} findings={findings} components={artifact.components} />
      {children}
    </>
  );
}
