import type { Client } from 'pg';
import { auditBody, SYSTEM } from '#backend/modules/audit/audit-event.js';
import { kindOf, TOKEN_PERMISSIONS } from '#backend/modules/access/permissions.js';
import type { FleetScale } from '../scale.js';
import { pick } from '../synthetic/random.js';

const ROLES = ['viewer', 'developer', 'security'] as const;
const ACTIONS = ['sign-in.failed', 'session.ended', 'token.created', 'role.granted', 'deployment.recorded'] as const;
/** The head of the log is one row: a transaction that appends often reads all its versions. */
const EVENTS_AT_ONCE = 500;

/** What lists of people and of their doings show: projects, accounts, roles, tokens, and the audit log. */
export async function seedPeople(client: Client, scale: FleetScale): Promise<void> {
  const { people, projects, tokensPerPerson, auditEvents } = scale;
  await client.query(
    `INSERT INTO project (slug, name)
     SELECT 'product-' || number, 'Product ' || number FROM generate_series(1, $1::int) number`,
    [projects],
  );
  await client.query(
    `INSERT INTO account (email, name, passkey_user_id, created_at, password_hash, disabled_at)
     SELECT 'person-' || number || '@acme.example', 'Person ' || number, sha256(convert_to('person ' || number, 'UTF8')),
            now() - number * interval '1 hour',
            CASE WHEN number % 20 <> 0 THEN 'never compared' END, CASE WHEN number % 10 = 1 THEN now() END
     FROM generate_series(1, $1::int) number`,
    [people],
  );
  await client.query(
    `INSERT INTO role_grant (account_id, role, project_id)
     SELECT account.id, ($1::text[])[1 + account.id % cardinality($1::text[])],
            CASE WHEN account.id % 5 <> 0 THEN project.ids[1 + account.id % cardinality(project.ids)] END
     FROM account, (SELECT array_agg(id ORDER BY id) AS ids FROM project) AS project`,
    [ROLES],
  );
  await client.query(
    `INSERT INTO api_token (name, token_hash, ending, account_id, permissions, expires_at)
     SELECT 'pipeline ' || number, sha256(convert_to(account.id || '/' || number, 'UTF8')), 'aaaa', account.id, $1, now() + interval '1 year'
     FROM account, generate_series(1, $2::int) number`,
    [TOKEN_PERMISSIONS.filter((permission) => kindOf(permission) === 'project'), tokensPerPerson],
  );
  for (let event = 0; event < auditEvents; event += EVENTS_AT_ONCE) {
    const count = Math.min(EVENTS_AT_ONCE, auditEvents - event);
    const bodies = Array.from({ length: count }, (_, index) => eventBody(event + index, people));
    await client.query('SELECT count(audit_append(body)) FROM unnest($1::text[]) AS body', [bodies]);
  }
}

function eventBody(number: number, people: number): string {
  const person = `person-${1 + (number % people)}@acme.example`;
  return auditBody(
    { ...SYSTEM, actor: { kind: 'person', id: String(number % people), name: person } },
    {
      action: pick(ACTIONS, number, 51),
      target: { kind: 'account', id: String(number % people), name: person },
      after: { request: number },
    },
  );
}
