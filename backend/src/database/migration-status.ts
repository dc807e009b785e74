import type { MigrationFile } from './migration-files.js';

/** How the database stands to the migrations of this version of Plimsoll. */
export interface MigrationStatus {
  applied: string[];
  /** On disk, not yet in the database. */
  pending: string[];
  /** Started and never finished: their script failed, or the process died. */
  unfinished: { name: string; log: string | null }[];
  /** Applied, and changed on disk since. */
  edited: string[];
  /** In the database, unknown to this version: a newer one has been here. */
  unknown: string[];
}

export type RunQuery = (sql: string) => Promise<Record<string, unknown>[]>;

/** Reads Prisma's own table; needs no schema engine, so readiness probes may ask often. */
export async function readMigrationStatus(query: RunQuery, files: readonly MigrationFile[]): Promise<MigrationStatus> {
  const [table] = await query(`SELECT to_regclass('_prisma_migrations') IS NOT NULL AS "exists"`);
  const rows = table?.['exists'] === true ? await query(SELECT_MIGRATIONS) : [];
  const records = rows.map((row) => ({
    name: String(row['name']),
    checksum: String(row['checksum']),
    isFinished: row['finished'] === true,
    log: typeof row['log'] === 'string' ? row['log'] : null,
  }));
  const finished = new Map(records.filter((record) => record.isFinished).map((record) => [record.name, record]));
  const known = new Set(files.map((file) => file.name));
  return {
    applied: [...finished.keys()],
    pending: files.filter((file) => !finished.has(file.name)).map((file) => file.name),
    unfinished: records.filter((record) => !record.isFinished).map(({ name, log }) => ({ name, log })),
    edited: files
      .filter((file) => finished.has(file.name) && finished.get(file.name)?.checksum !== file.checksum)
      .map((file) => file.name),
    unknown: records.filter((record) => !known.has(record.name)).map((record) => record.name),
  };
}

const SELECT_MIGRATIONS = `
  SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished, logs AS log
  FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at`;
