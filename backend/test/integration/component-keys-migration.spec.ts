import { readFileSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { describedByKey } from '../../src/core/model/component-key.js';
import { parseReport } from '../../src/core/reports/parse-report.js';
import { applyMigrations } from '../../src/database/migrate.js';
import { MIGRATIONS_DIRECTORY, readMigrationFiles } from '../../src/database/migration-files.js';
import { createTestDatabase, type TestDatabase } from './postgres.js';

const MIGRATION = '20261129234000_component_keys';

interface PlantedComponent {
  readonly key: string;
  readonly purl?: string | null;
  readonly type?: string;
  readonly namespace?: string | null;
  readonly name?: string;
  readonly version?: string | null;
}

/** A database of the version before, with components that reports could word as they liked. */
describe('The migration component_keys', () => {
  let database: TestDatabase;
  let directory: string;
  let client: Client;

  beforeEach(async () => {
    database = await createTestDatabase({ isEmpty: true });
    directory = await mkdtemp(join(tmpdir(), 'plimsoll-migrations-'));
    await cp(MIGRATIONS_DIRECTORY, directory, { recursive: true });
    for (const { name } of await readMigrationFiles()) {
      if (name >= MIGRATION) await rm(join(directory, name), { recursive: true });
    }
    await applyMigrations(database.ownerUrl, { directory });
    client = new Client({ connectionString: database.ownerUrl });
    await client.connect();
  });

  afterEach(async () => {
    await client.end();
    await database.drop();
    await rm(directory, { recursive: true });
  });

  async function plant(...components: readonly PlantedComponent[]): Promise<number[]> {
    const ids: number[] = [];
    for (const { key, purl = null, type = 'evil', namespace = null, name = 'evil', version = '6.6.6' } of components) {
      const { rows } = await client.query<{ id: number }>(
        'INSERT INTO component (key, purl, type, namespace, name, version) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id',
        [key, purl, type, namespace, name, version],
      );
      ids.push(...rows.map(({ id }) => id));
    }
    return ids;
  }

  async function components(): Promise<Record<string, unknown>[]> {
    return (await client.query('SELECT key, purl, type, namespace, name, version FROM component ORDER BY id')).rows;
  }

  it('has each row say what its key says, as the core reads it', async () => {
    const bytes = readFileSync(new URL('../fixtures/one-image/trivy.cdx.json', import.meta.url));
    const real = (await parseReport([bytes])).components.flatMap(({ purl }) => purl ?? []);
    const purls = [
      ...new Set([
        ...real,
        'pkg:npm/%40angular/core@1.0.0',
        'pkg:npm/lodash',
        'pkg:golang/github.com/acme/tool@v1.0.0',
        'pkg:maven/org.acme/tool@1?classifier=x',
        'pkg:deb/debian/libc%2B%2B@1:2.3?arch=amd64&distro=debian-12',
        'pkg:generic/na%C3%AFve%20name',
        'pkg:github/acme/tool#sub/path',
      ]),
    ];
    expect(purls.length).toBeGreaterThan(10);
    await plant(
      ...purls.map(
        (key, place): PlantedComponent =>
          // Spelled by a type called pkg; named by a claim alone; given a version that it does not name.
          [{ key }, { key, purl: key, type: 'unknown', name: key, version: null }, { key, purl: 'pkg:npm/other@1' }][
            place % 3
          ] as PlantedComponent,
      ),
    );
    await applyMigrations(database.ownerUrl);
    expect(await components()).toEqual(purls.map((key) => ({ key, purl: key, ...describedByKey(key) })));
  });

  it('takes a version away that the purl does not name, and leaves what is right alone', async () => {
    const right = { key: 'pkg:npm/a@1', purl: 'pkg:npm/a@1', type: 'npm', namespace: null, name: 'a', version: '1' };
    const without = { key: 'library:b@2', purl: null, type: 'library', namespace: null, name: 'b', version: '2' };
    const wrong = { key: 'pkg:npm/c', purl: 'pkg:npm/c', type: 'npm', namespace: null, name: 'c', version: '99' };
    await plant(right, without, wrong, { ...without, key: 'library:d@2', purl: 'pkg:npm/d' });
    await applyMigrations(database.ownerUrl);
    expect(await components()).toEqual([
      right,
      without,
      { ...wrong, version: null },
      { ...without, key: 'library:d@2' },
    ]);
  });

  it('sets apart what looks like a purl and is none, with the problems that name it', async () => {
    const key = 'pkg:npm:%ZZ/x@1@2';
    const [id] = await plant({ key });
    await client.query(`INSERT INTO project (slug, name) VALUES ('p', 'p');
      INSERT INTO image (project_id, repository) SELECT id, 'i' FROM project;
      INSERT INTO artifact (image_id, digest, last_scanned_at, image_facts) SELECT id, 'd', now(), '{}' FROM image;
      INSERT INTO report (sha256, size_bytes, encoding) VALUES ('s', 1, 'gzip');
      INSERT INTO policy_version (version, source) VALUES ('v', '');
      INSERT INTO scan (artifact_id, report_id, format, tool, received_at, covers, image_facts, component_count,
        without_purl_count, counts, warnings, warning_count, skipped, skipped_count, claim_ids, is_current, component_ids)
      SELECT artifact.id, report.id, 'sarif', 't', now(), '{}', '{}', 1, 1, '{}', '[]', 0, '[]', 0, '{}', true, ARRAY[${id}]
      FROM artifact, report;
      INSERT INTO problem (scan_id, kind, rule, severity, title, component_key, is_suppressed)
      SELECT id, 'licence', 'MIT', 0, 'MIT', '${key}', false FROM scan;
      INSERT INTO verdict (verdict_id, artifact_id, environment, policy_id, outcome, body, evaluated_at)
      SELECT 'v_1', artifact.id, 'prod', policy_version.id, 'pass', '', now() FROM artifact, policy_version;
      INSERT INTO artifact_verdict (artifact_id, environment, verdict_id, policy_id, outcome, summary)
      SELECT artifact_id, environment, id, policy_id, outcome, '' FROM verdict`);
    await applyMigrations(database.ownerUrl);
    const apart = `%70kg:npm:%ZZ/x@1@2#${id}`;
    expect(await components()).toEqual([
      { key: apart, purl: null, type: 'evil', namespace: null, name: 'evil', version: '6.6.6' },
    ]);
    expect((await client.query('SELECT component_key FROM problem')).rows).toEqual([{ component_key: apart }]);
    // What rested on it is asked again.
    expect((await client.query('SELECT FROM artifact_verdict')).rowCount).toBe(0);
    expect((await client.query('SELECT FROM verdict')).rowCount).toBe(1);
  });

  it.each([
    ['a purl without a purl', { key: 'pkg:npm/a@1' }],
    ['another purl than its key', { key: 'pkg:npm/a@1', purl: 'pkg:npm/b@1' }],
    ['a purl, and a key that is none', { key: 'npm:a@1', purl: 'npm:a@1' }],
  ])('lets nobody write %s from then on', async (_, component) => {
    await applyMigrations(database.ownerUrl);
    await expect(plant(component)).rejects.toThrow(/violates check constraint "component_/);
  });
});
