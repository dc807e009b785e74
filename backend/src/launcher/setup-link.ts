import { Client } from 'pg';
import { hashOfSecret, randomSecret } from '../modules/access/secret-hash.js';
import { auditBody, SYSTEM } from '../modules/audit/audit-event.js';
import { LINK_LIFETIME_MS, linkText } from '../modules/identity/credentials/links/link-text.js';
import { noteSetupLink } from '../modules/identity/people/setup-link-note.js';

/**
 * A link for the first administrator; null where there is an account. In SQL: the launcher stays, and should not have to
 * load what the API is made of. One statement, so that there is no link without its event in the audit log.
 */
export async function createSetupLink(databaseUrl: string, publicUrl: string): Promise<string | null> {
  const token = randomSecret();
  const expiresAt = new Date(Date.now() + LINK_LIFETIME_MS.setup);
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000, query_timeout: 10_000 });
  await client.connect();
  try {
    const { rowCount } = await client.query(
      `WITH link AS (
         INSERT INTO one_time_link (kind, token_hash, expires_at)
         SELECT 'setup', $1, $2 WHERE NOT EXISTS (SELECT FROM account) RETURNING id
       ) SELECT audit_append($3) FROM link`,
      [Buffer.from(hashOfSecret(token)), expiresAt, auditBody(SYSTEM, noteSetupLink(expiresAt))],
    );
    return rowCount === 1 ? linkText(publicUrl, 'setup', token) : null;
  } finally {
    await client.end();
  }
}
