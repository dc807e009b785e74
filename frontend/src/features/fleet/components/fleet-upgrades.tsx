import Link from 'next/link';
import type { ReactNode } from 'react';
import type { FleetUpgrade, FleetUpgrades as Found } from '@/lib/api/types';
import { counted, groupedNumber } from '@/lib/format/number';
import { LookAgain } from './look-again';

/** The upgrade by which most images pass, and the one after it; how much of the fleet that was found out for is said. */
export function FleetUpgrades({ found }: { readonly found: Found }) {
  const { environment, failing, looked, tooLarge, isComplete, first, next } = found;
  if (failing === 0) return null;
  return (
    <section aria-label="Upgrade first" className="mb-4 border-l-2 border-accent pl-3 text-sm print:hidden">
      <h2 className="font-medium">Upgrade first, for {environment}</h2>
      {first === null ? (
        <p>
          {looked === 0
            ? 'Not known yet.'
            : `${looked < failing ? 'None of the images evaluated so far' : 'No image'} passes with one or two upgrades. Each needs more upgrades, or other changes.`}
        </p>
      ) : (
        <ol className="flex flex-col gap-0.5">
          <Step upgrade={first}>
            {first.imageCount === 0
              ? `${looked < failing ? 'None of the images evaluated so far' : 'No image'} passes with this upgrade alone.`
              : `${counted(first.imageCount, 'image')} ${first.imageCount === 1 ? 'passes' : 'pass'}.`}
          </Step>
          {next !== null && (
            <Step upgrade={next}>
              Then {groupedNumber(next.imageCount)} more {next.imageCount === 1 ? 'passes' : 'pass'}.
            </Step>
          )}
        </ol>
      )}
      <p className="text-ink-soft">
        {groupedNumber(looked)} of {counted(failing, 'failing image')} evaluated with each upgrade
        {tooLarge > 0 && `; ${groupedNumber(tooLarge)} exceeded a limit`}.
        {!isComplete && <LookAgain key={looked + tooLarge} />}
      </p>
    </section>
  );
}

function Step({ upgrade, children }: { readonly upgrade: FleetUpgrade; readonly children: ReactNode }) {
  const { sentence, images, imageCount } = upgrade;
  return (
    <li className="break-words">
      <span className="font-medium">{sentence}</span> {children}{' '}
      {images.length > 0 && (
        <span className="text-ink-soft">
          {images.map(({ artifactId, image }, place) => (
            <span key={artifactId}>
              {place > 0 && ', '}
              <Link href={`/artifacts/${artifactId}`} prefetch={false} className="link">
                {image}
              </Link>
            </span>
          ))}
          {imageCount > images.length && ` and ${groupedNumber(imageCount - images.length)} more`}
        </span>
      )}
    </li>
  );
}
