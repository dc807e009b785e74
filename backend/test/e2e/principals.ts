import { randomBytes } from 'node:crypto';
import { TOKEN_PERMISSIONS, type Permission, type Role } from '../../src/modules/access/permissions.js';
import type { SessionStage } from '../../src/modules/access/principal.js';
import { hashOfSecret, randomSecret } from '../../src/modules/access/secret-hash.js';
import { newTokenText } from '../../src/modules/access/token-text.js';

/** Runs SQL, as `TestApi.sql` does. */
export type RunSql = (text: string, parameters?: unknown[]) => Promise<{ id?: number; accountId?: number }[]>;

export interface TokenSettings {
  /** Every one that a token can have, where left out. */
  permissions?: readonly Permission[];
  /** project.id; every project where left out. */
  projectId?: number | null;
  /** Whose token it is; nobody's where left out. */
  accountId?: number | null;
  expiresIn?: string;
}

export interface PersonSettings {
  email?: string;
  /** Everywhere, where no project is named. */
  grants?: readonly { role: Role; projectId?: number | null }[];
  stage?: SessionStage;
  /** Within the last five minutes, where left out. */
  steppedUp?: boolean;
}

/** Somebody with a session, as if they had signed in. */
export interface TestPerson {
  accountId: number;
  sessionId: number;
  email: string;
  /** The whole header. */
  cookie: string;
}

/** An API token straight into the table: specs of other things should not depend on how tokens are made. */
export async function insertToken(
  sql: RunSql,
  { permissions = TOKEN_PERMISSIONS, projectId = null, accountId = null, expiresIn = '1 day' }: TokenSettings = {},
): Promise<string> {
  const token = newTokenText();
  await sql(
    `INSERT INTO api_token (name, token_hash, ending, account_id, project_id, permissions, expires_at)
     VALUES ('of a spec', $1, $2, $3, $4, $5, now() + $6::interval)`,
    [Buffer.from(hashOfSecret(token)), token.slice(-4), accountId, projectId, permissions, expiresIn],
  );
  return token;
}

/** An account with roles and a session straight into the tables. */
export async function insertPerson(
  sql: RunSql,
  {
    email = `${randomBytes(6).toString('hex')}@plimsoll.example`,
    grants = [],
    stage = 'full',
    steppedUp = true,
  }: PersonSettings = {},
): Promise<TestPerson> {
  const secret = randomSecret();
  const [session] = await sql(
    `WITH person AS (
       INSERT INTO account (email, name, passkey_user_id) VALUES ($1, $1, $2) RETURNING id
     ), granted AS (
       INSERT INTO role_grant (account_id, role, project_id)
       SELECT person.id, role, project_id FROM person, unnest($3::text[], $4::int[]) AS of (role, project_id)
     )
     INSERT INTO session (account_id, token_hash, stage, last_seen_at, expires_at, stepped_up_at, methods)
     SELECT id, $5, $6, now(), now() + interval '10 minutes', CASE WHEN $7 THEN now() END, '{password}' FROM person
     RETURNING id, account_id AS "accountId"`,
    [
      email,
      randomBytes(32),
      grants.map(({ role }) => role),
      grants.map(({ projectId = null }) => projectId),
      Buffer.from(hashOfSecret(secret)),
      stage,
      steppedUp,
    ],
  );
  return {
    accountId: session?.accountId ?? 0,
    sessionId: session?.id ?? 0,
    email,
    cookie: `plimsoll_session=${secret}`,
  };
}

/** Makes a project and returns its id. */
export async function insertProject(sql: RunSql, slug: string): Promise<number> {
  const [project] = await sql('INSERT INTO project (slug, name) VALUES ($1, $1) RETURNING id', [slug]);
  return project?.id ?? 0;
}
