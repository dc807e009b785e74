import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import PgBoss from 'pg-boss';
import { MIGRATIONS_DIRECTORY } from '../../database/migration-files.js';
import { QUEUE_SCHEMA } from './job-queue.js';

const MIGRATION = join(MIGRATIONS_DIRECTORY, '20261130102000_jobs', 'migration.sql');

/** Without comments, and what differs in white space and empty statements alone. */
function statements(sql: string): string {
  const text = sql.replaceAll(/^--.*$/gm, '').replaceAll(/\s+/g, ' ');
  return text.replaceAll(/( ?;)+ ?/g, ';\n').trim();
}

describe('The tables of the queue', () => {
  it('are those that the library would make itself, so that an upgrade of it is noticed', async () => {
    const plans = PgBoss.getConstructionPlans(QUEUE_SCHEMA);
    // The transaction, its time-outs and its lock are the migration runner's.
    const [, made] = /pg_advisory_xact_lock\([^;]*;([^]*)COMMIT;/.exec(plans) ?? [];
    expect(made).toContain('CREATE TABLE jobs.job');
    expect(statements(await readFile(MIGRATION, 'utf8'))).toContain(statements(made ?? ''));
  });
});
