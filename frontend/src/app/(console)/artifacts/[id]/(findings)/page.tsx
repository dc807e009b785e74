import { EmptyState, ProblemNotice } from '@/components/ui/notice';
import { getArtifact } from '@/features/artifacts/api/get-artifact';
import { getFinding, getFindings } from '@/features/findings/api/get-findings';
import { FindingFilters } from '@/features/findings/components/finding-filters';
import { FindingsTable } from '@/features/findings/components/findings-table';
import { isFiltered, parseFindingQuery } from '@/features/findings/finding-query';
import type { WaivableArtifact } from '@/features/waivers/proposed-scope';
import type { Artifact } from '@/lib/api/types';
import { oneOf } from '@/lib/url/search-parameters';

export default async function FindingsPage({ params, searchParams }: PageProps<'/artifacts/[id]'>) {
  const { id } = await params;
  const parameters = await searchParams;
  const query = parseFindingQuery(parameters);
  const findingId = oneOf(parameters, 'finding');
  const [findings, finding, artifact] = await Promise.all([
    getFindings(id, query),
    findingId ? getFinding(id, findingId) : null,
    getArtifact(id),
  ]);

  if (!findings.ok) return <ProblemNotice problem={findings.problem} />;
  const isEmpty = findings.data.items.length === 0;
  return (
    <section aria-label="Findings">
      {isEmpty && !isFiltered(query) ? (
        <div className="h-3" />
      ) : (
        <FindingFilters artifactId={id} query={query} facets={findings.data.facets} />
      )}
      {isEmpty && <NoFindings isFiltered={isFiltered(query)} />}
      <div hidden={isEmpty}>
        <FindingsTable
          artifactId={id}
          artifact={artifact.ok ? waivableOf(artifact.data) : null}
          query={query}
          firstPage={findings.data}
          initialDetail={finding?.ok ? finding.data : null}
        />
      </div>
    </section>
  );
}

/** What a waiver of a finding is proposed by: the rest of the artifact is not sent to the browser. */
function waivableOf({ project, image, verdicts }: Artifact): WaivableArtifact {
  return {
    project,
    image,
    environments: verdicts.map(({ environment, reasons }) => ({
      environment,
      failing: reasons
        .filter(({ outcome }) => outcome === 'fail')
        .map(({ findings, findingCount }) => ({ ids: findings.map(({ id }) => id), count: findingCount })),
    })),
  };
}

function NoFindings({ isFiltered }: { readonly isFiltered: boolean }) {
  if (isFiltered) {
    return (
      <EmptyState title="No finding matches">
        <p>No finding matches all of these filters. Remove a filter.</p>
      </EmptyState>
    );
  }
  return (
    <EmptyState title="No findings">
      <p>The current scans report no findings. The verdicts above show whether every required kind was scanned.</p>
    </EmptyState>
  );
}
