import { type Credentials, PIPELINE } from '../credentials.js';
import { get, jsonOf } from '../http-client.js';
import { openApi } from '../open-api.js';
import { latencyOf, type Latency } from '../quantiles.js';
import type { Say } from '../say.js';
import type { Scale } from '../scale.js';
import { sendReport } from '../send-report.js';
import { digestOf } from '../synthetic/digest.js';
import { pick, sample } from '../synthetic/random.js';
import { measureAnswer } from './answer.js';
import type { Fleet } from './fleet.js';
import { recallPath } from './recall.js';
import { FINDINGS_PER_COMPONENT } from './seed.js';

export interface ListFigures {
  /** Lists of the fleet, and of artifacts chosen at random. */
  readonly pages: readonly PageFigures[];
  /** The lists of the artifact that has the most findings. */
  readonly largest: readonly PageFigures[];
  readonly largestFindings: number;
  /** A request that asks the API for nothing. */
  readonly nothing: Latency;
}

export interface PageFigures extends Latency {
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
  /** With `{artifactId}` or `{imageId}` where one artifact's or image's list is asked for, and beginning as `ONE_WAIVER` for one waiver's. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Only people see it. */
  readonly isForPeople: boolean;
}

/** A list at one place of one API, for one who may see it. */
interface List {
  readonly url: string;
  readonly query: ListRequest['query'];
  readonly credentials: Credentials;
}

/** What a list of the fleet cannot be asked without. */
const REQUIRED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '/api/v1/images/bases': { environment: 'prod' },
};

/** Filters that people use, next to every sort that the API describes. */
const FILTERS: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>> = {
  '/api/v1/images': [{ q: 'service-1' }, { outcome: 'fail', environment: 'prod' }],
  '/api/v1/artifacts': [{ q: 'service-1' }, { severity: 'critical' }, { outcome: 'fail', environment: 'prod' }],
  '/api/v1/artifacts/{artifactId}/findings': [
    { severity: 'critical,high' },
    { kind: 'match' },
    { fixable: 'true' },
    { fix: 'none' },
    { q: 'json' },
    { q: 'CVE-2019' },
    { q: 'memory corruption' },
    { severity: 'high', fixable: 'true', q: 'http', sort: '-published' },
  ],
  '/api/v1/artifacts/{artifactId}/components': [{ q: 'json' }],
  '/api/v1/deployments': [{ environment: 'prod', current: 'true' }, { outcome: 'fail' }],
  '/api/v1/accounts': [{ q: 'person-1' }, { state: 'disabled' }],
  '/api/v1/role-grants': [{ project: 'product-1' }],
  '/api/v1/tokens': [{ owner: 'me' }],
  '/api/v1/audit-events': [{ action: 'role.*' }, { actor: 'person-1@acme.example' }],
};

const ONE_WAIVER = '/api/v1/waivers/{id}';

const PAGE_SIZE = 50;
const LARGEST_PAGE = 200;
const DEEP_PAGE = 50;

/** Every list of the API in every sort, and with common filters: its first and its 50th page, for many artifacts and for a large one. */
export async function measureLists(fleet: Fleet, scale: Scale, say: Say): Promise<ListFigures> {
  const { rows } = await fleet.client.query<{ id: string }>('SELECT id::text AS id FROM artifact ORDER BY id');
  const artifactIds = rows.map(({ id }) => id);
  const images = await fleet.client.query<{ id: string }>('SELECT id::text AS id FROM image ORDER BY id');
  const imageIds = images.rows.map(({ id }) => id);
  const waivers = await fleet.client.query<{ id: string }>('SELECT id::text AS id FROM waiver ORDER BY id');
  const waiverIds = waivers.rows.map(({ id }) => id);
  const largestId = await sendLargest(fleet, scale);
  const pages: PageFigures[] = [];
  const largest: PageFigures[] = [];
  for (const request of await listRequests()) {
    const salt = pages.length;
    // A database that was kept from before there were waivers has none.
    if (request.path.startsWith(ONE_WAIVER) && waiverIds.length === 0) continue;
    const at = (artifactId: string, index = 0): List => ({
      url: `${fleet.url}${request.path
        .replace(ONE_WAIVER, () => `/api/v1/waivers/${pick(waiverIds, salt, index)}`)
        .replace('{imageId}', () => pick(imageIds, salt, index))
        .replace('{artifactId}', artifactId)}`,
      query: request.query,
      credentials: request.isForPeople ? fleet.administrator : PIPELINE,
    });
    pages.push(...(await measurePages(request.name, scale, (index) => at(pick(artifactIds, salt, index), index))));
    if (request.path.includes('{artifactId}'))
      largest.push(...(await measurePages(request.name, scale, () => at(largestId))));
    say(`${request.name} measured`);
  }
  return {
    pages: [...pages, ...(await measureDetails(fleet, artifactIds, scale.lists.firstPages))],
    largest,
    largestFindings: scale.lists.largest.findings,
    nothing: await measureAnswer(fleet.url, scale.lists.firstPages),
  };
}

async function measurePages(
  name: string,
  { lists: { firstPages, deepPages } }: Scale,
  at: (index: number) => List,
): Promise<PageFigures[]> {
  // Once to load what is loaded once: plans, code.
  await pageOf(at(-1), PAGE_SIZE);
  const first = await repeat(firstPages, async (index) => (await pageOf(at(index), PAGE_SIZE)).milliseconds);
  const deep = (await repeat(deepPages, (index) => deepPage(at(index)))).flatMap((page) => page ?? []);
  return [
    { name: `${name}, page 1`, ...latencyOf(first) },
    ...(deep.length > 0 ? [{ name: `${name}, page ${DEEP_PAGE}`, ...latencyOf(deep) }] : []),
  ];
}

async function sendLargest({ url }: Fleet, { lists: { largest }, fleet }: Scale): Promise<string> {
  const { artifactId } = await sendReport(url, {
    image: 'ghcr.io/acme/largest',
    digest: digestOf('largest'),
    components: sample(largest.components, fleet.knownComponents, 4712),
    mean: FINDINGS_PER_COMPONENT,
    limit: largest.findings,
  });
  return artifactId;
}

/** From the API's own description, so that a list or sort that is added is measured. */
async function listRequests(): Promise<ListRequest[]> {
  const { paths } = await openApi();
  const recall = await recallPath();
  return Object.entries(paths).flatMap(([path, { get: operation }]) => {
    const parameters = operation?.parameters ?? [];
    // What is asked about has to be named there: recall is a part of its own, and a verdict's findings are of one rule.
    const required = REQUIRED[path] ?? {};
    const isAskedOfSomething = parameters.some(
      (parameter) => parameter.in === 'query' && parameter.required === true && !(parameter.name in required),
    );
    if (path === recall || isAskedOfSomething || !parameters.some(({ name }) => name === 'cursor')) return [];
    const isForPeople = operation?.security.every((way) => !('token' in way)) ?? false;
    const noun = path.split('/').at(-1) ?? path;
    const sorts = parameters.find(({ name }) => name === 'sort')?.schema?.enum ?? [];
    const queries = [...(sorts.length > 0 ? sorts.map((sort) => ({ sort })) : [{}]), ...(FILTERS[path] ?? [])];
    return queries.map((query) => ({
      name: [noun, ...Object.entries(query).map(([name, value]) => `${name}=${value}`)].join(' '),
      path,
      query: { ...required, ...query },
      isForPeople,
    }));
  });
}

/** How long the 50th page takes, of 50 items where there are as many; null where a filter leaves too few. */
async function deepPage(list: List): Promise<number | null> {
  const first = await pageOf(list, 1);
  const total = Number.parseInt(String(first.page.total).replaceAll(/\D/g, ''), 10);
  const size = Math.min(PAGE_SIZE, Math.floor(total / DEEP_PAGE));
  if (size === 0) return null;
  let cursor: string | null = null;
  for (let left = size * (DEEP_PAGE - 1); left > 0; left -= LARGEST_PAGE) {
    const { page }: { page: Page } = await pageOf(list, Math.min(left, LARGEST_PAGE), cursor);
    cursor = page.nextCursor;
    if (cursor === null) throw new Error(`${list.url} ended before its page ${DEEP_PAGE}`);
  }
  const { page, milliseconds } = await pageOf(list, size, cursor);
  if (page.items.length !== size)
    throw new Error(`page ${DEEP_PAGE} of ${list.url} has ${page.items.length} items, not ${size}`);
  return milliseconds;
}

async function pageOf(
  { url, query, credentials }: List,
  limit: number,
  cursor: string | null = null,
): Promise<{ page: Page; milliseconds: number }> {
  const words = new URLSearchParams({ ...query, limit: String(limit), ...(cursor === null ? {} : { cursor }) });
  const answer = await get(`${url}?${words}`, { headers: credentials });
  return { page: jsonOf<Page>(answer), milliseconds: answer.milliseconds };
}

/** What a click on an item opens. */
async function measureDetails({ url }: Fleet, artifactIds: readonly string[], times: number): Promise<PageFigures[]> {
  const artifacts = `${url}/api/v1/artifacts`;
  const artifact = await repeat(times, async (index) => {
    const answer = await get(`${artifacts}/${pick(artifactIds, index, 1)}`);
    jsonOf(answer);
    return answer.milliseconds;
  });
  const finding = await repeat(times, async (index) => {
    const findings = `${artifacts}/${pick(artifactIds, index, 2)}/findings`;
    const { page } = await pageOf({ url: findings, query: {}, credentials: PIPELINE }, LARGEST_PAGE);
    const answer = await get(`${findings}/${pick(page.items, index, 3).id}`);
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
