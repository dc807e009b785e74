import * as fc from 'fast-check';
import type { FindingColumns } from '../../src/core/columns/finding-columns.js';
import type { Finding } from '../../src/core/findings/finding.js';
import { FINDING_KINDS } from '../../src/core/model/finding-kind.js';
import { SEVERITIES, type Severity } from '../../src/core/model/severity.js';
import type { Artifact } from '../../src/modules/artifacts/dto/artifact-detail.dto.js';
import { ARTIFACT_SORTS, type ArtifactSort } from '../../src/modules/artifacts/dto/artifact-query.dto.js';
import type { ArtifactSummary } from '../../src/modules/artifacts/dto/artifact-summary.dto.js';
import type { ArtifactComponent } from '../../src/modules/components/dto/component.dto.js';
import type { FindingPage } from '../../src/modules/findings/dto/finding-page.dto.js';
import { FINDING_SORTS, type FindingSort } from '../../src/modules/findings/dto/finding-query.dto.js';
import type { FindingSummary } from '../../src/modules/findings/dto/finding.dto.js';
import { IMAGE_SORTS, type ImageSort } from '../../src/modules/images/dto/image-query.dto.js';
import type { ImageSummary } from '../../src/modules/images/dto/image.dto.js';
import { Database, type Sql } from '../../src/database/database.js';
import { DecodedFindings } from '../../src/modules/scans/decoded-findings.js';
import { StoredFindingsRepository } from '../../src/modules/scans/stored-findings.repository.js';
import { fixture, problemOf, startApi, type TestApi } from './api.js';
import { expectContract } from './contract.js';

/**
 * The lists. Whoever reads them must not be able to: see an item twice or never by paging, make a cursor say what
 * the server did not, ask for so much that it takes long, or put SQL into a filter.
 */
interface Page<Item = { id: string }> {
  items: Item[];
  nextCursor: string | null;
}

const REPORTS = [
  'reports/defectdojo/trivy/scheme_2_many_vulns.json',
  'reports/jenkins-analysis-model/grype-report-wo-description.json',
  'reports/vexctl-sarif/nginx-trivy.sarif.json',
  'reports/defectdojo/trivy/issue_9170.json',
  'documents/cyclonedx-bom-examples/SBOM/laravel-7.12.0/bom.1.2.json',
];

/** The same scan by Trivy, as JSON and as SARIF, which names no purl. */
const ONE_SCAN = [
  {
    SchemaVersion: 2,
    ArtifactName: 'acme/api:1',
    ArtifactType: 'container_image',
    Metadata: { OS: { Family: 'alpine', Name: '3.22.1' } },
    Results: [
      {
        Target: 'api (alpine 3.22.1)',
        Class: 'os-pkgs',
        Type: 'alpine',
        Vulnerabilities: [
          {
            VulnerabilityID: 'CVE-2024-10001',
            PkgName: 'openssl',
            InstalledVersion: '3.0.1-r0',
            FixedVersion: '3.0.9-r0',
            PkgIdentifier: { PURL: 'pkg:apk/alpine/openssl@3.0.1-r0?arch=x86_64&distro=3.22.1' },
            Severity: 'CRITICAL',
          },
        ],
      },
    ],
  },
  {
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Trivy', rules: [{ id: 'CVE-2024-10001', name: 'OsPackageVulnerability' }] } },
        results: [
          {
            ruleId: 'CVE-2024-10001',
            message: {
              text: 'Package: openssl\nInstalled Version: 3.0.1-r0\nVulnerability CVE-2024-10001\nSeverity: CRITICAL\nFixed Version: 3.0.9-r0',
            },
          },
        ],
      },
    ],
  },
];

describe('lists', () => {
  let api: TestApi;
  let artifactId: string;

  beforeAll(async () => {
    api = await startApi();
    for (const [place, path] of REPORTS.entries()) {
      for (const copy of ['one', 'two', 'three']) {
        await api.send(fixture(path), `?image=acme/${copy}-${place}&tag=v${place}`);
      }
    }
    // Two tools, four kinds and some hundred findings in one artifact.
    for (const path of REPORTS.slice(0, 4)) {
      const receipt = await api.take(fixture(path), `?image=acme/all&digest=sha256:${'c'.repeat(64)}`);
      artifactId = receipt.artifactId;
    }
  });

  afterAll(() => api.stop());

  async function walk<Item = { id: string }>(
    path: string,
    limit: number,
    between?: () => Promise<unknown>,
  ): Promise<Item[]> {
    const items: Item[] = [];
    let cursor: string | null = null;
    do {
      const separator = path.includes('?') ? '&' : '?';
      const url = `${path}${separator}limit=${limit}${cursor === null ? '' : `&cursor=${cursor}`}`;
      const page: Page<Item> = await api.read(url);
      expect(page.items.length).toBeLessThanOrEqual(limit);
      items.push(...page.items);
      cursor = page.nextCursor;
      if (cursor !== null) await between?.();
    } while (cursor !== null);
    return items;
  }

  const directed = <Sort extends string>(sorts: readonly Sort[]): (Sort | `-${Sort}`)[] =>
    sorts.flatMap((sort) => [sort, `-${sort}` as const]);

  describe.each(directed(FINDING_SORTS))('findings by %s', (sort) => {
    it('shows every finding once and in order, whatever the size of the page', async () => {
      const path = `/api/v1/artifacts/${artifactId}/findings?sort=${sort}`;
      const { total } = await api.read<FindingPage>(path);
      const items = await walk<FindingSummary>(path, 37);
      const key = FINDING_KEYS[withoutSign(sort)];
      expect(items.length).toBe(total);
      expect(new Set(items.map(({ id }) => id)).size).toBe(total);
      expect(items.map(key)).toEqual(sorted(items, key, sort.startsWith('-')));
      expect((await walk(path, 200)).map(({ id }) => id)).toEqual(items.map(({ id }) => id));
    });
  });

  describe.each(directed(ARTIFACT_SORTS))('artifacts by %s', (sort) => {
    it('shows every artifact once and in order', async () => {
      const items = await walk<ArtifactSummary>(`/api/v1/artifacts?sort=${sort}`, 4);
      expect(items).toHaveLength(16);
      expect(new Set(items.map(({ id }) => id)).size).toBe(16);
      const key = ARTIFACT_KEYS[withoutSign(sort)];
      expect(items.map(key)).toEqual(sorted(items, key, sort.startsWith('-')));
    });
  });

  describe.each(directed(IMAGE_SORTS))('images by %s', (sort) => {
    it('shows every image once and in order', async () => {
      const items = await walk<ImageSummary>(`/api/v1/images?sort=${sort}`, 3);
      expect(new Set(items.map(({ id }) => id)).size).toBe(16);
      const key = IMAGE_KEYS[withoutSign(sort)];
      expect(items.map(key)).toEqual(sorted(items, key, sort.startsWith('-')));
    });
  });

  it('shows every component once, by name', async () => {
    const items = await walk<ArtifactComponent>(`/api/v1/artifacts/${artifactId}/components`, 50);
    const { components } = await api.read<Artifact>(`/api/v1/artifacts/${artifactId}`);
    expect(items).toHaveLength(components);
    const name = (item: ArtifactComponent): string => item.name;
    expect(items.map(name)).toEqual(sorted(items, name, false));
  });

  it('loses and repeats nothing when a report comes in between two pages', async () => {
    const path = '/api/v1/artifacts?sort=image';
    const before = (await walk(path, 200)).map(({ id }) => id);
    let count = 0;
    const items = await walk(path, 5, () => {
      count += 1;
      return api.send(fixture(REPORTS[4] ?? ''), `?image=acme/between-${count}`);
    });
    const seen = items.map(({ id }) => id);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(expect.arrayContaining(before));
  });

  it('goes on with findings when a new scan has changed the list', async () => {
    const receipt = await api.take(fixture(REPORTS[0] ?? ''), '?image=acme/moving');
    const path = `/api/v1/artifacts/${receipt.artifactId}/findings?sort=-severity`;
    const before = (await walk(path, 200)).map(({ id }) => id);
    let isSent = false;
    const items = await walk(path, 20, async () => {
      if (isSent) return;
      isSent = true;
      await api.send(fixture(REPORTS[3] ?? ''), `?image=acme/moving&digest=${receipt.digest}`);
    });
    const seen = items.map(({ id }) => id);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(expect.arrayContaining(before));
  });

  it('shows one finding of one scan that came as JSON and as SARIF, in either order, under the package with its purl', async () => {
    const [json, sarif] = ONE_SCAN.map((report) => Buffer.from(JSON.stringify(report)));
    for (const [name, reports] of Object.entries({ forth: [json, sarif], back: [sarif, json] })) {
      let id = '';
      for (const report of reports as Buffer[]) {
        id = (await api.take(report, `?image=acme/${name}&digest=sha256:${'e'.repeat(64)}`)).artifactId;
      }
      const findings = await walk<FindingSummary>(`/api/v1/artifacts/${id}/findings`, 10);
      expect(findings).toMatchObject([
        {
          component: { type: 'apk', name: 'openssl', version: '3.0.1-r0' },
          upgradeTo: '3.0.9-r0',
          severity: 'critical',
        },
      ]);
    }
  });

  it('answers as its document says', async () => {
    const { items } = await api.read<FindingPage>(`/api/v1/artifacts/${artifactId}/findings`);
    const answers = {
      artifactsList: '/api/v1/artifacts',
      artifactsGet: `/api/v1/artifacts/${artifactId}`,
      imagesList: '/api/v1/images',
      findingsList: `/api/v1/artifacts/${artifactId}/findings`,
      findingsGet: `/api/v1/artifacts/${artifactId}/findings/${items[0]?.id}`,
      componentsList: `/api/v1/artifacts/${artifactId}/components`,
      policyGetActive: '/api/v1/policy',
      policyListVersions: '/api/v1/policy/versions',
      policyListEnvironments: '/api/v1/environments',
    };
    for (const [operation, path] of Object.entries(answers)) {
      const response = await api.get(path);
      expect(response.status).toBe(200);
      expectContract(operation, 200, await response.json());
    }
  });

  describe('findings that were decoded before', () => {
    const among = fc.nat({ max: 2 });
    const step = fc.record({
      of: among,
      from: among,
      again: fc.option(among),
      isKept: fc.boolean(),
      isReadBetween: fc.boolean(),
      isWithTexts: fc.boolean(),
    });

    it('are never those of another state of the artifact', async () => {
      const database = api.app.get(Database, { strict: false });
      const cached = api.app.get(StoredFindingsRepository, { strict: false });
      const ids = await Promise.all(
        [0, 1, 3].map(async (place) => {
          const { items } = await api.read<Page>(`/api/v1/artifacts?q=acme/one-${place}`);
          return Number(items[0]?.id);
        }),
      );
      const idOf = (place: number): number => ids[place] ?? 0;
      const write = (sql: Sql, of: number, from: number) =>
        sql.query(
          `UPDATE artifact_state AS state SET (finding_count, columns, names, texts, layouts)
             = (other.finding_count, other.columns, other.names, other.texts, other.layouts)
           FROM (SELECT * FROM artifact_state WHERE artifact_id = $2) AS other WHERE state.artifact_id = $1`,
          [idOf(of), idOf(from)],
        );
      const expectSame = async (sql: Sql, of: number, isWithTexts: boolean) => {
        const fresh = await new StoredFindingsRepository(new DecodedFindings()).load(sql, idOf(of));
        if (fresh === null) throw new Error('there are no findings');
        const found = isWithTexts ? await cached.load(sql, idOf(of)) : null;
        const columns = found?.columns ?? (await cached.loadColumns(sql, idOf(of)));
        const titleOf = (row: number): string => (found ?? fresh).texts.titleOf(row);
        expect(columns && allOf(columns, titleOf)).toEqual(allOf(fresh.columns, (row) => fresh.texts.titleOf(row)));
      };
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 10 }), async (steps) => {
          for (const { of, from, again, isKept, isReadBetween, isWithTexts } of steps) {
            await expectSame(database, of, isWithTexts);
            const refused = new Error('not kept');
            const writing = database.transaction(async (sql) => {
              await write(sql, of, from);
              if (isReadBetween) await expectSame(sql, of, isWithTexts);
              // Outside, what is not committed is not there.
              await expectSame(database, of, true);
              if (again !== null) await write(sql, of, again);
              await expectSame(sql, of, isWithTexts);
              if (!isKept) throw refused;
            });
            await writing.catch((error: unknown) => {
              if (error !== refused) throw error;
            });
            await expectSame(database, of, true);
          }
        }),
        { numRuns: 8 },
      );
      // Whoever asks next has them made anew.
      await database.query('DELETE FROM artifact_state WHERE artifact_id = ANY ($1::int[])', [ids]);
      for (const id of ids) await api.read(`/api/v1/artifacts/${id}/findings`);
    });

    const allOf = (columns: FindingColumns, titleOf: (row: number) => string): Finding[] =>
      Array.from({ length: columns.count }, (_, row) => columns.finding(row, titleOf(row)));
  });

  describe('filters', () => {
    it('combine, and each facet counts without its own', async () => {
      const path = `/api/v1/artifacts/${artifactId}/findings`;
      const all = await walk<FindingSummary>(path, 200);
      const { facets } = await api.read<Required<FindingPage>>(`${path}?severity=high&kind=match`);
      const matches = all.filter((item) => item.kind === 'match');
      for (const severity of SEVERITIES) {
        expect([severity, facets.severity[severity]]).toEqual([
          severity,
          matches.filter((item) => item.severity === severity).length,
        ]);
      }
      for (const kind of FINDING_KINDS) {
        expect(facets.kind[kind]).toBe(all.filter((item) => item.kind === kind && item.severity === 'high').length);
      }
      const high = await walk(`${path}?severity=high,critical&kind=match&fixable=true`, 200);
      expect(high.map(({ id }) => id).sort()).toEqual(
        matches
          .filter((item) => ['high', 'critical'].includes(item.severity) && item.isFixable)
          .map(({ id }) => id)
          .sort(),
      );
    });

    it('find text in identifiers, titles, rules, paths and components', async () => {
      const path = `/api/v1/artifacts/${artifactId}/findings`;
      const matches = await walk<FindingSummary>(`${path}?kind=match`, 200);
      // A title that no scanner wrote is made up of the other two.
      const finding = matches.find(({ title, advisory }) => !title.startsWith(advisory?.id ?? ''));
      if (!finding?.advisory || !finding.component) throw new Error('no finding has a title');
      for (const text of [finding.advisory.id.toLowerCase(), finding.title.slice(3, 20), finding.component.name]) {
        const found = await walk(`${path}?q=${encodeURIComponent(text)}`, 200);
        expect(found.map(({ id }) => id)).toContain(finding.id);
      }
    });

    it.each([`'; DROP TABLE scan; --`, '%', '_', String.raw`\ `, '100%'])('take %s as text', async (text) => {
      for (const path of [
        '/api/v1/artifacts',
        '/api/v1/images',
        `/api/v1/artifacts/${artifactId}/findings`,
        `/api/v1/artifacts/${artifactId}/components`,
      ]) {
        const { items } = await api.read<Page>(`${path}?q=${encodeURIComponent(text)}`);
        for (const item of items)
          expect(JSON.stringify(item).toLowerCase()).toContain(JSON.stringify(text).slice(1, -1).toLowerCase());
      }
    });
  });

  describe('cursors', () => {
    /** What the answer says is wrong, and with what. */
    const refusal = async (path: string): Promise<unknown> => {
      const response = await api.get(path);
      const { code, issues } = await problemOf(response);
      return [response.status, code, issues?.[0]?.parameter];
    };
    const REFUSED = [400, 'invalid_input', 'cursor'];
    const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

    it('of another list or sort are refused', async () => {
      const { nextCursor } = await api.read<Page>('/api/v1/artifacts?sort=load&limit=1');
      expect(await refusal(`/api/v1/artifacts?sort=-load&cursor=${nextCursor}`)).toEqual(REFUSED);
      expect(await refusal(`/api/v1/images?sort=load&cursor=${nextCursor}`)).toEqual(REFUSED);
      expect(await refusal(`/api/v1/artifacts/${artifactId}/findings?sort=severity&cursor=${nextCursor}`)).toEqual(
        REFUSED,
      );
    });

    it('are taken where they are whole', async () => {
      const response = await api.get(`/api/v1/artifacts?sort=load&cursor=${encode(['artifacts load', 1, 1])}`);
      expect(response.status).toBe(200);
    });

    it.each([
      ['no JSON', 'abc'],
      ['not base64', '%2B%2F'],
      ['too few keys', encode(['artifacts load', 1])],
      ['a text for a number', encode(['artifacts load', 'x', 1])],
      ['a number for an id', encode(['artifacts load', 1, 1.5])],
      ['a huge id', encode(['artifacts load', 1, 2 ** 40])],
      ['an object', encode({ sort: 'load' })],
    ])('made of %s are refused', async (_what, cursor) => {
      expect(await refusal(`/api/v1/artifacts?sort=load&cursor=${cursor}`)).toEqual(REFUSED);
    });

    it.each([
      ['no instant', encode(['artifacts scanned', '2026-99-99T00:00:00.000Z', 1])],
      ['SQL', encode(['artifacts scanned', "'; SELECT 1", 1])],
    ])('with %s for an instant are refused', async (_what, cursor) => {
      expect(await refusal(`/api/v1/artifacts?sort=scanned&cursor=${cursor}`)).toEqual(REFUSED);
    });
  });
});

type KeyOf<Item> = (item: Item) => string | number;

function rank(severity: Severity | null | undefined): number {
  return severity ? SEVERITIES.indexOf(severity) : -1;
}

const FINDING_KEYS: Record<FindingSort, KeyOf<FindingSummary>> = {
  severity: ({ severity }) => rank(severity),
  advisory: ({ advisory, rule }) => advisory?.id ?? rule ?? '',
  component: ({ component, path }) => component?.name ?? path ?? '',
  published: ({ publishedAt }) => publishedAt ?? '',
  epss: ({ epss }) => epss ?? -1,
  kind: ({ kind }) => FINDING_KINDS.indexOf(kind),
};

const ARTIFACT_KEYS: Record<ArtifactSort, KeyOf<ArtifactSummary>> = {
  scanned: ({ lastScannedAt }) => lastScannedAt,
  created: ({ createdAt }) => createdAt,
  severity: ({ worstSeverity }) => rank(worstSeverity),
  image: ({ image }) => image,
  load: ({ load }) => load,
  components: ({ components }) => components,
};

const IMAGE_KEYS: Record<ImageSort, KeyOf<ImageSummary>> = {
  name: ({ repository }) => repository,
  severity: ({ latest }) => rank(latest?.worstSeverity),
  scanned: ({ latest }) => latest?.lastScannedAt ?? '',
  load: ({ latest }) => latest?.load ?? -1,
};

function withoutSign<Sort extends string>(sort: Sort | `-${Sort}`): Sort {
  return sort.replace(/^-/, '') as Sort;
}

function sorted<Item>(items: readonly Item[], key: KeyOf<Item>, isDescending: boolean): (string | number)[] {
  const keys = items.map(key).sort((a, b) => (a < b ? -1 : Number(a > b)));
  return isDescending ? keys.reverse() : keys;
}
