'use client';

import { useCallback, useMemo } from 'react';
import { DataTable, type Column } from '@/components/ui/data-table';
import { MiddleTruncated } from '@/components/ui/middle-truncated';
import { SeverityFlag } from '@/components/ui/severity-flag';
import { browserApi } from '@/lib/api/browser-client';
import { resultOf } from '@/lib/api/client';
import type { Finding, FindingDetail, FindingPage } from '@/lib/api/types';
import { KIND_NAME } from '@/lib/api/vocabulary';
import { LAYER_NAME } from '@/lib/format/words';
import { useKeysetList } from '@/lib/lists/use-keyset-list';
import { directionOf } from '@/lib/url/sorting';
import { useOpenItem } from '@/lib/url/use-open-item';
import { WaivedBadge } from '@/features/waivers/components/waived-badge';
import type { WaivableArtifact } from '@/features/waivers/proposed-scope';
import { findingParameters, findingsHref, sortedBy, type FindingQuery, type FindingSortKey } from '../finding-query';
import { FindingSheet } from './finding-sheet';

interface FindingsTableProps {
  readonly artifactId: string;
  /** Null where the API does not say. */
  readonly artifact: WaivableArtifact | null;
  readonly query: FindingQuery;
  readonly firstPage: FindingPage;
  /** Of the finding that the address names, if it names one. */
  readonly initialDetail: FindingDetail | null;
}

const PAGE_SIZE = 200;

export function FindingsTable({ artifactId, artifact, query, firstPage, initialDetail }: FindingsTableProps) {
  const loadPage = useCallback(
    (cursor: string) => {
      const parameters = { path: { artifactId }, query: { ...findingParameters(query), cursor, limit: PAGE_SIZE } };
      return resultOf(browserApi.GET('/api/v1/artifacts/{artifactId}/findings', { params: parameters }));
    },
    [artifactId, query],
  );
  const list = useKeysetList(firstPage, loadPage, findingsHref(artifactId, query));
  const { openId, open, close } = useOpenItem('finding');
  const isLayered = (firstPage.facets?.layer ?? null) !== null;
  const columns = useMemo(
    () => findingColumns(artifactId, query, open).filter(({ id }) => isLayered || id !== 'layer'),
    [artifactId, query, open, isLayered],
  );

  return (
    <>
      <DataTable
        label="Findings"
        isEvidence
        columns={columns}
        list={list}
        rowKey={(finding) => finding.id}
        isCurrent={(finding) => finding.id === openId}
      />
      <FindingSheet
        artifactId={artifactId}
        artifact={artifact}
        findingId={openId}
        findings={list.items}
        initialDetail={initialDetail}
        onClose={close}
        onMove={(id) => open(id, { isReplacing: true })}
      />
    </>
  );
}

function findingColumns(artifactId: string, query: FindingQuery, open: (id: string) => void): Column<Finding>[] {
  const sort = (key: FindingSortKey) => ({
    href: findingsHref(artifactId, sortedBy(query, key)),
    direction: directionOf(query.sort, key),
  });
  return [
    {
      id: 'severity',
      header: 'Severity',
      sort: sort('severity'),
      className: 'w-24 print:w-18 max-sm:w-12 max-sm:[&>a>span:first-child]:sr-only',
      cell: ({ severity }) => <SeverityFlag severity={severity} />,
    },
    {
      id: 'finding',
      header: 'Finding',
      cell: (finding) => (
        <FindingCell finding={finding} href={findingsHref(artifactId, query, finding.id)} onOpen={open} />
      ),
    },
    {
      id: 'advisory',
      header: 'Advisory or rule',
      sort: sort('advisory'),
      className: 'hidden w-44 md:table-cell print:w-34',
      cell: (finding) => <span className="block truncate font-mono text-[0.92em]">{identifierOf(finding)}</span>,
    },
    {
      id: 'component',
      header: 'Component or location',
      sort: sort('component'),
      className: 'hidden w-[22%] lg:table-cell print:table-cell',
      cell: (finding) => <Where finding={finding} />,
    },
    {
      id: 'fix',
      header: 'Fixed in',
      className: 'hidden w-40 lg:table-cell print:table-cell print:w-28',
      cell: (finding) => <Fix finding={finding} />,
    },
    {
      id: 'layer',
      header: 'Layer',
      className: 'hidden w-32 xl:table-cell print:table-cell print:w-24',
      cell: ({ layer }) =>
        layer === 'unknown' ? <span className="text-ink-soft">not known</span> : LAYER_NAME[layer].toLowerCase(),
    },
    {
      id: 'kind',
      header: 'Kind',
      sort: sort('kind'),
      className: 'hidden w-34 2xl:table-cell',
      cell: ({ kind }) => KIND_NAME[kind],
    },
    {
      id: 'cvss',
      header: 'CVSS',
      isNumeric: true,
      className: 'hidden w-16 xl:table-cell',
      cell: ({ cvssScore }) => cvssScore?.toFixed(1) ?? <Absent />,
    },
    {
      id: 'epss',
      header: 'EPSS',
      isNumeric: true,
      sort: sort('epss'),
      className: 'hidden w-20 xl:table-cell',
      cell: ({ epss }) => (epss === null ? <Absent /> : `${(epss * 100).toFixed(1)} %`),
    },
    {
      id: 'published',
      header: 'Published',
      isNumeric: true,
      sort: sort('published'),
      className: 'hidden w-28 xl:table-cell',
      cell: ({ publishedAt }) => publishedAt?.slice(0, 10) ?? <Absent />,
    },
    {
      id: 'tools',
      header: 'Reported by',
      className: 'hidden w-32 2xl:table-cell',
      cell: ({ tools }) => (
        <span className="block truncate" title={tools.join(', ')}>
          {tools.join(', ')}
        </span>
      ),
    },
  ];
}

function identifierOf({ advisory, rule }: Pick<Finding, 'advisory' | 'rule'>): string {
  return advisory?.id ?? rule ?? '';
}

interface FindingCellProps {
  readonly finding: Finding;
  readonly href: string;
  readonly onOpen: (id: string) => void;
}

function FindingCell({ finding, href, onOpen }: FindingCellProps) {
  const { component, path } = finding;
  return (
    <span className="flex flex-col py-1 sm:py-0">
      <span className="flex min-w-0 items-center gap-2">
        <a
          href={href}
          data-row-link
          title={finding.title}
          className="stretched min-w-0 truncate font-medium group-focus-within/row:underline focus-visible:outline-none"
          onClick={(event) => {
            // The browser handles clicks that open a new tab or window.
            if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
            event.preventDefault();
            onOpen(finding.id);
          }}
        >
          {finding.title}
        </a>
        {finding.isKnownExploited && <Badge>exploited</Badge>}
        {finding.overdue.length > 0 && (
          <Badge>{`overdue in ${finding.overdue.map(({ environment }) => environment).join(', ')}`}</Badge>
        )}
        {finding.isSuppressed && <Badge>suppressed in the report</Badge>}
        {finding.waivers.length > 0 && <WaivedBadge waivers={finding.waivers} />}
      </span>
      <span className="truncate text-xs text-ink-soft md:hidden print:hidden">
        {identifierOf(finding)}
        {(component ?? path) && ` · ${component?.name ?? path}`}
        {finding.fixedVersions.length > 0 && ` · fixed in ${finding.fixedVersions[0]}`}
      </span>
    </span>
  );
}

function Badge({ children }: { readonly children: string }) {
  return (
    <span className="shrink-0 rounded-sm border border-fail px-1 text-xs leading-4 font-medium text-fail">
      {children}
    </span>
  );
}

function Where({ finding: { component, path, startLine } }: { readonly finding: Finding }) {
  if (component) {
    return (
      <span className="flex min-w-0 gap-2" title={component.purl ?? component.name}>
        <span className="truncate">{component.name}</span>
        <span className="max-w-[50%] shrink-0 truncate font-mono text-[0.92em] text-ink-soft">{component.version}</span>
      </span>
    );
  }
  if (path === null) return <Absent />;
  return <MiddleTruncated text={startLine === null ? path : `${path}:${startLine}`} tail={16} />;
}

const NO_VERSION: Record<Finding['fix'], string> = {
  available: 'version not named',
  none: 'no fix available',
  unknown: 'not reported',
};

function Fix({ finding: { fix, fixedVersions, kind } }: { readonly finding: Finding }) {
  if (fixedVersions.length > 0) {
    return (
      <span className="block truncate font-mono text-[0.92em]" title={fixedVersions.join(', ')}>
        {fixedVersions.join(', ')}
      </span>
    );
  }
  return kind === 'match' ? <span className="text-ink-soft">{NO_VERSION[fix]}</span> : <Absent />;
}

function Absent() {
  return <span className="text-ink-soft">–</span>;
}
