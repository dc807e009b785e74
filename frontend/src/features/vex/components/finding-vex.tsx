import Link from 'next/link';
import { environmentsInWords } from '@/features/waivers/waiver-words';
import type { ArtifactVexReview, VexStatement } from '@/lib/api/types';
import { counted } from '@/lib/format/number';
import { effectsOf } from '../statement-effects';
import { statementAnchor, VEX_STATUS_NAME } from '../vex-words';

interface FindingVexProps {
  readonly artifactId: string;
  readonly findingId: string;
  /** Null while it is not known. */
  readonly review: ArtifactVexReview | null;
}

const MOST_SHOWN = 3;

/** What VEX documents say of a finding, and where that clears it; each leads to the statement. */
export function FindingVex({ artifactId, findingId, review }: FindingVexProps) {
  const statements = review?.statements.filter(({ findings }) => findings.includes(findingId)) ?? [];
  if (review === null || statements.length === 0) return null;
  const authors = new Map(review.documents.map(({ id, author }) => [id, author]));
  const more = statements.length - MOST_SHOWN;
  return (
    <section aria-label="VEX" className="border-l-2 border-accent pl-3">
      <h3 className="text-sm text-ink-soft">VEX</h3>
      <ul>
        {statements.slice(0, MOST_SHOWN).map((statement) => (
          <li key={statementAnchor(statement)} className="break-words">
            <Link href={`/artifacts/${artifactId}/vex#${statementAnchor(statement)}`} prefetch={false} className="link">
              {VEX_STATUS_NAME[statement.status]}
            </Link>
            , says <bdi>{authors.get(statement.documentId) ?? 'a document without an author'}</bdi>
            {effectInWords(statement)}
          </li>
        ))}
      </ul>
      {more > 0 && <p className="text-sm text-ink-soft">and {counted(more, 'more statement')}</p>}
    </section>
  );
}

/** A statement on several findings may clear some of them alone: which ones is not told. */
function effectInWords(statement: VexStatement): string {
  const clearing = effectsOf(statement).filter(({ miss }) => miss === null);
  const whole = clearing.filter(({ clearedCount }) => clearedCount === statement.findingCount);
  if (clearing.length === 0) return ': not applied';
  if (whole.length === 0) return ': clears some of its findings';
  return `: cleared for ${environmentsInWords(whole.flatMap(({ environments }) => environments))}`;
}
