import { performance } from 'node:perf_hooks';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Client } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';

interface Table {
  readonly name: string;
  readonly columns: readonly string[];
  /** Grows with every row that is added: its own number or that of what it belongs to. */
  readonly key: string;
}

interface Batch {
  readonly table: Table;
  readonly bytes: Buffer;
}

/**
 * What PostgreSQL itself takes for the rows that an ingest wrote: each table's new rows, put with one raw COPY
 * into a database with the same tables, indexes and constraints, in one transaction.
 */
export class CopyBaseline {
  private constructor(
    private readonly source: Client,
    private readonly target: Client,
    private readonly tables: readonly Table[],
    private readonly last: Map<string, number>,
  ) {}

  /** Rows of the tables that are not copied, once there has been an ingest. */
  private others: string | null = null;

  static async between(source: Client, target: Client): Promise<CopyBaseline> {
    return new CopyBaseline(source, target, await tablesOf(source), new Map());
  }

  /** Copies what has come since the last call and answers the seconds that it took, and the rows. */
  async copyNewRows(): Promise<{ seconds: number; rows: number }> {
    await this.refuseOtherRows();
    const batches: Batch[] = [];
    for (const table of this.tables) {
      const last = this.last.get(table.name) ?? 0;
      batches.push({ table, bytes: await readRows(this.source, table, last) });
      const { rows } = await this.source.query(`SELECT coalesce(max(${table.key}), 0) AS last FROM ${table.name}`);
      this.last.set(table.name, Number((rows as { last: number }[])[0]?.last));
    }
    await this.target.query('CHECKPOINT');
    const start = performance.now();
    await this.target.query('BEGIN');
    let rows = 0;
    for (const { table, bytes } of batches) rows += await writeRows(this.target, table, bytes);
    await this.target.query('COMMIT');
    return { seconds: (performance.now() - start) / 1000, rows };
  }

  /** An ingest that writes more than what is copied would look slower than it is. The first call comes after the API's start. */
  private async refuseOtherRows(): Promise<void> {
    const others = JSON.stringify(await rowsOfOtherTables(this.source));
    if (this.others !== null && this.others !== others) {
      throw new Error(`an ingest writes to a table that the COPY leaves out: ${this.others} became ${others}`);
    }
    this.others = others;
  }
}

/** What an ingest writes. */
const TABLES: readonly string[] = [
  'project',
  'image',
  'artifact',
  'artifact_tag',
  'report',
  'report_chunk',
  'scan',
  'component',
  'artifact_component',
  'advisory',
  'advisory_alias',
  'match',
  'claim',
  'text',
  'problem',
  'finding_list',
  'policy_version',
  'verdict',
  'artifact_verdict',
  'audit_event',
];

/** Those of them that there are, those first that others refer to. */
async function tablesOf(client: Client): Promise<Table[]> {
  const { rows: columns } = await client.query<{ table: string; column: string }>(
    `SELECT table_name AS table, column_name AS column FROM information_schema.columns
     WHERE table_schema = 'public' AND is_generated = 'NEVER' AND table_name = ANY ($1) ORDER BY table_name, ordinal_position`,
    [TABLES],
  );
  const { rows: references } = await client.query<{ table: string; column: string; parent: string }>(
    `SELECT conrelid::regclass::text AS table, attname AS column, confrelid::regclass::text AS parent
     FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1] WHERE contype = 'f'`,
  );
  // An image names its latest artifact, and an artifact its image: the former is filled in later, by an update.
  const isLater = (table: string, column: string) => table === 'image' && column === 'latest_id';
  const parents = new Map<string, string[]>();
  for (const { table, column, parent } of references) {
    if (!isLater(table, column)) parents.set(table, [...(parents.get(table) ?? []), parent]);
  }
  const ordered = new Set<string>();
  const visit = (name: string) => {
    if (ordered.has(name)) return;
    for (const parent of parents.get(name) ?? []) if (parent !== name && TABLES.includes(parent)) visit(parent);
    ordered.add(name);
  };
  for (const { table } of columns) visit(table);
  return [...ordered].map((name) => {
    const names = columns
      .filter(({ table, column }) => table === name && !isLater(table, column))
      .map(({ column }) => column);
    const key = ['id', 'report_id', 'artifact_id', 'sequence'].find((candidate) => names.includes(candidate));
    if (key === undefined) throw new Error(`the benchmark cannot tell which rows of ${name} are new`);
    return { name, columns: names, key };
  });
}

async function rowsOfOtherTables(client: Client): Promise<Record<string, number>> {
  const { rows: tables } = await client.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> ALL ($1) ORDER BY name`,
    [TABLES],
  );
  const counts: Record<string, number> = {};
  for (const { name } of tables) {
    const { rows } = await client.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${name}`);
    counts[name] = rows[0]?.count ?? 0;
  }
  return counts;
}

async function readRows(client: Client, { name, columns, key }: Table, last: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _, done) {
      chunks.push(chunk);
      done();
    },
  });
  await pipeline(
    client.query(copyTo(`COPY (SELECT ${columns.join(', ')} FROM ${name} WHERE ${key} > ${last}) TO STDOUT`)),
    sink,
  );
  return Buffer.concat(chunks);
}

async function writeRows(client: Client, { name, columns }: Table, bytes: Buffer): Promise<number> {
  if (bytes.length === 0) return 0;
  const stream = client.query(copyFrom(`COPY ${name} (${columns.join(', ')}) FROM STDIN`));
  await pipeline(Readable.from(slices(bytes)), stream);
  return stream.rowCount;
}

function* slices(bytes: Buffer): Generator<Buffer> {
  const size = 256 * 1024;
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}
