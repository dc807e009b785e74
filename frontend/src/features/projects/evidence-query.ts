import { oneOf, withParameters, type SearchParameters } from '@/lib/url/search-parameters';

/** What the address of a project's evidence asks for. Days are in UTC, and both count. */
export interface EvidenceQuery {
  readonly environment: string;
  readonly from: string;
  readonly to: string;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 30;

/** What is left out: the strictest environment, and the last 30 days. `environments` are most lenient first. */
export function parseEvidenceQuery(
  parameters: SearchParameters,
  environments: readonly string[],
  now: number,
): EvidenceQuery {
  return {
    environment: oneOf(parameters, 'environment') ?? environments.at(-1) ?? '',
    from: dayOf(oneOf(parameters, 'from')) ?? dayAt(now - DEFAULT_DAYS * DAY_MS),
    to: dayOf(oneOf(parameters, 'to')) ?? dayAt(now),
  };
}

/** As the API takes it: from the start of the first day to the end of the last, or to now where that has not ended. */
export function evidenceParameters({ environment, from, to }: EvidenceQuery, now: number) {
  const end = Date.parse(to) + DAY_MS;
  const start = { environment, from: `${from}T00:00:00Z` };
  return end > now ? start : { ...start, to: new Date(end).toISOString() };
}

export function evidenceArchiveHref(slug: string, query: EvidenceQuery, now: number): string {
  return withParameters(`/api/v1/projects/${slug}/evidence`, { ...evidenceParameters(query, now) });
}

function dayOf(text: string | undefined): string | undefined {
  return text !== undefined && DAY.test(text) && !Number.isNaN(Date.parse(text)) ? text : undefined;
}

function dayAt(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
