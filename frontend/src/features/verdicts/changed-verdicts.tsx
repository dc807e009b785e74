import type { ChangedArtifact } from '@/lib/api/types';
import { counted } from '@/lib/format/number';
import { OUTCOME_NAME } from '@/lib/format/words';

interface ChangedVerdictsProps {
  readonly result: {
    readonly changed: readonly ChangedArtifact[];
    /** Artifacts that are evaluated in the background. */
    readonly pendingCount: number;
  };
}

/** What a recall, or a waiver, changed at once. */
export function ChangedVerdicts({ result: { changed, pendingCount } }: ChangedVerdictsProps) {
  return (
    <section
      aria-label="What changed"
      role="status"
      className="rounded-sm border border-rule bg-surface px-4 py-3 text-sm"
    >
      <h2 className="text-base">
        {changed.length === 0 ? 'No outcome changed' : `Outcomes of ${counted(changed.length, 'image')} changed`}
      </h2>
      <ul className="mt-1">
        {changed.map(({ artifactId, image, project, outcomes }) => (
          <li key={artifactId} className="py-0.5 break-words">
            <a href={`/artifacts/${artifactId}`} className="underline">
              {image}
            </a>{' '}
            in {project}:{' '}
            {outcomes
              .map(
                ({ environment, before, after }) => `${environment} ${OUTCOME_NAME[before]} → ${OUTCOME_NAME[after]}`,
              )
              .join(', ')}
          </li>
        ))}
      </ul>
      {pendingCount > 0 && <p>{counted(pendingCount, 'more image', 'more images')} are evaluated in the background.</p>}
    </section>
  );
}
