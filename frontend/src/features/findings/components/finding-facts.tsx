import type { ReactNode } from 'react';
import { CopyButton } from '@/components/ui/copy-button';
import { ExternalIcon } from '@/components/ui/icons';
import { FindingWaivers } from '@/features/waivers/components/finding-waivers';
import { WhereElse } from '@/features/exposure/components/where-else';
import { MiddleTruncated } from '@/components/ui/middle-truncated';
import { RelativeTime } from '@/components/ui/relative-time';
import { SeverityFlag } from '@/components/ui/severity-flag';
import type { FindingDetail } from '@/lib/api/types';
import { LAYER_NAME } from '@/lib/format/words';

interface FindingFactsProps {
  readonly finding: FindingDetail;
  /** What VEX documents say of it. */
  readonly vex: ReactNode;
  /** What can be done where it cannot be fixed. */
  readonly action: ReactNode;
}

/** Everything that is known about a finding, most useful first. */
export function FindingFacts({ finding, vex, action }: FindingFactsProps) {
  return (
    <div className="flex flex-col gap-6">
      <div className="flex flex-col items-start gap-3">
        <Fix finding={finding} />
        <FindingWaivers waivers={finding.waivers} />
        {vex}
        {action}
      </div>
      <dl className="grid grid-cols-[minmax(96px,max-content)_minmax(0,1fr)] gap-x-4 gap-y-1.5">
        <Identity finding={finding} />
        <Component finding={finding} />
        <Risk finding={finding} />
      </dl>
      {finding.description !== null && (
        <Part title="Description">
          <p className="max-w-[72ch] whitespace-pre-line">{finding.description}</p>
        </Part>
      )}
      <Places finding={finding} />
      <Claims finding={finding} />
      {finding.url !== null && isWebAddress(finding.url) && (
        <p>
          <WebLink href={finding.url} />
        </p>
      )}
    </div>
  );
}

const WITHOUT_VERSION = {
  available: 'A fix is available, but no report names the version.',
  none: 'No fix available.',
  unknown: 'No report states whether a fix is available.',
} as const;

function Fix({ finding }: { readonly finding: FindingDetail }) {
  const { fixedVersions, upgradeTo, component, resolution } = finding;
  if (fixedVersions.length > 0) {
    const others = fixedVersions.filter((version) => version !== upgradeTo);
    return (
      <div className="border-l-2 border-pass pl-3">
        <h3 className="text-sm text-ink-soft">How to fix</h3>
        <p className="text-lg">
          {upgradeTo === null ? (
            'No version above the installed one fixes it.'
          ) : (
            <>
              {component ? `Upgrade ${component.name} to ` : 'Upgrade to '}
              <code className="font-mono text-[0.95em]">{upgradeTo}</code>
            </>
          )}
        </p>
        {others.length > 0 && (
          <p className="text-sm text-ink-soft">
            {upgradeTo === null ? 'Fixed in ' : 'Also fixed in '}
            {others.map((version, index) => (
              <span key={version}>
                {index > 0 && ', '}
                <code className="font-mono">{version}</code>
              </span>
            ))}
            .
          </p>
        )}
        {component?.version && (
          <p className="text-sm text-ink-soft">
            Installed version: <code className="font-mono">{component.version}</code>.
          </p>
        )}
      </div>
    );
  }
  return (
    <div className="border-l-2 border-rule-strong pl-3">
      <h3 className="text-sm text-ink-soft">How to fix</h3>
      <p className="text-lg">
        {resolution ?? (finding.kind === 'match' ? WITHOUT_VERSION[finding.fix] : 'The report suggests no fix.')}
      </p>
    </div>
  );
}

function Identity({ finding: { advisory, rule } }: { readonly finding: FindingDetail }) {
  return (
    <>
      {advisory && (
        <Row name="Advisory">
          <span className="flex flex-wrap items-center">
            <code className="font-mono">{advisory.id}</code>
            <CopyButton text={advisory.id} what="identifier" />
            <WhereElse kind="advisory" q={advisory.id} />
          </span>
        </Row>
      )}
      {advisory && advisory.aliases.length > 0 && (
        <Row name="Aliases">
          <span className="font-mono text-[0.92em]">{advisory.aliases.join(', ')}</span>
        </Row>
      )}
      {rule !== null && (
        <Row name="Rule">
          <code className="font-mono">{rule}</code>
        </Row>
      )}
    </>
  );
}

function Component({ finding: { component, path, startLine, layer } }: { readonly finding: FindingDetail }) {
  return (
    <>
      {component && (
        <Row name="Component">
          <span className="break-words">
            {component.name} <code className="font-mono text-[0.92em]">{component.version}</code>
          </span>
          {component.purl !== null && (
            <span className="flex items-center text-ink-soft">
              <MiddleTruncated text={component.purl} tail={22} />
              <CopyButton text={component.purl} what="package URL" />
              <WhereElse kind="purl" q={component.purl} />
            </span>
          )}
          {component.purl === null && <WhereElse kind="component" q={component.name} />}
        </Row>
      )}
      {layer !== 'unknown' && <Row name="Layer">{LAYER_NAME[layer]}</Row>}
      {path !== null && (
        <Row name="Location">
          <code className="font-mono text-[0.92em] break-all">
            {startLine === null ? path : `${path}:${startLine}`}
          </code>
        </Row>
      )}
    </>
  );
}

const ANALYSIS: Record<NonNullable<FindingDetail['analysis']>, string> = {
  affected: 'affected',
  not_affected: 'not affected (stated in the report)',
  fixed: 'fixed (stated in the report)',
  under_investigation: 'under investigation',
  false_positive: 'a false positive (stated in the report)',
};

const SUPPRESSED = {
  'built-in':
    'By a rule that the scanner ships with. The policy decides whether that counts (evidence.builtInSuppressions).',
  person: 'In the report. The policy decides whether that counts (evidence.suppressions).',
  both: 'By a rule of one scanner and in the report of another. The policy decides whether that counts (evidence.builtInSuppressions and evidence.suppressions).',
} as const;

function Risk({ finding }: { readonly finding: FindingDetail }) {
  const { cvssScore, cvssVector, epss, isKnownExploited, publishedAt, analysis, isSuppressed, suppressedBy } = finding;
  const { firstSeenAt, overdue } = finding;
  return (
    <>
      {cvssScore !== null && (
        <Row name="CVSS">
          {cvssScore.toFixed(1)}{' '}
          {cvssVector !== null && <code className="font-mono text-[0.92em] break-all text-ink-soft">{cvssVector}</code>}
        </Row>
      )}
      {epss !== null && <Row name="EPSS">{(epss * 100).toFixed(2)} % chance of being exploited within 30 days</Row>}
      {isKnownExploited && (
        <Row name="Exploited">
          <strong className="text-fail">Known to be exploited in the wild</strong>
        </Row>
      )}
      {publishedAt !== null && (
        <Row name="Published">
          <RelativeTime iso={publishedAt} />
        </Row>
      )}
      {firstSeenAt !== null && (
        <Row name="First seen">
          <RelativeTime iso={firstSeenAt} /> in this image
        </Row>
      )}
      {overdue.map(({ environment, since }) => (
        <Row key={environment} name="Overdue">
          <strong className="text-fail">In {environment}:</strong> the deadline passed <RelativeTime iso={since} />
        </Row>
      ))}
      {analysis !== null && <Row name="Analysis">{ANALYSIS[analysis]}</Row>}
      {isSuppressed && <Row name="Suppressed">{SUPPRESSED[suppressedBy ?? 'person']}</Row>}
    </>
  );
}

function Places({ finding: { places } }: { readonly finding: FindingDetail }) {
  if (places.length === 0) return null;
  return (
    <Part title={places.length === 1 ? 'Location' : `${places.length} locations`}>
      <ul className="divide-y divide-rule border-y border-rule text-sm">
        {places.map(({ path, layer }) => (
          <li key={`${path} ${layer}`} className="flex flex-wrap justify-between gap-x-4 py-1.5">
            <code className="font-mono text-[0.92em] break-all">{path ?? 'no path in the report'}</code>
            {layer !== null && (
              <span className="flex max-w-56 text-ink-soft">
                <span className="mr-1.5">layer</span>
                <MiddleTruncated text={layer} tail={6} />
              </span>
            )}
          </li>
        ))}
      </ul>
    </Part>
  );
}

function Claims({ finding: { claims } }: { readonly finding: FindingDetail }) {
  if (claims.length === 0) return null;
  return (
    <Part title={claims.length === 1 ? 'Reported by 1 scanner' : `Reported in ${claims.length} scanner results`}>
      <ul className="divide-y divide-rule border-y border-rule text-sm">
        {claims.map((claim) => (
          <li
            key={`${claim.scanId} ${claim.reportedId} ${claim.fixedVersion}`}
            className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 py-1.5"
          >
            <SeverityFlag severity={claim.severity} />
            <div>
              <p>
                <span className="font-medium">{claim.tool}</span>{' '}
                <span className="text-ink-soft">{claim.toolVersion}</span> reports{' '}
                <code className="font-mono text-[0.92em]">{claim.reportedId}</code>
              </p>
              <p className="text-ink-soft">
                {claim.fixedVersion === null ? (claim.fixState ?? 'no fix listed') : `fixed in ${claim.fixedVersion}`}
                {claim.url !== null && isWebAddress(claim.url) && (
                  <>
                    {' · '}
                    <WebLink href={claim.url} />
                  </>
                )}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </Part>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-1.5 text-base">{title}</h3>
      {children}
    </section>
  );
}

function Row({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-soft">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}

/** Addresses come from reports, so they are not trusted: only web addresses become links. */
function isWebAddress(text: string): boolean {
  return URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);
}

function WebLink({ href }: { readonly href: string }) {
  const { host } = new URL(href);
  return (
    <a href={href} target="_blank" rel="noreferrer" className="link inline-flex max-w-full items-center gap-1">
      <span className="truncate">{host}</span>
      <ExternalIcon className="size-3.5" />
      <span className="sr-only">(opens a new tab)</span>
    </a>
  );
}
