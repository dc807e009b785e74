import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { type ReportOptions, TOOL_VERSION } from '../synthetic/trivy-report.js';
import { type ContentRows, contentRows, type RowNumbers } from './content-rows.js';
import { rowText, type Value } from './row-text.js';
import { ENVIRONMENTS, verdictText } from './verdict-text.js';

/** Rows of one table, as COPY reads them, those first that others refer to. */
export interface TableRows {
  readonly table: string;
  readonly columns: readonly string[];
  readonly text: readonly string[];
}

const PIECE_BYTES = 1024 * 1024;
const TOOL = ['trivy', 'trivy', TOOL_VERSION] as const;
const SYSTEM = JSON.stringify({ family: 'debian', version: '12.5', isEndOfLife: null });
const FACTS = JSON.stringify({ user: '1000', hasHealthcheck: true, sizeBytes: 412_000_000 });

/** What version 0.1 wrote for a report whose artifact and content it did not know, in its default project and by its shipped policy. */
export function reportRows(report: ReportOptions, body: Buffer, numbers: RowNumbers): TableRows[] {
  const content = contentRows(report, numbers);
  const [imageId, artifactId, reportId, scanId] = ['image', 'artifact', 'report', 'scan'].map((name) =>
    numbers.next(name),
  );
  if (imageId === undefined || artifactId === undefined || reportId === undefined || scanId === undefined)
    throw new Error('a row has no number');
  const now = new Date().toISOString();
  const sha256 = createHash('sha256').update(body).digest('hex');
  const counts = [4, 3, 2, 1, 0].map((rank) => content.findings.filter((finding) => finding.rank === rank).length);
  const [critical = 0, high = 0, medium = 0, low = 0, unknown = 0] = counts;
  const verdicts = Object.keys(ENVIRONMENTS).map((environment) => ({
    id: numbers.next('verdict'),
    environment,
    body: verdictText(environment, { ...report, report: `sha256:${sha256}` }, content.findings),
  }));
  const components = content.edges.length;
  return [
    table('image', { id: imageId, project_id: 1, repository: report.image }),
    table('artifact', {
      id: artifactId,
      image_id: imageId,
      digest: report.digest,
      last_scanned_at: now,
      operating_system: SYSTEM,
      image_facts: FACTS,
      critical,
      high,
      medium,
      low,
      unknown,
      worst_severity: 4,
      load: 1,
      component_count: components,
      listed_count: components,
    }),
    table('artifact_tag', { image_id: imageId, tag: 'bench', artifact_id: artifactId }),
    table('report', { id: reportId, sha256, size_bytes: body.length, encoding: 'gzip' }),
    rows('report_chunk', ['report_id', 'position', 'bytes'], chunksOf(reportId, gzipSync(body, { level: 1 }))),
    table('scan', {
      id: scanId,
      artifact_id: artifactId,
      report_id: reportId,
      format: TOOL[0],
      tool: TOOL[1],
      tool_version: TOOL[2],
      scanned_at: now,
      received_at: now,
      covers: ['match'],
      operating_system: SYSTEM,
      image_facts: FACTS,
      component_count: components,
      listed_count: components,
      without_purl_count: 0,
      counts: JSON.stringify({ critical, high, medium, low, unknown }),
      warnings: '[]',
      warning_count: 0,
      skipped: '[]',
      skipped_count: 0,
      claim_ids: content.claim.map(([id]) => Number(id)),
      is_current: true,
      component_ids: content.edges.map(([id]) => Number(id)),
      platform: 'linux/amd64',
      carries: ['end-of-life'],
      reader: 2,
      sender: JSON.stringify({ kind: 'token', id: '1', name: 'benchmark', via: 'upload', trustRule: null }),
    }),
    rows('component', ['id', 'key', 'purl', 'type', 'namespace', 'name', 'version'], content.component),
    rows(
      'artifact_component',
      ['artifact_id', 'component_id', 'places', 'licences', 'is_listed'],
      content.edges.map((edge) => [artifactId, ...edge]),
    ),
    rows('advisory', ['id', 'lead'], content.advisory),
    rows('advisory_alias', ['id', 'alias', 'advisory_id'], content.advisory_alias),
    rows('match', ['id', 'component_id', 'advisory_id'], content.match),
    rows('text', ['id', 'hash', 'body'], content.text),
    rows('claim', CLAIM_COLUMNS, content.claim),
    table('finding_list', { artifact_id: artifactId, ...findingList(content) }),
    rows(
      'verdict',
      ['id', 'verdict_id', 'artifact_id', 'environment', 'policy_id', 'outcome', 'body', 'evaluated_at'],
      verdicts.map(({ id, environment, body: text }) => [
        id,
        `v_${sha256.slice(0, 32)}`,
        artifactId,
        environment,
        1,
        'fail',
        text,
        now,
      ]),
    ),
    rows(
      'artifact_verdict',
      ['artifact_id', 'environment', 'verdict_id', 'policy_id', 'outcome', 'summary'],
      verdicts.map(({ id, environment }) => [
        artifactId,
        environment,
        id,
        1,
        'fail',
        'There are too many vulnerabilities.',
      ]),
    ),
    table('audit_event', {
      sequence: numbers.next('audit_event'),
      at: now,
      body: JSON.stringify({
        action: 'report.received',
        target: { kind: 'scan', id: String(scanId), name: report.image },
      }),
      previous_hash: sha256,
      hash: createHash('sha256').update(sha256).digest('hex'),
    }),
  ];
}

const CLAIM_COLUMNS = [
  'id',
  'hash',
  'match_id',
  'tool',
  'reported_id',
  'ids',
  'severity',
  'title',
  'fixed_version',
  'fix_state',
  'published_at',
  'cvss_score',
  'cvss_vector',
  'epss',
  'is_known_exploited',
  'url',
  'analysis',
  'description_id',
  'is_suppressed',
  'suppressed_by',
  'is_statement',
];

/** Parallel arrays, one element a finding. */
function findingList({ findings }: ContentRows): Readonly<Record<string, Value>> {
  return {
    ids: findings.map(({ id }) => id),
    severities: findings.map(({ rank }) => rank),
    kinds: findings.map(() => 0),
    fixable: findings.map(({ isFixed }) => isFixed),
    published_at: findings.map(({ advisory }) => advisory.publishedAt),
    epss: findings.map(() => null),
    component_ids: findings.map(({ componentId }) => componentId),
    alias_ids: findings.map(({ aliasId }) => aliasId),
    problem_ids: findings.map(() => null),
    sources: findings.map(({ claimId }) => claimId),
    source_of: findings.map((_, index) => index + 1),
    other_names: [],
    other_name_of: [],
    fixes: findings.map(({ isFixed }) => (isFixed ? 0 : 1)),
  };
}

function* chunksOf(reportId: number, archive: Buffer): Generator<readonly Value[]> {
  for (let position = 0; position * PIECE_BYTES < archive.length; position += 1) {
    const piece = archive.subarray(position * PIECE_BYTES, (position + 1) * PIECE_BYTES);
    yield [reportId, position, `\\x${piece.toString('hex')}`];
  }
}

function table(name: string, row: Readonly<Record<string, Value>>): TableRows {
  return rows(name, Object.keys(row), [Object.values(row)]);
}

function rows(name: string, columns: readonly string[], all: Iterable<readonly Value[]>): TableRows {
  return { table: name, columns, text: Array.from(all, rowText) };
}
