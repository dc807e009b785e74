import { EmptyState, ProblemNotice } from '@/components/ui/notice';
import { getBaseImage, getBuiltOn } from '@/features/answers/api/get-base-image';
import { BaseLine } from '@/features/answers/components/base-line';
import { NewerBuilds } from '@/features/answers/components/newer-builds';
import { BuiltOnTable } from '@/features/answers/components/built-on-table';

export default async function BasePage({ params }: PageProps<'/artifacts/[id]/base'>) {
  const { id } = await params;
  const [base, builtOn] = await Promise.all([getBaseImage(id), getBuiltOn(id)]);
  if (!base.ok) return <ProblemNotice problem={base.problem} />;
  if (!builtOn.ok) return <ProblemNotice problem={builtOn.problem} />;
  return (
    <section aria-label="Base image" className="pt-3">
      <BaseLine base={base.data} />
      <NewerBuilds base={base.data} />
      <h2 className="mt-5 mb-2 text-lg">Built on this image</h2>
      {builtOn.data.items.length > 0 ? (
        <BuiltOnTable artifactId={id} firstPage={builtOn.data} />
      ) : (
        <EmptyState title={base.data.layerCount === null ? 'Not known' : 'No images'}>
          <p>
            {base.data.layerCount === null
              ? 'Which images are built on this one can be found by its layers only. Send a report that lists them, such as Trivy JSON.'
              : 'No other image that you can see has the layers of this one as its lowest layers.'}
          </p>
        </EmptyState>
      )}
    </section>
  );
}
