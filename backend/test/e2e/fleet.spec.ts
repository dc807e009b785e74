import type { ArtifactPage } from '../../src/modules/artifacts/dto/artifact-summary.dto.js';
import type { EnvironmentSum, ImagePage, ImageSummary } from '../../src/modules/images/dto/image.dto.js';
import { OUTCOMES, type Outcome } from '../../src/core/gate/verdict.js';
import { type Caller, fixture, problemOf, startApi, type TestApi } from './api.js';
import { expectContract } from './contract.js';
import { insertPerson, insertToken } from './principals.js';

/**
 * The fleet, filtered and summed up. Its filters must show exactly the images whose latest artifact stands so, its sum
 * must speak of all of them and not of a page, and neither may tell anything about a project that the reader cannot see.
 */
const ENVIRONMENTS = ['dev', 'stage', 'prod'];
const REPORTS = [
  'reports/defectdojo/trivy/scheme_2_many_vulns.json',
  'reports/vexctl-sarif/nginx-trivy.sarif.json',
  'documents/cyclonedx-bom-examples/SBOM/laravel-7.12.0/bom.1.2.json',
];

describe('GET /api/v1/images', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startApi();
    for (const project of ['ours', 'theirs']) {
      for (const [place, path] of REPORTS.entries()) {
        for (const copy of ['one', 'two']) {
          await api.take(fixture(path), `?project=${project}&image=acme/${project}-${copy}-${place}&tag=1`);
        }
      }
    }
    // Every outcome in every environment, whatever the shipped policy makes of the reports.
    const verdicts = await api.sql<{ artifact_id: number; environment: string }>(
      `SELECT artifact_id, environment FROM artifact_verdict
       ORDER BY artifact_id, array_position('{dev,stage,prod}', environment)`,
    );
    for (const [place, { artifact_id, environment }] of verdicts.entries()) {
      const outcome = OUTCOMES[(place + Math.floor(place / 3)) % OUTCOMES.length];
      await api.sql('UPDATE artifact_verdict SET outcome = $1 WHERE artifact_id = $2 AND environment = $3', [
        outcome,
        artifact_id,
        environment,
      ]);
    }
    await api.sql(
      `INSERT INTO image (project_id, repository) SELECT id, 'acme/ours-empty' FROM project WHERE slug = 'ours'`,
    );
  });

  // It makes verdicts up.
  afterAll(() => api.stop({ isDamaged: true }));

  const read = async (query: string, as?: Caller): Promise<ImagePage> => {
    const response = await api.call('GET', `/api/v1/images${query}`, { as: as ?? { token: api.token } });
    expect(response.status).toBe(200);
    return (await response.json()) as ImagePage;
  };

  const walk = async (query: string, as?: Caller): Promise<ImageSummary[]> => {
    const items: ImageSummary[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: ImagePage = await read(`${query}&limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`, as);
      items.push(...page.items);
      cursor = page.nextCursor;
    }
    return items;
  };

  const names = (items: readonly ImageSummary[]): string[] => items.map(({ repository }) => repository).sort();

  const outcomeOf = ({ latest }: ImageSummary, environment: string): Outcome | null =>
    latest?.verdicts.find((verdict) => verdict.environment === environment)?.outcome ?? null;

  const sumOf = (items: readonly ImageSummary[]): EnvironmentSum[] =>
    ENVIRONMENTS.map((environment) => {
      const outcomes = items.map((image) => outcomeOf(image, environment));
      const count = (outcome: Outcome | null): number => outcomes.filter((other) => other === outcome).length;
      return { environment, pass: count('pass'), fail: count('fail'), unknown: count('unknown'), pending: count(null) };
    });

  it('answers as its document says, with every outcome in every environment', async () => {
    const page = await read('');
    expectContract('imagesList', 200, page);
    for (const sum of page.environments ?? []) {
      for (const outcome of OUTCOMES)
        expect([sum.environment, outcome, sum[outcome] > 0]).toEqual([sum.environment, outcome, true]);
    }
  });

  describe.each(ENVIRONMENTS.flatMap((environment) => OUTCOMES.map((outcome) => ({ environment, outcome }))))(
    'filtered by $outcome for $environment',
    ({ environment, outcome }) => {
      it('shows exactly the images that stand so, each once, page by page and in either direction', async () => {
        const expected = names((await walk('?sort=name')).filter((image) => outcomeOf(image, environment) === outcome));
        for (const sort of ['name', '-name', 'load', '-severity', '-scanned']) {
          const items = await walk(`?sort=${sort}&outcome=${outcome}&environment=${environment}`);
          expect([sort, names(items)]).toEqual([sort, expected]);
        }
        expect((await read(`?outcome=${outcome}&environment=${environment}&limit=1`)).total).toBe(expected.length);
      });
    },
  );

  it('filters by an outcome in any environment where none is named, and by nothing with an environment alone', async () => {
    const all = await walk('?sort=name');
    const failing = all.filter((image) => ENVIRONMENTS.some((name) => outcomeOf(image, name) === 'fail'));
    expect(names(await walk('?outcome=fail'))).toEqual(names(failing));
    expect(names(await walk('?environment=prod'))).toEqual(names(all));
  });

  it('filters by a rule that did not pass in the verdict of that outcome and environment, and counts its images', async () => {
    const all = await walk('?sort=name');
    const standing = await api.sql<{ artifact: string; environment: string; outcome: Outcome; unmet_rules: string[] }>(
      'SELECT artifact_id::text AS artifact, environment, outcome, unmet_rules FROM artifact_verdict',
    );
    const having = (rule: string, outcome?: string, environment?: string): string[] =>
      names(
        all.filter(({ latest }) =>
          standing.some(
            (verdict) =>
              verdict.artifact === latest?.id &&
              verdict.unmet_rules.includes(rule) &&
              [undefined, verdict.outcome].includes(outcome as Outcome | undefined) &&
              [undefined, verdict.environment].includes(environment),
          ),
        ),
      );
    const { rules = [] } = await read('?limit=1');
    expect(rules.length).toBeGreaterThan(2);
    expect(new Set(rules.map(({ images }) => images)).size).toBeGreaterThan(1);
    for (const { rule, images } of rules) {
      expect([rule, names(await walk(`?sort=name&rule=${rule}`))]).toEqual([rule, having(rule)]);
      expect(images).toBe(having(rule).length);
    }
    const ofProd = await read('?limit=1&outcome=fail&environment=prod');
    expect(ofProd.rules?.length).toBeGreaterThan(0);
    for (const { rule, images } of ofProd.rules ?? []) {
      const found = await walk(`?sort=name&outcome=fail&environment=prod&rule=${rule}`);
      expect([rule, names(found), images]).toEqual([rule, having(rule, 'fail', 'prod'), found.length]);
    }
    expect(await read('?rule=no.such.rule')).toMatchObject({ items: [], total: 0, rules: [] });
  });

  it('filters artifacts by the same rule', async () => {
    const { rules: [first] = [] } = await read('?limit=1&environment=prod');
    const { items, total } = await api.read<ArtifactPage>(`/api/v1/artifacts?rule=${first?.rule}&environment=prod`);
    expect([items.length, total]).toEqual([first?.images, first?.images]);
  });

  it('filters by project, and with all filters at once', async () => {
    const all = await walk('?sort=name');
    expect(names(await walk('?project=theirs'))).toEqual(names(all.filter(({ project }) => project === 'theirs')));
    const some = all.filter(
      (image) => image.project === 'ours' && image.repository.includes('one') && outcomeOf(image, 'stage') !== 'pass',
    );
    const found = await Promise.all(
      ['fail', 'unknown'].map((outcome) => walk(`?project=ours&q=one&environment=stage&outcome=${outcome}`)),
    );
    expect(names(found.flat())).toEqual(names(some));
  });

  it.each(['', '?project=ours', '?q=two', '?outcome=fail&environment=prod', '?outcome=unknown', '?q=nothing-like-it'])(
    'sums up all that matches, not the page: %s',
    async (query) => {
      const separator = query === '' ? '?' : '&';
      const items = await walk(query === '' ? '?sort=name' : query);
      const page = await read(`${query}${separator}limit=1`);
      expect([page.total, page.environments]).toEqual([items.length, sumOf(items)]);
    },
  );

  it('sums up on the first page alone', async () => {
    const { nextCursor } = await read('?limit=1');
    const next = await read(`?limit=1&cursor=${nextCursor}`);
    expect(next).not.toHaveProperty('environments');
    expect(next).not.toHaveProperty('rules');
  });

  it.each([
    ['has expired', `holds_until = now() - interval '1 second'`, 'holds_until = NULL'],
    [
      'is of another policy',
      'policy_id = (SELECT max(id) FROM policy_version)',
      'policy_id = (SELECT min(id) FROM policy_version)',
    ],
  ])('counts a verdict that %s as pending, and filters by it no more', async (_why, change, undo) => {
    const alter = (assignment: string): Promise<unknown> =>
      api.sql(
        `UPDATE artifact_verdict SET ${assignment} FROM image WHERE latest_id = artifact_id AND repository = 'acme/ours-one-0'`,
      );
    await api.sql(`INSERT INTO policy_version (version, source) VALUES ('sha256:0', '') ON CONFLICT DO NOTHING`);
    expect((await read('?q=ours-one-0&outcome=pass')).total).toBe(1);
    await alter(change);
    try {
      expect((await read('?q=ours-one-0&outcome=pass')).total).toBe(0);
      const { environments } = await read('?q=ours-one-0');
      expect(environments?.map(({ pending }) => pending)).toEqual([1, 1, 1]);
    } finally {
      await alter(undo);
    }
  });

  it.each([
    ['outcome=maybe', 'outcome'],
    ['outcome=', 'outcome'],
    ['outcome=fail&outcome=pass', 'outcome'],
    [`environment=${'a'.repeat(64)}`, 'environment'],
    [`project=${encodeURIComponent("x'; --")}`, 'project'],
  ])('does not take %s', async (query, parameter) => {
    const response = await api.get(`/api/v1/images?${query}`);
    const { issues } = await problemOf(response);
    expect([response.status, issues?.[0]?.parameter]).toEqual([400, parameter]);
  });

  it('finds nothing for an environment that the policy does not have', async () => {
    expect(await read('?outcome=fail&environment=nowhere')).toMatchObject({ items: [], total: 0 });
  });

  describe('for a reader of one project', () => {
    const callers: Caller[] = [];

    beforeAll(async () => {
      const [row] = await api.sql<{ id: number }>(`SELECT id FROM project WHERE slug = 'ours'`);
      const projectId = row?.id ?? 0;
      callers.push(await insertPerson(api.sql, { grants: [{ role: 'viewer', projectId }] }));
      callers.push({ token: await insertToken(api.sql, { projectId }) });
    });

    it('sums up and counts the project alone, with every filter', async () => {
      for (const filter of ['', '&outcome=fail', '&outcome=fail&environment=prod', '&q=acme']) {
        const ours = await walk(`?project=ours${filter}`);
        for (const as of callers) {
          const { total, environments, rules } = await read(`?limit=1${filter}`, as);
          expect([filter, total, environments]).toEqual([filter, ours.length, sumOf(ours)]);
          expect(rules).toEqual((await read(`?limit=1&project=ours${filter}`)).rules);
          expect(names(await walk(`?sort=name${filter}`, as))).toEqual(names(ours));
        }
      }
    });

    it('answers the same for a project of others as for one that is not there', async () => {
      for (const as of callers) {
        const [theirs, missing] = await Promise.all([
          read('?project=theirs&outcome=fail', as),
          read('?project=missing&outcome=fail', as),
        ]);
        expect(theirs).toEqual(missing);
        expect(theirs.environments).toEqual(sumOf([]));
        expect(theirs.rules).toEqual([]);
      }
    });
  });

  it('leads to the older artifacts of an image, newest first', async () => {
    const digests = ['1', '2', '3'].map((digit) => `sha256:${digit.repeat(64)}`);
    for (const [place, digest] of digests.entries()) {
      await api.take(fixture(REPORTS[1] ?? ''), `?image=acme/aged&digest=${digest}&tag=v${place}`);
    }
    // A new report about the oldest makes it the one that was scanned last, but no newer.
    await api.take(fixture(REPORTS[2] ?? ''), `?image=acme/aged&digest=${digests[0]}`);
    const page = await api.read<ArtifactPage>('/api/v1/artifacts?image=acme/aged&project=default&sort=-created');
    expectContract('artifactsList', 200, page);
    expect(page.items.map(({ digest }) => digest)).toEqual(digests.toReversed());
    expect(page.items.map(({ tags }) => tags)).toEqual([['v2'], ['v1'], ['v0']]);
    const times = page.items.map(({ createdAt }) => createdAt);
    expect(times).toEqual(times.toSorted().toReversed());
  });
});
