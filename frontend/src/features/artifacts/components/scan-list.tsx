import { CopyButton } from '@/components/ui/copy-button';
import { buttonLook } from '@/components/ui/button';
import { RemarkList } from '@/components/ui/remark-list';
import { ShortDigest } from '@/components/ui/middle-truncated';
import { RelativeTime } from '@/components/ui/relative-time';
import { SeverityTally } from '@/components/ui/severity-tally';
import type { ArtifactScan } from '@/lib/api/types';
import { byteSize, counted } from '@/lib/format/number';

const COVERED: Record<ArtifactScan['covers'][number], string> = {
  match: 'vulnerabilities',
  secret: 'secrets',
  misconfiguration: 'misconfigurations',
  licence: 'licences',
};

/** What the report is evidence of. */
function coverageOf({ covers, attempted, componentCount }: ArtifactScan): string {
  const inside = counted(componentCount, 'component');
  if (covers.length > 0) return `covers ${covers.map((kind) => COVERED[kind]).join(', ')} · ${inside}`;
  if (attempted.length > 0)
    return `does not cover ${attempted.map((kind) => COVERED[kind]).join(', ')}: the run failed · ${inside}`;
  return `covers no kind of finding · ${inside}`;
}

/** Whether it lists less than the scan that it took over from. */
function lessThanBefore({ replaces, lacks, componentCount, counts }: ArtifactScan): string[] {
  if (replaces === null) return [];
  const findings = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return [
    ...(lacks === null && componentCount < replaces.componentCount
      ? [`${counted(replaces.componentCount - componentCount, 'component')} fewer than the scan before`]
      : []),
    ...(findings < replaces.findingCount
      ? [`${counted(replaces.findingCount - findings, 'finding')} fewer than the scan before`]
      : []),
  ];
}

/** So many of the components that a scan does not list are named. */
const NAMES_SHOWN = 5;

/** Who sent the report, and on whose behalf. */
function SentBy({ sender }: { readonly sender: ArtifactScan['sender'] }) {
  if (sender === null) return null;
  const { name, kind, owner, trustRule, claims } = sender;
  if (trustRule !== null) {
    return (
      <>
        from the pipeline <bdi className="break-all">{claims?.['sub'] ?? name}</bdi> by the trust rule{' '}
        <bdi>{trustRule}</bdi>
      </>
    );
  }
  return (
    <>
      from {kind === 'token' && 'the token '}
      <bdi className="break-all">{name}</bdi>
      {owner !== null && (
        <>
          {' of '}
          <bdi className="break-all">{owner}</bdi>
        </>
      )}
    </>
  );
}

/** The reports behind the verdicts, newest first; the current ones are what verdicts rest on. */
export function ScanList({ scans }: { readonly scans: readonly ArtifactScan[] }) {
  return (
    <ol className="divide-y divide-rule border-b border-rule bg-surface">
      {scans.map((scan) => (
        <li key={scan.id} className="grid gap-x-6 gap-y-2 px-3 py-3 md:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_auto]">
          <div>
            <h2 className="flex flex-wrap items-center gap-x-2 text-base">
              {scan.tool} <span className="font-normal text-ink-soft">{scan.toolVersion}</span>
              {scan.platform !== null && (
                <span className="rounded-sm border border-rule-strong px-1.5 font-mono text-xs leading-5 font-normal">
                  {scan.platform}
                </span>
              )}
              {scan.isCurrent && (
                <span className="rounded-sm border border-accent px-1.5 text-xs leading-5 font-medium text-accent">
                  current
                </span>
              )}
              {scan.recall !== null && (
                <span className="rounded-sm border border-unknown px-1.5 text-xs leading-5 font-medium text-unknown">
                  recalled
                </span>
              )}
              {scan.failures.length > 0 && (
                <span className="rounded-sm border border-unknown px-1.5 text-xs leading-5 font-medium text-unknown">
                  run failed
                </span>
              )}
            </h2>
            <p className="text-sm text-ink-soft">
              received <RelativeTime iso={scan.receivedAt} /> <SentBy sender={scan.sender} />, scanned{' '}
              <RelativeTime iso={scan.scannedAt} otherwise="on a date not in the report" />
            </p>
            <p className="text-sm text-ink-soft">
              database <RelativeTime iso={scan.databaseDate} otherwise="date not in the report" />
            </p>
            {scan.recall !== null && (
              <p className="text-sm font-medium break-words">
                Recalled, so it does not count: <bdi>{scan.recall.reason}</bdi>
              </p>
            )}
            {scan.target !== null && <p className="text-sm break-words text-ink-soft">of {scan.target}</p>}
            <p className="text-sm text-ink-soft">{coverageOf(scan)}</p>
            {scan.lacks !== null && (
              <p className="text-sm font-medium break-words">
                Does not list {counted(scan.lacks.count, 'component')} that earlier scans listed:{' '}
                <bdi>{scan.lacks.names.slice(0, NAMES_SHOWN).join(', ')}</bdi>
                {scan.lacks.count > NAMES_SHOWN && ` and ${scan.lacks.count - NAMES_SHOWN} more`}
              </p>
            )}
            {lessThanBefore(scan).map((sentence) => (
              <p key={sentence} className="text-sm font-medium">
                {sentence}
              </p>
            ))}
          </div>
          <div className="text-sm">
            <SeverityTally counts={scan.counts} />
            <p className="mt-1 flex flex-wrap items-center text-ink-soft">
              <span className="mr-2">
                {scan.format}, {byteSize(scan.reportBytes)}
              </span>
              <ShortDigest digest={scan.reportSha256} />
              <CopyButton text={scan.reportSha256} what="report’s sha256" />
            </p>
          </div>
          <div>
            {scan.reportRemovedAt === null ? (
              <a href={`/api/v1/scans/${scan.id}/report`} download className={buttonLook('plain')}>
                Download report
              </a>
            ) : (
              <p className="text-sm text-ink-soft">
                Report removed <RelativeTime iso={scan.reportRemovedAt} /> by the policy’s retention
              </p>
            )}
          </div>
          {scan.failures.length + scan.skippedCount + scan.warningCount > 0 && (
            <div className="flex flex-col gap-2 md:col-span-3">
              <RemarkList title="Errors reported by the scanner" remarks={scan.failures} count={scan.failures.length} />
              <RemarkList title="Skipped" remarks={scan.skipped} count={scan.skippedCount} />
              <RemarkList title="Warnings" remarks={scan.warnings} count={scan.warningCount} />
            </div>
          )}
        </li>
      ))}
    </ol>
  );
}
