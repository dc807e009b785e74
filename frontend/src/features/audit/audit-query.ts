import { oneOf, withParameters, type SearchParameters } from '@/lib/url/search-parameters';

/** Ranges that end now, by how they stand in the address. */
export const RANGES = {
  '1h': { name: 'Last hour', milliseconds: 3_600_000 },
  '24h': { name: 'Last 24 hours', milliseconds: 86_400_000 },
  '7d': { name: 'Last 7 days', milliseconds: 7 * 86_400_000 },
  '30d': { name: 'Last 30 days', milliseconds: 30 * 86_400_000 },
} as const;

export type Range = keyof typeof RANGES;

export const RANGE_KEYS = Object.keys(RANGES) as Range[];

/** What the audit's address asks for. Texts are the API's: whole, or with `*` for any run of characters. */
export interface AuditQuery {
  readonly actor: string | undefined;
  readonly action: string | undefined;
  readonly target: string | undefined;
  readonly since: Range | undefined;
  /** Days, in UTC: the first and the last that count. */
  readonly from: string | undefined;
  readonly to: string | undefined;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

export function parseAuditQuery(parameters: SearchParameters): AuditQuery {
  const since = oneOf(parameters, 'since');
  return {
    actor: oneOf(parameters, 'actor'),
    action: oneOf(parameters, 'action'),
    target: oneOf(parameters, 'target'),
    since: RANGE_KEYS.find((key) => key === since),
    from: dayOf(oneOf(parameters, 'from')),
    to: dayOf(oneOf(parameters, 'to')),
  };
}

function dayOf(text: string | undefined): string | undefined {
  return text !== undefined && DAY.test(text) && !Number.isNaN(Date.parse(text)) ? text : undefined;
}

/** As the API takes it. */
export interface AuditFilter {
  readonly actor?: string;
  readonly action?: string;
  readonly target?: string;
  readonly from?: string;
  readonly to?: string;
}

export function auditFilter({ actor, action, target, since, from, to }: AuditQuery, now: number): AuditFilter {
  const start = since === undefined ? startOf(from) : new Date(now - RANGES[since].milliseconds).toISOString();
  const end = since === undefined && to !== undefined ? dayAfter(to) : undefined;
  return {
    ...(actor === undefined ? {} : { actor }),
    ...(action === undefined ? {} : { action }),
    ...(target === undefined ? {} : { target }),
    ...(start === undefined ? {} : { from: start }),
    ...(end === undefined ? {} : { to: end }),
  };
}

function startOf(day: string | undefined): string | undefined {
  return day === undefined ? undefined : `${day}T00:00:00Z`;
}

function dayAfter(day: string): string {
  return new Date(Date.parse(day) + 86_400_000).toISOString();
}

export function auditHref(query: AuditQuery): string {
  return withParameters('/audit', { ...query });
}

export function exportHref(filter: AuditFilter, format: 'jsonl' | 'csv'): string {
  return withParameters('/api/v1/audit-events/export', { ...filter, format });
}

export const NO_FILTERS: AuditQuery = {
  actor: undefined,
  action: undefined,
  target: undefined,
  since: undefined,
  from: undefined,
  to: undefined,
};

export function isFiltered(query: AuditQuery): boolean {
  return Object.values(query).some((value) => value !== undefined);
}
