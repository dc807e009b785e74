import { type Client, escapeIdentifier } from 'pg';

/** What the application may do with a table that is not named below. */
const DATA = 'SELECT, INSERT, UPDATE, DELETE';

/**
 * What it may do with the others: what is immutable by its nature cannot be changed by way of the application either,
 * even by injected SQL. When the code has to change more, extend this first.
 */
const PRIVILEGES: Readonly<Record<string, string>> = {
  _prisma_migrations: 'SELECT',
  // Events are added through audit_append alone.
  audit_event: 'SELECT',
  audit_head: 'SELECT',
  // Its slug is what pipelines call it, and what is of it goes with it.
  project: 'SELECT, INSERT, UPDATE (name, description, archived_at, archived_by_kind, archived_by_id, archived_by)',
  image_move: 'SELECT, INSERT',
  artifact_had_tag: 'SELECT, INSERT',
  report: 'SELECT, INSERT',
  report_chunk: 'SELECT, INSERT',
  // Bytes are removed through report_archive_remove alone, which keeps what is current.
  report_removal: 'SELECT',
  component: 'SELECT, INSERT',
  word: 'SELECT, INSERT, DELETE',
  wording: 'SELECT, INSERT',
  text_block: 'SELECT, INSERT',
  // Claims are removed through claim_rows_remove alone, which keeps what a scan names.
  text: 'SELECT, INSERT',
  claim: 'SELECT, INSERT',
  verdict: 'SELECT, INSERT',
  deployment: 'SELECT, INSERT, UPDATE (ended_at)',
  waiver_revision: 'SELECT, INSERT, UPDATE (valid_from, verdict_hash, names)',
  waiver_approval: 'SELECT, INSERT',
  waiver_use: 'SELECT, INSERT',
  vex_document:
    'SELECT, INSERT, UPDATE (withdrawn_at, withdrawn_by_kind, withdrawn_by_id, withdrawn_by, withdraw_reason)',
  policy_version: 'SELECT, INSERT',
  policy_activation: 'SELECT, INSERT',
};

/** In the schema of the queue, whose tables are made by migrations alone; nothing on those that are not named. */
const QUEUE_PRIVILEGES: Readonly<Record<string, string>> = {
  version: 'SELECT',
  queue: 'SELECT',
  job: DATA,
  archive: DATA,
};

/** What the owner of the tables does for the application's role. */
const FUNCTIONS = [
  'public.audit_append(text)',
  'public.claim_rows_remove(integer)',
  'public.report_archive_remove(integer[], timestamptz)',
  'public.report_archive_restore(integer, text)',
];

/**
 * Gives the application's role what it needs on the tables of this connection's role, and takes away whatever else it
 * had, in one transaction. Answers whether it did: not where there is no such role, nor where it owns the tables itself.
 */
export async function grantToApplicationRole(client: Client, role: string): Promise<boolean> {
  const { rows: found } = await client.query<{ isOwner: boolean }>(
    `SELECT pg_has_role(rolname, current_user, 'MEMBER') AS "isOwner" FROM pg_roles WHERE rolname = $1`,
    [role],
  );
  if (found[0]?.isOwner !== false) return false;
  const { rows: relations } = await client.query<{ name: string; kind: 'r' | 'S'; columns: string[] }>(
    `SELECT relname AS name, relkind AS kind,
       ARRAY(SELECT attname::text FROM pg_attribute WHERE attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped) AS columns
     FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S') AND pg_has_role(relowner, 'USAGE')
     ORDER BY relname`,
  );
  const { rows: queues } = await client.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class
     WHERE relnamespace = to_regnamespace('jobs') AND relkind IN ('r', 'p') AND pg_has_role(relowner, 'USAGE')
     ORDER BY relname`,
  );
  // Those that the migrations applied so far have made.
  const { rows: functions } = await client.query<{ name: string }>(
    'SELECT name FROM unnest($1::text[]) AS name WHERE to_regprocedure(name) IS NOT NULL',
    [FUNCTIONS],
  );
  const grantee = escapeIdentifier(role);
  const statements = [
    'REVOKE CREATE ON SCHEMA public FROM PUBLIC',
    `REVOKE CREATE ON SCHEMA public FROM ${grantee}`,
    `GRANT USAGE ON SCHEMA public TO ${grantee}`,
    ...relations.flatMap(({ name, kind, columns }) => {
      const relation = `${kind === 'S' ? 'SEQUENCE' : 'TABLE'} public.${escapeIdentifier(name)}`;
      const privileges = kind === 'S' ? 'USAGE' : existing(PRIVILEGES[name] ?? DATA, columns);
      return [`REVOKE ALL ON ${relation} FROM ${grantee}`, `GRANT ${privileges} ON ${relation} TO ${grantee}`];
    }),
    ...functions.map(({ name }) => `GRANT EXECUTE ON FUNCTION ${name} TO ${grantee}`),
    ...(queues.length > 0
      ? [`REVOKE CREATE ON SCHEMA jobs FROM ${grantee}`, `GRANT USAGE ON SCHEMA jobs TO ${grantee}`]
      : []),
    ...queues.flatMap(({ name }) => {
      const table = `TABLE jobs.${escapeIdentifier(name)}`;
      const privileges = QUEUE_PRIVILEGES[name];
      const revoke = `REVOKE ALL ON ${table} FROM ${grantee}`;
      return privileges === undefined ? [revoke] : [revoke, `GRANT ${privileges} ON ${table} TO ${grantee}`];
    }),
  ];
  await client.query(['BEGIN', ...statements, 'COMMIT'].join('; '));
  return true;
}

/** Without the columns that the migrations applied so far have not made. */
function existing(privileges: string, columns: readonly string[]): string {
  return privileges.replaceAll(/\(([^)]*)\)/g, (_, named: string) => {
    const made = named.split(', ').filter((name) => columns.includes(name));
    return `(${made.join(', ')})`;
  });
}
