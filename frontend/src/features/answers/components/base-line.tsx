import Link from 'next/link';
import type { BaseImage } from '@/lib/api/types';

/** What is known of the base image, in a sentence, and where it is shown. */
export function BaseLine({ base: { sentence, base } }: { readonly base: BaseImage }) {
  return (
    <p className="mt-1 max-w-[90ch] text-sm break-words text-ink-soft">
      {sentence}{' '}
      {base !== null && (
        <Link href={`/artifacts/${base.id}`} className="link">
          Base image
        </Link>
      )}
    </p>
  );
}
