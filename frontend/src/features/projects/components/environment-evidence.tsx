import Link from 'next/link';
import type { ReactNode } from 'react';
import { buttonLook } from '@/components/ui/button';
import { VerdictChip } from '@/components/ui/verdict-chip';
import type { EnvironmentEvidence, EvidencedArtifact, EvidencedDeployment, EvidencedPolicy } from '@/lib/api/types';
import { byteSize, counted, groupedNumber } from '@/lib/format/number';
import { exactTime } from '@/lib/format/time';

interface EnvironmentEvidenceProps {
  readonly evidence: EnvironmentEvidence;
  /** Of the archive. */
  readonly href: string;
}

/** What an archive of the environment and the span has, and what it lacks: on the screen before it is taken, and on paper. */
export function EnvironmentEvidenceView({ evidence, href }: EnvironmentEvidenceProps) {
  const { environment, from, to, artifactCount, verdictCount, deploymentCount, reportCount, sizeBytes } = evidence;
  return (
    <>
      <div className="mt-5 flex max-w-5xl flex-wrap items-end justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <h2 className="text-lg break-words">
            {environment}, {exactTime(from)} to {exactTime(to)}
          </h2>
          <p className="mt-1 flex flex-wrap gap-x-4 text-ink-soft">
            <span>{counted(artifactCount, 'artifact')}</span>
            <span>{counted(verdictCount, 'verdict')}</span>
            <span>{counted(deploymentCount, 'deployment')}</span>
            <span>
              {counted(reportCount, 'report')}, {byteSize(sizeBytes)} with the verdicts
            </span>
          </p>
        </div>
        {evidence.exceeds === null && (
          <p className="print:hidden">
            <a href={href} download className={buttonLook('primary')}>
              Export archive
            </a>
          </p>
        )}
      </div>
      {evidence.exceeds !== null && (
        <p className="mt-3 rounded-sm border border-l-4 border-rule border-l-fail bg-surface px-4 py-3">
          <strong className="font-medium">Too much for one archive:</strong> more than {evidence.exceeds}. Choose a
          shorter time span.
        </p>
      )}
      <Part title="Not in the archive" note="Read this first: the archive contains no evidence about the following.">
        <ul className="max-w-[100ch] list-disc space-y-1 pl-5 marker:text-ink-soft">
          {evidence.leftOut.map((sentence) => (
            <li key={sentence} className="break-words">
              {sentence}
            </li>
          ))}
        </ul>
      </Part>
      <Part title={`Running in ${environment}`} note={noteOf(evidence.deployments, deploymentCount)}>
        <Rows
          items={evidence.deployments}
          keyOf={(deployment) => `${deployment.artifactId} ${deployment.recordedAt}`}
          none="No deployment was recorded."
        >
          {deploymentRow}
        </Rows>
      </Part>
      <Part title="Artifacts" note={noteOf(evidence.artifacts, artifactCount)}>
        <Rows items={evidence.artifacts} keyOf={({ id }) => id} none="None was evaluated, and none ran.">
          {artifactRow}
        </Rows>
      </Part>
      <Part title="Active policy">
        <Rows
          items={evidence.policies}
          keyOf={({ version, activatedAt }) => `${version} ${activatedAt}`}
          none="No activation is recorded."
        >
          {policyRow}
        </Rows>
      </Part>
    </>
  );
}

function deploymentRow({ artifactId, image, digest, tag, outcome, verdictId, ...told }: EvidencedDeployment) {
  return (
    <>
      <ArtifactName artifactId={artifactId} image={image} digest={digest} tags={tag === null ? [] : [tag]} />
      <VerdictChip outcome={outcome} title={`Verdict ${verdictId}, when it was deployed`} />
      <p className="col-span-2 text-sm text-ink-soft">
        {told.isFromBefore ? 'Ran when the span began, since' : 'From'} {exactTime(told.recordedAt)}{' '}
        {told.endedAt === null ? 'until now' : `to ${exactTime(told.endedAt)}`}, recorded by {told.recordedBy}
        <span className="hidden print:inline">. Verdict {verdictId}</span>
      </p>
    </>
  );
}

function artifactRow({
  id,
  image,
  digest,
  tags,
  outcome,
  outcomeBefore,
  verdictCount,
  evaluatedAt,
}: EvidencedArtifact) {
  return (
    <>
      <ArtifactName artifactId={id} image={image} digest={digest} tags={tags} />
      {outcome === null ? <span className="text-sm text-ink-soft">no verdict</span> : <VerdictChip outcome={outcome} />}
      <p className="col-span-2 text-sm text-ink-soft">
        {outcomeBefore === null ? 'No verdict before the span' : `Before the span: ${outcomeBefore}`}
        {`; ${counted(verdictCount, 'verdict')} in it`}
        {evaluatedAt !== null && `; last evaluated ${exactTime(evaluatedAt)}`}
      </p>
    </>
  );
}

function policyRow({ version, activatedAt, activatedBy, origin }: EvidencedPolicy) {
  return (
    <>
      <code className="font-mono text-[0.92em] break-all">{version}</code>
      <span className="text-sm text-ink-soft">{origin === 'file' ? 'file' : 'console'}</span>
      <p className="col-span-2 text-sm text-ink-soft">
        Active since {exactTime(activatedAt)}
        {activatedBy !== null && `, by ${activatedBy}`}
      </p>
    </>
  );
}

interface ArtifactNameProps {
  readonly artifactId: string;
  readonly image: string;
  readonly digest: string;
  readonly tags: readonly string[];
}

/** With the whole digest: it is what the archive and the registry know it by. */
function ArtifactName({ artifactId, image, digest, tags }: ArtifactNameProps) {
  return (
    <p className="min-w-0 break-words">
      <Link href={`/artifacts/${artifactId}`} className="link">
        {image}
      </Link>
      {tags.length > 0 && <span className="text-ink-soft"> {tags.join(', ')}</span>}
      <code className="block font-mono text-[0.86em] break-all text-ink-soft">{digest}</code>
    </p>
  );
}

interface PartProps {
  readonly title: string;
  readonly note?: string | null;
  readonly children: ReactNode;
}

function Part({ title, note = null, children }: PartProps) {
  return (
    <section aria-label={title} className="mt-6">
      <h3 className="mb-1.5 font-medium">{title}</h3>
      {note !== null && <p className="mb-1.5 text-sm text-ink-soft">{note}</p>}
      {children}
    </section>
  );
}

interface RowsProps<Item> {
  readonly items: readonly Item[];
  readonly keyOf: (item: Item) => string;
  readonly none: string;
  readonly children: (item: Item) => ReactNode;
}

function Rows<Item>({ items, keyOf, none, children }: RowsProps<Item>) {
  if (items.length === 0) return <p className="text-ink-soft">{none}</p>;
  return (
    <ul className="max-w-5xl divide-y divide-rule border-y border-rule">
      {items.map((item) => (
        <li
          key={keyOf(item)}
          className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-x-4 gap-y-0.5 py-2 print:break-inside-avoid"
        >
          {children(item)}
        </li>
      ))}
    </ul>
  );
}

/** Lists are cut; the archive has all. */
function noteOf(listed: readonly unknown[], count: number): string | null {
  return listed.length < count
    ? `The first ${groupedNumber(listed.length)} of ${groupedNumber(count)}. The archive has all of them.`
    : null;
}
