import { EmptyState, ProblemNotice } from '@/components/ui/notice';
import { getArtifact } from '@/features/artifacts/api/get-artifact';
import { getComparison } from '@/features/comparison/api/get-comparison';
import { BaseChoice } from '@/features/comparison/components/base-choice';
import { ComparisonView } from '@/features/comparison/components/comparison-view';
import { oneOf } from '@/lib/url/search-parameters';

export default async function ComparePage({ params, searchParams }: PageProps<'/artifacts/[id]/compare'>) {
  const { id } = await params;
  const to = oneOf(await searchParams, 'to');
  const [artifact, comparison] = await Promise.all([getArtifact(id), getComparison(id, to)]);
  // The layout has said why, if the API did not answer.
  if (!artifact.ok) return null;
  const environments = artifact.data.verdicts.map(({ environment }) => environment);
  return (
    <section aria-label="Changes" className="flex flex-col gap-4 pt-3">
      <div className="print:hidden">
        <BaseChoice artifactId={id} environments={environments} to={to} />
      </div>
      {comparison.ok ? (
        <ComparisonView comparison={comparison.data} />
      ) : comparison.problem.code === 'nothing_to_compare' ? (
        <EmptyState title="Nothing to compare with">
          <p>
            {to === undefined
              ? 'This is the first artifact of its image. The next one is compared with this one.'
              : `No artifact of this image is recorded as running in ${to}.`}
          </p>
        </EmptyState>
      ) : (
        <ProblemNotice problem={comparison.problem} />
      )}
    </section>
  );
}
