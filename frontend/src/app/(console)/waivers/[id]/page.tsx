import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { NoPermission } from '@/components/ui/no-permission';
import { ProblemNotice } from '@/components/ui/notice';
import { maySomewhere } from '@/features/session/api/permissions';
import { getWaiver, getWaiverVerdicts } from '@/features/waivers/api/get-waivers';
import { WaiverActions } from '@/features/waivers/components/waiver-actions';
import { WaiverApprovals } from '@/features/waivers/components/waiver-approvals';
import { WaiverHeader } from '@/features/waivers/components/waiver-header';
import { ApprovalPreview } from '@/features/waivers/components/waiver-preview';
import { WaiverRevisions } from '@/features/waivers/components/waiver-revisions';
import { WaiverScopeFacts } from '@/features/waivers/components/waiver-scope';
import { WaiverTerms } from '@/features/waivers/components/waiver-terms';
import { WaiverUses } from '@/features/waivers/components/waiver-uses';
import { shownText } from '@/lib/shown-text/shown-text';

export async function generateMetadata({ params }: PageProps<'/waivers/[id]'>): Promise<Metadata> {
  const waiver = await getWaiver((await params).id);
  return { title: waiver.ok ? shownText(waiver.data.name) : 'Waiver' };
}

export default async function WaiverPage({ params }: PageProps<'/waivers/[id]'>) {
  if (!(await maySomewhere('waiver:read'))) return <NoPermission title="Waiver" permission="waiver:read" />;
  const { id } = await params;
  const [result, verdicts, mayPreview] = await Promise.all([
    getWaiver(id),
    getWaiverVerdicts(id),
    maySomewhere('waiver:request'),
  ]);
  if (!result.ok) {
    if (result.problem.status === 404 || result.problem.status === 400) notFound();
    return <ProblemNotice problem={result.problem} />;
  }
  const waiver = result.data;
  return (
    <>
      <WaiverHeader waiver={waiver} />
      <WaiverActions waiver={waiver} />
      {waiver.newNames.length > 0 && (
        <p className="mt-4 rounded-sm border border-l-4 border-rule border-l-fail bg-surface px-4 py-3">
          Since the approval the advisory is also called {waiver.newNames.join(', ')}. The waiver does not cover these
          names. Request a new revision to confirm them.
        </p>
      )}
      <div className="mt-5 grid items-start gap-x-10 gap-y-6 lg:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-6">
          <section aria-label="Scope">
            <h2 className="mb-1.5 text-base">What it covers</h2>
            <WaiverScopeFacts scope={waiver.scope} project={waiver.project} />
          </section>
          <WaiverTerms waiver={waiver} />
          {waiver.state === 'requested' && mayPreview && <ApprovalPreview waiver={waiver} />}
        </div>
        <div className="flex min-w-0 flex-col gap-6">
          <WaiverApprovals waiver={waiver} />
          <Renewals renews={waiver.renews} renewedBy={waiver.renewedBy} />
          {verdicts.ok ? (
            <WaiverUses waiverId={id} firstPage={verdicts.data} />
          ) : (
            <ProblemNotice problem={verdicts.problem} />
          )}
          {waiver.revisions.length > 1 && <WaiverRevisions revisions={waiver.revisions} />}
        </div>
      </div>
    </>
  );
}

interface RenewalsProps {
  readonly renews: string | null;
  readonly renewedBy: readonly string[];
}

function Renewals({ renews, renewedBy }: RenewalsProps) {
  if (renews === null && renewedBy.length === 0) return null;
  return (
    <section aria-label="Renewals" className="text-sm">
      <h2 className="text-base">Renewals</h2>
      {renews !== null && (
        <p>
          It renews{' '}
          <Link href={`/waivers/${renews}`} className="link">
            another waiver
          </Link>
          .
        </p>
      )}
      {renewedBy.map((id) => (
        <p key={id}>
          Renewed by{' '}
          <Link href={`/waivers/${id}`} className="link">
            a later waiver
          </Link>
          .
        </p>
      ))}
    </section>
  );
}
