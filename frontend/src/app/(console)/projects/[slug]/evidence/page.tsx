import { PartForbidden } from '@/components/ui/no-permission';
import { ProblemNotice } from '@/components/ui/notice';
import { getEnvironments } from '@/features/fleet/api/get-environments';
import { getProjectEvidence, mayInProject } from '@/features/projects/api/get-projects';
import { EnvironmentEvidenceView } from '@/features/projects/components/environment-evidence';
import { EvidenceForm } from '@/features/projects/components/evidence-form';
import { evidenceArchiveHref, parseEvidenceQuery } from '@/features/projects/evidence-query';

export default async function ProjectEvidencePage({ params, searchParams }: PageProps<'/projects/[slug]/evidence'>) {
  const { slug } = await params;
  if (!(await mayInProject(slug, 'evidence:export'))) return <PartForbidden permission="evidence:export" />;
  const environments = await getEnvironments();
  const now = Date.now();
  const query = parseEvidenceQuery(await searchParams, environments, now);
  const evidence = await getProjectEvidence(slug, query, now);
  return (
    <section aria-label="Evidence">
      <p className="mb-3 max-w-[100ch] text-ink-soft print:hidden">
        All artifacts that were evaluated for an environment in a time span, or ran there, with verdicts, reports,
        waivers, deployments and policy versions: one signed archive that can be verified offline. Print this page for a
        copy on paper.
      </p>
      <EvidenceForm project={slug} query={query} environments={environments} />
      {evidence.ok ? (
        <EnvironmentEvidenceView evidence={evidence.data} href={evidenceArchiveHref(slug, query, now)} />
      ) : (
        <div className="mt-5">
          <ProblemNotice problem={evidence.problem} />
        </div>
      )}
    </section>
  );
}
