import { EmptyState, ProblemNotice } from '@/components/ui/notice';
import { SearchField } from '@/components/ui/search-field';
import { getComponents } from '@/features/artifacts/api/get-components';
import { ComponentsTable } from '@/features/artifacts/components/components-table';
import { oneOf } from '@/lib/url/search-parameters';

export default async function ComponentsPage({ params, searchParams }: PageProps<'/artifacts/[id]/components'>) {
  const { id } = await params;
  const q = oneOf(await searchParams, 'q');
  const components = await getComponents(id, q);
  if (!components.ok) return <ProblemNotice problem={components.problem} />;
  return (
    <section aria-label="Components">
      <div className="flex py-3">
        <SearchField label="Search components" />
      </div>
      {components.data.items.length > 0 ? (
        <ComponentsTable artifactId={id} q={q} firstPage={components.data} />
      ) : (
        <EmptyState title={q === undefined ? 'No components' : 'No component is called that'}>
          <p>
            {q === undefined
              ? 'The reports list only findings. To see every package, send an SBOM or run Trivy with --list-all-pkgs.'
              : `No component name contains “${q}”.`}
          </p>
        </EmptyState>
      )}
    </section>
  );
}
