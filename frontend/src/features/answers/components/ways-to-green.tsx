import Link from 'next/link';
import { ProblemNotice } from '@/components/ui/notice';
import { TextWithCode } from '@/components/ui/text-with-code';
import { VerdictChip } from '@/components/ui/verdict-chip';
import { environmentsInWords } from '@/features/waivers/waiver-words';
import type { BaseImage } from '@/lib/api/types';
import { counted } from '@/lib/format/number';
import { getWaysToGreen } from '../api/get-ways-to-green';
import { sharedWays, type SharedWay } from '../shared-ways';
import { PasteBlocks } from './paste-blocks';
import { BaseLine } from './base-line';
import { UpgradesByLayer } from './upgrades-by-layer';

/** What has to change so that the artifact can ship to the environments for which it fails. Nothing if it can ship to all. */
export async function WaysToGreen({ artifactId }: { readonly artifactId: string }) {
  const result = await getWaysToGreen(artifactId);
  if (!result.ok) return <ProblemNotice problem={result.problem} />;
  const { base, environments } = result.data;
  const shared = sharedWays(environments);
  if (shared.length === 0) return null;
  return (
    <section aria-labelledby="way-to-green" className="print:break-inside-avoid">
      <h2 id="way-to-green" className="scroll-mt-16 text-lg">
        Way to green
      </h2>
      {base.base !== null && <BaseLine base={base} />}
      <ul className="mt-1 divide-y divide-rule border-y border-rule">
        {shared.map((each) => (
          <li key={each.environments.join(' ')} className="py-3">
            <Way shared={each} newer={base.newerBuild} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Way({
  shared: { environments, way },
  newer,
}: {
  readonly shared: SharedWay;
  /** The artifact that `newerBase` is of. */
  readonly newer: BaseImage['newerBuild'];
}) {
  const { before, after, upgrades, lines, tasks, rest, isLeastCost, newerBase } = way;
  return (
    <section aria-label={`Way to green for ${environmentsInWords(environments)}`}>
      <h3 className="flex flex-wrap items-center gap-x-2 gap-y-1 text-base">
        {environmentsInWords(environments)}
        <VerdictChip outcome={before.outcome} />
        {upgrades.length === 0 ? (
          <span className="font-normal">No upgrade changes that.</span>
        ) : (
          <>
            <span className="font-normal">then, with {counted(upgrades.length, 'upgrade')},</span>
            <VerdictChip outcome={after.outcome} />
          </>
        )}
      </h3>
      {newerBase !== null && newer !== null && newerBase.fixedCount > 0 && (
        <p className="mt-1 max-w-[90ch] text-sm break-words">
          {newerBase.sentence}{' '}
          <Link href={`/artifacts/${newer.id}`} className="link">
            {newer.tag === null ? 'Newer build' : `Newer build, tag ${newer.tag}`}
          </Link>
        </p>
      )}
      {upgrades.length > 0 && (
        <div className="mt-2 grid items-start gap-x-10 gap-y-3 lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
          <div className="min-w-0">
            <UpgradesByLayer upgrades={upgrades} />
            <p className="mt-1.5 text-sm text-ink-soft">
              {isLeastCost
                ? 'No other choice of upgrades costs less.'
                : 'Plimsoll did not determine whether another choice of upgrades costs less.'}{' '}
              New versions can have vulnerabilities of their own: scan again.
            </p>
          </div>
          <PasteBlocks blocks={lines} environments={environmentsInWords(environments)} />
        </div>
      )}
      {tasks.length + rest.length > 0 && (
        <>
          {upgrades.length > 0 && <h4 className="mt-3 text-sm font-semibold">Not fixed by any upgrade</h4>}
          <ul className="mt-1 flex max-w-[90ch] flex-col gap-1 text-sm">
            {rest.map(({ reason, sentence }) => (
              <li key={reason} className="border-l-2 border-rule-strong pl-3 break-words">
                {sentence}
              </li>
            ))}
            {tasks.map(({ rule, summary, remedy }) => (
              <li key={rule} className="border-l-2 border-rule-strong pl-3 break-words">
                {summary} {remedy !== null && <TextWithCode text={remedy} />}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
