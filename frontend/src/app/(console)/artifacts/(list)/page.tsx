import { redirect } from 'next/navigation';
import { EmptyState, ProblemNotice } from '@/components/ui/notice';
import { getArtifacts } from '@/features/artifacts/api/get-artifacts';
import { parseArtifactsQuery } from '@/features/artifacts/artifacts-query';
import { ArtifactsTable } from '@/features/artifacts/components/artifacts-table';
import { getEnvironments } from '@/features/fleet/api/get-environments';
import { counted } from '@/lib/format/number';

export const metadata = { title: 'Artifacts' };

export default async function ArtifactsPage({ searchParams }: PageProps<'/artifacts'>) {
  const query = parseArtifactsQuery(await searchParams);
  if (query === null) redirect('/');
  const [artifacts, environments] = await Promise.all([getArtifacts(query), getEnvironments()]);
  const isEmpty = artifacts.ok && artifacts.data.items.length === 0;
  return (
    <>
      <header className="mb-4">
        <p className="text-sm text-ink-soft">Artifacts of an image{query.project && ` in project ${query.project}`}</p>
        <div className="flex flex-wrap items-baseline gap-x-4">
          <h1 className="min-w-0 text-xl break-words">{query.image}</h1>
          {artifacts.ok && !isEmpty && <p className="text-ink-soft">{counted(artifacts.data.total, 'artifact')}</p>}
        </div>
      </header>
      {!artifacts.ok && <ProblemNotice problem={artifacts.problem} />}
      {isEmpty && (
        <EmptyState title="No artifacts">
          <p>
            No report names an image <code className="font-mono">{query.image}</code>
            {query.project && ` in project ${query.project}`}, or you do not have permission to see it.
          </p>
        </EmptyState>
      )}
      {artifacts.ok && !isEmpty && (
        <ArtifactsTable query={query} firstPage={artifacts.data} environments={environments} />
      )}
    </>
  );
}
