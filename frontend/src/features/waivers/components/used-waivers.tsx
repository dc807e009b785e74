import Link from 'next/link';
import { RelativeTime } from '@/components/ui/relative-time';
import type { Waiver } from '@/lib/api/types';
import { counted } from '@/lib/format/number';

interface UsedWaiversProps {
  /** Those that a verdict names. */
  readonly names: readonly string[];
  /** Those in force for the artifact, the first to end first. */
  readonly waivers: readonly Waiver[];
  /** How many there are, and when the first ends, is said already. */
  readonly isEndSaid: boolean;
}

const MOST_NAMED = 5;

/** The waivers that a verdict uses, and when the first of them ends: it is the latest end of the verdict. */
export function UsedWaivers({ names, waivers, isEndSaid }: UsedWaiversProps) {
  const used = waivers.filter(({ name }) => names.includes(name));
  const known = new Set(used.map(({ name }) => name));
  // Ended since, or not to be seen: named all the same.
  const others = names.filter((name) => !known.has(name));
  const [first] = used;
  const more = names.length - MOST_NAMED;
  return (
    <p className="mt-1 text-sm text-ink-soft">
      {isEndSaid ? 'Uses' : `Uses ${counted(names.length, 'waiver')}`}
      {!isEndSaid && first !== undefined && (
        <>
          , {names.length > 1 && 'the first '}ends <RelativeTime iso={first.expiresAt} />
        </>
      )}
      {isEndSaid ? ' ' : ': '}
      {[...used, ...others].slice(0, MOST_NAMED).map((waiver, place) => (
        <span key={typeof waiver === 'string' ? waiver : waiver.id}>
          {place > 0 && ', '}
          {typeof waiver === 'string' ? (
            waiver
          ) : (
            <Link href={`/waivers/${waiver.id}`} prefetch={false} className="link" title={waiver.justification}>
              {waiver.name}
            </Link>
          )}
        </span>
      ))}
      {more > 0 && ` and ${counted(more, 'more', 'more')}`}
    </p>
  );
}
