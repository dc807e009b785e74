import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

interface Client {
  connect(): Promise<void>;
  query(text: string, values: readonly unknown[]): Promise<unknown>;
  end(): Promise<void>;
}

/** The API's own driver. */
const { Client } = createRequire(new URL('../../backend/package.json', import.meta.url))('pg') as {
  readonly Client: new (options: { readonly connectionString: string }) => Client;
};

/** Has a waiver end a moment ago, and with it the verdicts that rest on it: as if that much time had passed. */
export async function endWaiver(dataDirectory: string, waiverId: string): Promise<void> {
  const database = new Client({ connectionString: await ownersUrl(dataDirectory) });
  await database.connect();
  try {
    const end = new Date(Date.now() - 1000).toISOString();
    const parameters = [waiverId, end];
    await database.query('UPDATE waiver SET expires_at = $2 WHERE id = $1', parameters);
    await database.query(
      `UPDATE waiver_revision SET content = jsonb_set(content, '{expiresAt}', to_jsonb($2::text)) WHERE waiver_id = $1`,
      parameters,
    );
    await database.query(
      `UPDATE artifact_verdict SET holds_until = $2
       WHERE verdict_id IN (SELECT verdict_id FROM waiver_use WHERE waiver_id = $1)`,
      parameters,
    );
  } finally {
    await database.end();
  }
}

/** The API's own role cannot change what a revision says. */
async function ownersUrl(dataDirectory: string): Promise<string> {
  const [running, credentials] = await Promise.all(
    ['running.json', 'credentials.json'].map(async (name) => readFile(join(dataDirectory, name), 'utf8')),
  );
  const url = new URL((JSON.parse(running ?? '') as { readonly databaseUrl: string }).databaseUrl);
  url.username = 'plimsoll';
  url.password = (JSON.parse(credentials ?? '') as { readonly plimsoll: string }).plimsoll;
  return url.href;
}
