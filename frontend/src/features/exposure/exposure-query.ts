import { oneOf, withParameters, type SearchParameters } from '@/lib/url/search-parameters';

export const SUBJECT_KINDS = ['advisory', 'component', 'purl'] as const;

export type SubjectKind = (typeof SUBJECT_KINDS)[number];

/** What the address asks for. */
export interface ExposureQuery {
  /** As typed; undefined where nothing is asked for. */
  readonly q: string | undefined;
  /** What it is taken for: as chosen, else as it looks. */
  readonly kind: SubjectKind;
  readonly isRunningOnly: boolean;
}

/** An identifier has the name of its database in front and a digit somewhere: CVE-2021-44228, GHSA-jfh8-c2jp-5v3q, RHSA-2024:1234. */
const IDENTIFIER = /^(?:[A-Z][A-Z0-9]+-){1,3}(?=\S*\d)\S+$/;
const WELL_KNOWN = /^(?:cve|ghsa)-\S+$/i;

export function parseExposureQuery(parameters: SearchParameters): ExposureQuery {
  const q = oneOf(parameters, 'q');
  const chosen = oneOf(parameters, 'as');
  return {
    q,
    kind: SUBJECT_KINDS.find((kind) => kind === chosen) ?? kindOf(q ?? ''),
    isRunningOnly: oneOf(parameters, 'running') === 'true',
  };
}

function kindOf(typed: string): SubjectKind {
  if (typed.startsWith('pkg:')) return 'purl';
  return IDENTIFIER.test(typed) || WELL_KNOWN.test(typed) ? 'advisory' : 'component';
}

/** As the API takes it. After a component's name and a space come a version or comparisons. */
export function exposureParameters({ q = '', kind, isRunningOnly }: ExposureQuery) {
  const running = isRunningOnly ? { running: true } : {};
  if (kind === 'advisory') return { advisory: q, ...running };
  if (kind === 'purl') return { purl: q, ...running };
  const [, component = q, version] = /^(\S+)\s+(.+)$/.exec(q) ?? [];
  return { component, ...(version === undefined ? {} : { version }), ...running };
}

export function exposureHref({ q, kind, isRunningOnly }: ExposureQuery): string {
  return withParameters('/exposure', {
    q,
    as: q === undefined || kind === kindOf(q) ? undefined : kind,
    running: isRunningOnly ? 'true' : undefined,
  });
}

/** Where else something is. */
export function whereElseHref(kind: SubjectKind, q: string): string {
  return exposureHref({ q, kind, isRunningOnly: false });
}
