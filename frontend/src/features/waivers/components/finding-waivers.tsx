import Link from 'next/link';
import { RelativeTime } from '@/components/ui/relative-time';
import type { FindingWaiver } from '@/lib/api/types';

/** The waivers that cover a finding, for which environments, and until when. */
export function FindingWaivers({ waivers }: { readonly waivers: readonly FindingWaiver[] }) {
  if (waivers.length === 0) return null;
  return (
    <section aria-label="Waivers" className="border-l-2 border-accent pl-3">
      <h3 className="text-sm text-ink-soft">Waived</h3>
      <ul>
        {waivers.map(({ environment, id, name, until }) => (
          <li key={environment}>
            For <bdi className="font-medium break-words">{environment}</bdi> by{' '}
            <Link href={`/waivers/${id}`} prefetch={false} className="link">
              {name}
            </Link>
            , ends <RelativeTime iso={until} />
          </li>
        ))}
      </ul>
    </section>
  );
}
