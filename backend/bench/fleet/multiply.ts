import type { Client } from 'pg';
import type { Say } from '../say.js';
import { copyPostings, POSTING_TABLES } from './postings.js';

export interface Multiplication {
  readonly imagesPerOriginal: number;
  readonly buildsPerImage: number;
}

/**
 * Copies every artifact into more images and builds, with all that hangs on it, in bulk SQL. The columns are read
 * from the catalogue, so that a column added to the schema is copied like the rest.
 */
export async function multiplyArtifacts(
  client: Client,
  { imagesPerOriginal, buildsPerImage }: Multiplication,
  say: Say,
): Promise<void> {
  const copy = (table: string, source: string, changes: Readonly<Record<string, string>>) =>
    insertCopies(client, { table, source, changes });
  // What is copied has been checked, so references need no second look.
  await client.query(`SET session_replication_role = replica`);
  await client.query(`SET maintenance_work_mem = '1GB'; SET work_mem = '256MB'; SET statement_timeout = 0`);
  await client.query(
    `CREATE TEMP TABLE new_artifact AS
       SELECT artifact.id AS source, artifact.image_id AS source_image, copy, build,
              nextval(pg_get_serial_sequence('artifact', 'id'))::int AS id,
              'sha256:' || encode(sha256(convert_to(digest || '/' || copy || '/' || build, 'UTF8')), 'hex') AS digest
       FROM artifact, generate_series(1, ${imagesPerOriginal}) copy, generate_series(1, ${buildsPerImage}) build
       WHERE NOT (copy = 1 AND build = 1) ORDER BY copy, artifact.id, build;
     CREATE TEMP TABLE new_image AS
       SELECT source, copy, CASE WHEN copy = 1 THEN source ELSE nextval(pg_get_serial_sequence('image', 'id'))::int END AS id
       FROM (SELECT DISTINCT source_image AS source, copy FROM new_artifact) AS pairs;
     ALTER TABLE new_artifact ADD image_id int;
     UPDATE new_artifact SET image_id = new_image.id FROM new_image
       WHERE new_image.source = source_image AND new_image.copy = new_artifact.copy;
     ANALYZE new_artifact; ANALYZE new_image`,
  );
  await copy('image', 'new_image AS new JOIN image AS old ON old.id = new.source AND new.copy > 1', {
    id: 'new.id',
    repository: `old.repository || '-' || new.copy`,
    latest_id: 'NULL',
  });
  await copy('artifact', 'new_artifact AS new JOIN artifact AS old ON old.id = new.source', {
    id: 'new.id',
    image_id: 'new.image_id',
    digest: 'new.digest',
    last_scanned_at: `old.last_scanned_at - (new.copy * 6 + new.build) * interval '17 minutes'`,
  });
  await client.query(
    `UPDATE image SET latest_id = newest.id FROM
       (SELECT DISTINCT ON (image_id) image_id, id FROM artifact ORDER BY image_id, last_scanned_at DESC, id) AS newest
     WHERE newest.image_id = image.id`,
  );
  await copy('artifact_tag', 'new_artifact AS new JOIN artifact_tag AS old ON old.artifact_id = new.source', {
    artifact_id: 'new.id',
    image_id: 'new.image_id',
    tag: `old.tag || '-' || new.build`,
  });
  await client.query(
    `CREATE TEMP TABLE new_scan AS
       SELECT scan.id AS source, new.id AS artifact_id, nextval(pg_get_serial_sequence('scan', 'id'))::int AS id
       FROM new_artifact AS new JOIN scan ON scan.artifact_id = new.source;
     CREATE INDEX ON new_scan (artifact_id); ANALYZE new_scan`,
  );
  await copy('scan', 'new_scan AS new JOIN scan AS old ON old.id = new.source', {
    id: 'new.id',
    artifact_id: 'new.artifact_id',
  });
  for (const table of await derivedTables(client)) {
    await copy(table, `new_artifact AS new JOIN ${table} AS old ON old.artifact_id = new.source`, {
      artifact_id: 'new.id',
      // Of others' scans they would be nobody's findings.
      scan_ids: `ARRAY(SELECT id FROM new_scan WHERE artifact_id = new.id AND source = ANY (old.scan_ids) ORDER BY id)`,
    });
  }
  say('findings copied');
  await copyVerdicts(client, copy);
  await copyPostings(client);
  await client.query('RESET session_replication_role');
  say('indexes built');
}

/** Those that have one row for each artifact, with what lists read of it. */
async function derivedTables(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT conrelid::regclass::text AS name FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
     WHERE contype = 'p' AND cardinality(conkey) = 1 AND attname = 'artifact_id' ORDER BY name`,
  );
  return rows.map(({ name }) => name).filter((name) => !POSTING_TABLES.has(name));
}

type Copy = (table: string, source: string, changes: Readonly<Record<string, string>>) => Promise<void>;

/** Where the verdict is kept as text, it names image and digest, and the copy's names its own. */
async function copyVerdicts(client: Client, copy: Copy): Promise<void> {
  const { rows } = await client.query<{ type: string }>(
    `SELECT data_type AS type FROM information_schema.columns WHERE table_name = 'verdict' AND column_name = 'body'`,
  );
  const body =
    rows[0]?.type === 'text'
      ? `replace(replace(body, source_artifact.digest, new.digest),
           '"' || source_image.repository || '"', '"' || new_image.repository || '"')`
      : 'body';
  await client.query(
    `CREATE TEMP TABLE new_verdict AS
       SELECT verdict.id AS source, new.id AS artifact_id, nextval(pg_get_serial_sequence('verdict', 'id'))::int AS id,
              ${body} AS body
       FROM new_artifact AS new
       JOIN verdict ON verdict.artifact_id = new.source
       JOIN artifact AS source_artifact ON source_artifact.id = new.source
       JOIN image AS source_image ON source_image.id = new.source_image
       JOIN image AS new_image ON new_image.id = new.image_id;
     ANALYZE new_verdict`,
  );
  await copy('verdict', 'new_verdict AS new JOIN verdict AS old ON old.id = new.source', {
    id: 'new.id',
    artifact_id: 'new.artifact_id',
    body: 'new.body',
  });
  await copy('artifact_verdict', 'new_verdict AS new JOIN artifact_verdict AS old ON old.verdict_id = new.source', {
    artifact_id: 'new.artifact_id',
    verdict_id: 'new.id',
  });
}

/** Inserts a row for each row of `source`: the columns of `old`, but for the changes. */
async function insertCopies(
  client: Client,
  { table, source, changes }: { table: string; source: string; changes: Readonly<Record<string, string>> },
): Promise<void> {
  const { rows } = await client.query<{ column: string }>(
    `SELECT column_name AS column FROM information_schema.columns
     WHERE table_schema = 'public' AND table_name = $1 ORDER BY ordinal_position`,
    [table],
  );
  const names = rows.map(({ column }) => column);
  const values = names.map((name) => changes[name] ?? `old.${name}`);
  await client.query(`INSERT INTO ${table} (${names.join(', ')}) SELECT ${values.join(', ')} FROM ${source}`);
}
