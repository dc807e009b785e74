import type { RunQuery } from './migration-status.js';

/** SQL: whether a row of `scan` is kept as versions without words wrote it, its claims a row each. */
export const IS_OF_CLAIM_ROWS = `claim_ids <> '{}' AND claim_ids <> '{0}'`;

/** SQL: whether tables of versions without words hold anything. Nothing but scans that are kept as those wrote them rests on it. */
export const HAS_FORMER_ROWS = `(EXISTS (SELECT FROM claim) OR EXISTS (SELECT FROM match) OR EXISTS (SELECT FROM text)
  OR EXISTS (SELECT FROM advisory))`;

/** Scans that the background has yet to keep as this version does, or could not. Both forms are read. */
export interface StoredRows {
  readonly waiting: number;
  readonly all: number;
  /** Whether tables that only versions without words write to still hold anything. */
  readonly hasFormerRows: boolean;
}

/** Null where the database knows only the former form. */
export async function readStoredRows(query: RunQuery): Promise<StoredRows | null> {
  if (!(await knowsWords(query))) return null;
  const [counted] = await query(
    `SELECT (SELECT count(*) FROM scan WHERE ${IS_OF_CLAIM_ROWS})::int AS waiting, (SELECT count(*) FROM scan)::int AS "all",
       ${HAS_FORMER_ROWS} AS "hasFormerRows"`,
  );
  return {
    waiting: Number(counted?.['waiting']),
    all: Number(counted?.['all']),
    hasFormerRows: counted?.['hasFormerRows'] === true,
  };
}

/** By an index, so that probes may ask often. */
export async function hasWaitingRows(query: RunQuery): Promise<boolean> {
  const rows = await query(`SELECT FROM scan WHERE ${IS_OF_CLAIM_ROWS} LIMIT 1`);
  return rows.length > 0;
}

async function knowsWords(query: RunQuery): Promise<boolean> {
  const rows = await query(
    `SELECT FROM pg_attribute WHERE attrelid = to_regclass('scan') AND attname = 'word_ids' AND NOT attisdropped`,
  );
  return rows.length > 0;
}
