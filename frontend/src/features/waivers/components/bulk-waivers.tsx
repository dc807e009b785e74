import type { Problem } from '@/lib/api/problem';
import type { Waiver } from '@/lib/api/types';
import { environmentsInWords, subjectOf } from '../waiver-words';

interface BulkWaiversProps {
  readonly waivers: readonly Waiver[];
  /** Those for which nothing was done to any, and why. */
  readonly refused: Problem['errors'];
}

/** Each waiver that is meant, and what is wrong with it. */
export function BulkWaivers({ waivers, refused }: BulkWaiversProps) {
  const reasons = new Map(refused?.map(({ id, detail }) => [id, detail]));
  return (
    <ul
      aria-label="Waivers"
      className="max-h-56 shrink-0 divide-y divide-rule overflow-y-auto border-y border-rule text-sm"
      tabIndex={0}
    >
      {waivers.map(({ id, name, scope, expiresAt }) => (
        <li key={id} className="py-1.5">
          <p className="flex flex-wrap gap-x-3">
            <span className="font-mono text-[0.92em]">{name}</span>
            <span className="min-w-0 font-medium wrap-anywhere">{subjectOf(scope)}</span>
            <span className="min-w-0 wrap-anywhere text-ink-soft">
              {scope.image ?? 'every image'}, {environmentsInWords(scope.environments)}, until {expiresAt.slice(0, 10)}
            </span>
          </p>
          {reasons.has(id) && <p className="font-medium text-fail">{reasons.get(id)}</p>}
        </li>
      ))}
    </ul>
  );
}
