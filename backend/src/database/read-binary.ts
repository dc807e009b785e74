import type { Connection, PoolClient, Submittable } from 'pg';

/** A row's values as PostgreSQL keeps them: bytes as they are, whole numbers with the greatest byte first; null for none. */
export type BinaryRow = readonly (Buffer | null)[];

/**
 * Rows with large `bytea`, by COPY in PostgreSQL's binary format: the driver's own rows are text, which takes eight times as long for a
 * hundred kilobytes, and its `binary` reads bytes as if they were letters. COPY takes no bound parameters, so that `$1` and on in the
 * query are numbers, or lists of them, and nothing else.
 */
export function readBinary(
  client: Pick<PoolClient, 'query'>,
  query: string,
  numbers: readonly (number | readonly number[])[] = [],
): Promise<BinaryRow[]> {
  const statement = `COPY (${withNumbers(query, numbers)}) TO STDOUT (FORMAT binary)`;
  return new Promise((resolve, reject) => {
    client.query(new CopyOut(statement, (error, bytes) => (error === null ? resolve(rowsOf(bytes)) : reject(error))));
  });
}

function withNumbers(query: string, numbers: readonly (number | readonly number[])[]): string {
  return query.replaceAll(/\$(\d+)/g, (_, place: string) => {
    const given = numbers[Number(place) - 1];
    if (given === undefined) throw new Error(`the query has no $${place}`);
    return Array.isArray(given) ? `'{${given.map(whole).join(',')}}'` : whole(given as number);
  });
}

/** Whatever its type says: what is no number would be SQL. */
function whole(number: number): string {
  if (!Number.isSafeInteger(number)) throw new Error(`${number} is no whole number`);
  return String(number);
}

/** What the driver tells a query of its own kind; it looks for `callback` to end its own time limit. */
class CopyOut implements Submittable {
  callback: (() => void) | undefined;
  private readonly chunks: Buffer[] = [];
  private error: Error | null = null;

  constructor(
    private readonly statement: string,
    private readonly done: (error: Error | null, bytes: Buffer) => void,
  ) {}

  submit(connection: Connection): void {
    connection.query(this.statement);
  }

  handleCopyData({ chunk }: { chunk: Buffer }): void {
    // The driver uses its buffer again.
    this.chunks.push(Buffer.from(chunk));
  }

  handleError(error: Error): void {
    this.error = error;
    this.end();
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    this.end();
  }

  private end(): void {
    this.callback?.();
    this.done(this.error, Buffer.concat(this.chunks));
  }
}

const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');

/** https://www.postgresql.org/docs/18/sql-copy.html, Binary Format */
function rowsOf(bytes: Buffer): BinaryRow[] {
  if (!bytes.subarray(0, SIGNATURE.length).equals(SIGNATURE)) throw new Error('this is no binary COPY');
  let at = SIGNATURE.length + 4;
  at += 4 + bytes.readInt32BE(at);
  const rows: BinaryRow[] = [];
  for (;;) {
    const count = bytes.readInt16BE(at);
    at += 2;
    if (count === -1) return rows;
    const row: (Buffer | null)[] = [];
    for (let value = 0; value < count; value += 1) {
      const length = bytes.readInt32BE(at);
      at += 4;
      row.push(length === -1 ? null : bytes.subarray(at, at + length));
      at += Math.max(0, length);
    }
    rows.push(row);
  }
}
