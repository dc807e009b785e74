import Link from 'next/link';
import type { ReactNode } from 'react';
import { CopyButton } from '@/components/ui/copy-button';
import { ShortDigest } from '@/components/ui/middle-truncated';
import { RelativeTime } from '@/components/ui/relative-time';
import type { Artifact } from '@/lib/api/types';
import { byteSize, counted } from '@/lib/format/number';

export function ArtifactHeader({ artifact }: { readonly artifact: Artifact }) {
  const { image, imageId, project, digest, tags, components, lastScannedAt, operatingSystem, imageFacts } = artifact;
  return (
    <header>
      <p className="text-sm text-ink-soft">
        Artifact in project {project}
        <span className="print:hidden">
          {' · '}
          <Link href={`/images/${imageId}`} prefetch={false} className="link">
            All artifacts of this image
          </Link>
        </span>
      </p>
      <h1 className="text-xl break-words sm:text-2xl">{image}</h1>
      <div className="mt-1.5 flex flex-wrap items-center gap-x-2 gap-y-1">
        <span className="flex items-center">
          <span className="print:hidden">
            <ShortDigest digest={digest} />
          </span>
          <span className="hidden font-mono text-[0.92em] print:inline">{digest}</span>
          <CopyButton text={digest} what="digest" />
        </span>
        {tags.map((tag) => (
          <span
            key={tag}
            className="max-w-64 truncate rounded-sm border border-rule bg-surface px-1.5 font-mono text-xs leading-5"
            title={tag}
          >
            {tag}
          </span>
        ))}
      </div>
      <ul className="mt-2 flex flex-wrap text-sm text-ink-soft *:after:px-2 *:after:content-['·'] *:last:after:hidden">
        <Fact>
          scanned <RelativeTime iso={lastScannedAt} />
        </Fact>
        <Fact>{counted(components, 'component')}</Fact>
        {operatingSystem && (
          <Fact>
            {operatingSystem.family} {operatingSystem.version}
            {operatingSystem.isEndOfLife === true && <strong className="text-fail"> past its end of life</strong>}
          </Fact>
        )}
        {imageFacts.user !== null && <Fact>{userWords(imageFacts.user, imageFacts.runsAsRoot)}</Fact>}
        {imageFacts.hasHealthcheck !== null && (
          <Fact>{imageFacts.hasHealthcheck ? 'has a health check' : 'no health check'}</Fact>
        )}
        {imageFacts.sizeBytes !== null && <Fact>{byteSize(imageFacts.sizeBytes)}</Fact>}
      </ul>
    </header>
  );
}

/** A user whose number no report states may be root by another name. */
function userWords(user: string, runsAsRoot: boolean | null): string {
  if (runsAsRoot === true) return 'runs as root';
  return runsAsRoot === false ? `runs as ${user}` : `runs as ${user} (not known whether that is root)`;
}

function Fact({ children }: { readonly children: ReactNode }) {
  return <li>{children}</li>;
}
