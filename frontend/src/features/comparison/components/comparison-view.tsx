import Link from 'next/link';
import { ShortDigest } from '@/components/ui/middle-truncated';
import type { Comparison } from '@/lib/api/types';
import { ComponentSection } from './component-section';
import { FindingSection } from './finding-section';

/** What an artifact changes against another: what it introduces comes first, and what is not known is said before what is fixed. */
export function ComparisonView({ comparison }: { readonly comparison: Comparison }) {
  const { headline, before, after, doubts, components } = comparison;
  const isItself = before.id === after.id;
  return (
    <>
      <div>
        <h2 className="text-lg">{isItself ? 'This artifact itself: nothing changes' : headline}</h2>
        <p className="text-sm text-ink-soft">
          Compared with{' '}
          <Link href={`/artifacts/${before.id}`} prefetch={false} className="link">
            {before.image !== after.image && <bdi className="break-all">{before.image} </bdi>}
            <ShortDigest digest={before.digest} />
          </Link>
        </p>
      </div>
      <div className="grid items-start gap-x-10 gap-y-6 lg:grid-cols-[minmax(0,1fr)_320px]">
        <div className="flex min-w-0 flex-col gap-6">
          <FindingSection title="Introduced" findings={comparison.introduced} artifactId={after.id} />
          {doubts.length > 0 && <Doubts doubts={doubts} />}
          <FindingSection
            title="Not compared"
            note="One artifact has them, and the scans of the other do not tell."
            findings={comparison.notCompared}
          />
          <FindingSection title="Fixed" findings={comparison.fixed} artifactId={before.id} />
          <FindingSection
            title="No longer reported"
            note="The component is the same. The scanner or its database says something else: nothing was fixed."
            findings={comparison.noLongerReported}
            artifactId={before.id}
          />
          <FindingSection title="Rated differently" findings={comparison.changed} artifactId={after.id} />
        </div>
        <div className="flex min-w-0 flex-col gap-6">
          {components !== null && (
            <>
              <ComponentSection title="Components added" components={components.added} />
              <ComponentSection title="Components removed" components={components.removed} />
              <ComponentSection title="Components with another version" components={components.changed} />
            </>
          )}
        </div>
      </div>
    </>
  );
}

function Doubts({ doubts }: Pick<Comparison, 'doubts'>) {
  return (
    <section
      aria-label="Limits of the comparison"
      className="rounded-sm border border-l-4 border-rule border-l-medium bg-surface p-3"
    >
      <h3 className="text-base">Limits of the comparison</h3>
      <ul className="mt-1 flex flex-col gap-1 text-sm">
        {doubts.map(({ side, sentence }) => (
          <li key={`${side} ${sentence}`}>
            <strong>{side === 'before' ? 'Other artifact' : 'This artifact'}</strong>: {sentence}
          </li>
        ))}
      </ul>
    </section>
  );
}
