import { EmptyState, ProblemNotice } from '@/components/ui/notice';
import { getPackages } from '@/features/findings/api/get-packages';
import { FindingViews } from '@/features/findings/components/finding-views';
import { PackagesTable } from '@/features/findings/components/packages-table';

export default async function PackagesPage({ params }: PageProps<'/artifacts/[id]/packages'>) {
  const { id } = await params;
  const packages = await getPackages(id);
  if (!packages.ok) return <ProblemNotice problem={packages.problem} />;
  return (
    <section aria-label="Vulnerabilities by package">
      <div className="flex py-3 print:hidden">
        <FindingViews artifactId={id} here="packages" />
      </div>
      {packages.data.items.length > 0 ? (
        <PackagesTable artifactId={id} firstPage={packages.data} />
      ) : (
        <EmptyState title="No vulnerabilities in packages">
          <p>The current scans report none. Secrets, misconfigurations and licences are among the findings.</p>
        </EmptyState>
      )}
    </section>
  );
}
