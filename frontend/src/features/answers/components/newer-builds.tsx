import Link from 'next/link';
import type { BaseImage } from '@/lib/api/types';

/** The newer build of the base image, by which tag it is one, and another release where there is one. */
export function NewerBuilds({ base: { base, newerBuild, otherRelease } }: { readonly base: BaseImage }) {
  if (base === null || (newerBuild === null && otherRelease === null)) return null;
  return (
    <ul aria-label="Newer builds of the base image" className="mt-2 flex max-w-[90ch] flex-col gap-1 text-sm">
      {newerBuild !== null && (
        <li className="border-l-2 border-accent pl-3 break-words">
          {newerBuildText(newerBuild)}{' '}
          <Link href={`/artifacts/${newerBuild.id}`} className="link">
            Newer build
          </Link>
          {' · '}
          <Link href={`/artifacts/${newerBuild.id}/compare?to=${base.id}`} className="link">
            What it changes
          </Link>
        </li>
      )}
      {otherRelease !== null && (
        <li className="border-l-2 border-rule-strong pl-3 break-words">
          Another release came in later: tag {otherRelease.tag}. Moving to it is more than a rebuild.{' '}
          <Link href={`/artifacts/${otherRelease.id}`} className="link">
            Other release
          </Link>
          {' · '}
          <Link href={`/artifacts/${otherRelease.id}/compare?to=${base.id}`} className="link">
            What it changes
          </Link>
        </li>
      )}
    </ul>
  );
}

function newerBuildText({ tag, line }: NonNullable<BaseImage['newerBuild']>): string {
  if (line === 'same-tag') return `A newer build has the same tag, ${tag}.`;
  if (line === 'same-stream') return `A newer build continues its tag: ${tag}.`;
  return tag === null
    ? 'A newer build has no tag, so it can be of another release.'
    : `A newer build has the tag ${tag}. The tag of the base image is not known, so it can be of another release.`;
}
