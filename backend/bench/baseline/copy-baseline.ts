import { readFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { ReportOptions } from '../synthetic/trivy-report.js';
import { RowNumbers } from './content-rows.js';
import { reportRows } from './report-rows.js';

export interface Copied {
  readonly seconds: number;
  readonly rows: number;
}

/**
 * What PostgreSQL itself takes for the rows that version 0.1 wrote for a report: one raw COPY a table into a database with that
 * version's tables, indexes and foreign keys, in one transaction. The same for every version, so that what it is compared with
 * does not shrink when less is stored.
 */
export class CopyBaseline {
  private readonly numbers = new RowNumbers();

  private constructor(private readonly client: Client) {}

  /** In a database that is empty. */
  static async in(client: Client): Promise<CopyBaseline> {
    await client.query(await readFile(new URL('tables.sql', import.meta.url), 'utf8'));
    return new CopyBaseline(client);
  }

  /** `body` is the report as it was sent; its artifact and content have not been copied before. */
  async copy(report: ReportOptions, body: Buffer): Promise<Copied> {
    const batches = reportRows(report, body, this.numbers).map(({ table, columns, text }) => ({
      table,
      columns,
      bytes: Buffer.from(text.join('')),
    }));
    await this.client.query('CHECKPOINT');
    const start = performance.now();
    await this.client.query('BEGIN');
    let rows = 0;
    for (const { table, columns, bytes } of batches) {
      const stream = this.client.query(copyFrom(`COPY ${table} (${columns.join(', ')}) FROM STDIN`));
      await pipeline(Readable.from(slices(bytes)), stream);
      rows += stream.rowCount;
    }
    await this.client.query('COMMIT');
    return { seconds: (performance.now() - start) / 1000, rows };
  }
}

function* slices(bytes: Buffer): Generator<Buffer> {
  const size = 256 * 1024;
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}
