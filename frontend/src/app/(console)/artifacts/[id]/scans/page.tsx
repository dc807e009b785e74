import { getArtifact } from '@/features/artifacts/api/get-artifact';
import { ScanList } from '@/features/artifacts/components/scan-list';

export default async function ScansPage({ params }: PageProps<'/artifacts/[id]/scans'>) {
  const artifact = await getArtifact((await params).id);
  // The layout has said why, if the API did not answer.
  if (!artifact.ok) return null;
  return (
    <section aria-label="Scans">
      <p className="py-3 text-ink-soft">The ten newest reports, plus older ones that the verdicts use.</p>
      <ScanList scans={artifact.data.scans} />
    </section>
  );
}
