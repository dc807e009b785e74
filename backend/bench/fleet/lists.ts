import { readFile } from 'node:fs/promises';
import { get, jsonOf } from '../http-client.js';
import { latencyOf, type Latency } from '../quantiles.js';
import type { Say } from '../say.js';
import { pick } from '../synthetic/random.js';

export interface ListFigures extends Latency {
  readonly name: string;
}

interface Page {
  readonly items: readonly { readonly id: string }[];
  readonly nextCursor: string | null;
  readonly total: number | string;
}

interface ListRequest {
  /** What the figures are called. */
  readonly name: string;
  /** With `{artifactId}` where one artifact's list is asked for. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

interface OpenApi {
  readonly paths: Readonly<Record<string, { readonly get?: { readonly parameters?: readonly Parameter[] } }>>;
}

interface Parameter {
  readonly name: string;
  readonly schema?: { readonly enum?: readonly string[] };
}

/** Filters that people use, next to every sort that the API describes. */
const FILTERS: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>> = {
  '/api/v1/images': [{ q: 'service-1' }],
  '/api/v1/artifacts': [{ q: 'service-1' }, { severity: 'critical' }, { outcome: 'fail', environment: 'prod' }],
  '/api/v1/artifacts/{artifactId}/findings': [
    { severity: 'critical,high' },
    { kind: 'match' },
    { fixable: 'true' },
    { q: 'json' },
    { q: 'CVE-2019' },
  ],
  '/api/v1/artifacts/{artifactId}/components': [{ q: 'json' }],
};

const PAGE_SIZE = 50;
const LARGEST_PAGE = 200;
const DEEP_PAGE = 50;
const FIRST_PAGES = 40;
const DEEP_PAGES = 15;

/** Every list of the API in every sort, and with common filters: its first and its 50th page, for many artifacts. */
export async function measureLists(url: string, artifactIds: readonly string[], say: Say): Promise<ListFigures[]> {
  const figures: ListFigures[] = [];
  for (const request of await listRequests()) {
    const at = (index: number) => request.path.replace('{artifactId}', pick(artifactIds, figures.length, index));
    // Once to load what is loaded once: plans, code.
    await pageOf(url, at(-1), request.query, PAGE_SIZE);
    const first = await repeat(
      FIRST_PAGES,
      async (index) => (await pageOf(url, at(index), request.query, PAGE_SIZE)).milliseconds,
    );
    const deep = (await repeat(DEEP_PAGES, (index) => deepPage(url, at(index), request.query))).flatMap(
      (page) => page ?? [],
    );
    figures.push({ name: `${request.name}, page 1`, ...latencyOf(first) });
    if (deep.length > 0) figures.push({ name: `${request.name}, page ${DEEP_PAGE}`, ...latencyOf(deep) });
    say(`${request.name} measured`);
  }
  return [...figures, ...(await measureDetails(url, artifactIds))];
}

/** From the API's own description, so that a list or sort that is added is measured. */
async function listRequests(): Promise<ListRequest[]> {
  const { paths } = JSON.parse(await readFile(new URL('../../openapi.json', import.meta.url), 'utf8')) as OpenApi;
  return Object.entries(paths).flatMap(([path, { get: operation }]) => {
    const parameters = operation?.parameters ?? [];
    if (!parameters.some(({ name }) => name === 'cursor')) return [];
    const noun = path.split('/').at(-1) ?? path;
    const sorts = parameters.find(({ name }) => name === 'sort')?.schema?.enum ?? [];
    const queries = [...(sorts.length > 0 ? sorts.map((sort) => ({ sort })) : [{}]), ...(FILTERS[path] ?? [])];
    return queries.map((query) => ({
      name: [noun, ...Object.entries(query).map(([name, value]) => `${name}=${value}`)].join(' '),
      path,
      query,
    }));
  });
}

/** How long the 50th page takes, of 50 items where there are as many; null where a filter leaves too few. */
async function deepPage(url: string, path: string, query: ListRequest['query']): Promise<number | null> {
  const first = await pageOf(url, path, query, 1);
  const total = Number.parseInt(String(first.page.total).replaceAll(/\D/g, ''), 10);
  const size = Math.min(PAGE_SIZE, Math.floor(total / DEEP_PAGE));
  if (size === 0) return null;
  let cursor: string | null = null;
  for (let left = size * (DEEP_PAGE - 1); left > 0; left -= LARGEST_PAGE) {
    const { page }: { page: Page } = await pageOf(url, path, query, Math.min(left, LARGEST_PAGE), cursor);
    cursor = page.nextCursor;
    if (cursor === null) throw new Error(`${path} ended before its page ${DEEP_PAGE}`);
  }
  const { page, milliseconds } = await pageOf(url, path, query, size, cursor);
  if (page.items.length !== size)
    throw new Error(`page ${DEEP_PAGE} of ${path} has ${page.items.length} items, not ${size}`);
  return milliseconds;
}

async function pageOf(
  url: string,
  path: string,
  query: ListRequest['query'],
  limit: number,
  cursor: string | null = null,
): Promise<{ page: Page; milliseconds: number }> {
  const words = new URLSearchParams({ ...query, limit: String(limit), ...(cursor === null ? {} : { cursor }) });
  const answer = await get(`${url}${path}?${words}`);
  return { page: jsonOf<Page>(answer), milliseconds: answer.milliseconds };
}

/** What a click on an item opens. */
async function measureDetails(url: string, artifactIds: readonly string[]): Promise<ListFigures[]> {
  const artifact = await repeat(FIRST_PAGES, async (index) => {
    const answer = await get(`${url}/api/v1/artifacts/${pick(artifactIds, index, 1)}`);
    jsonOf(answer);
    return answer.milliseconds;
  });
  const finding = await repeat(FIRST_PAGES, async (index) => {
    const findings = `/api/v1/artifacts/${pick(artifactIds, index, 2)}/findings`;
    const { page } = await pageOf(url, findings, {}, LARGEST_PAGE);
    const answer = await get(`${url}${findings}/${pick(page.items, index, 3).id}`);
    jsonOf(answer);
    return answer.milliseconds;
  });
  return [
    { name: 'artifact', ...latencyOf(artifact) },
    { name: 'finding', ...latencyOf(finding) },
  ];
}

async function repeat<T>(times: number, measure: (index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let index = 0; index < times; index += 1) results.push(await measure(index));
  return results;
}
