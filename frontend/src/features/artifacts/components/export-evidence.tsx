import { buttonLook } from '@/components/ui/button';

/** Everything that the verdicts rest on, as one signed archive. */
export function ExportEvidence({ artifactId }: { readonly artifactId: string }) {
  return (
    <a
      href={`/api/v1/artifacts/${artifactId}/evidence`}
      download
      className={buttonLook('plain')}
      title="Verdicts, reports, waivers, deployments and policy versions as one signed archive"
    >
      Export evidence
    </a>
  );
}
