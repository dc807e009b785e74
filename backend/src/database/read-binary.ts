import type { Connection, PoolClient, Submittable } from 'pg';

/** A row's values as PostgreSQL keeps them: bytes as they are, whole numbers with the greatest byte first; null for none. */
export type BinaryRow = readonly (Buffer | null)[];

/**
 * Rows with large `bytea`, by COPY in PostgreSQL's binary format: the driver's own rows are text, which takes eight times as long for a
 * hundred kilobytes, and its `binary` reads bytes as if they were letters. COPY takes no bound parameters, so that `$1` and on in the
 * query are numbers, or lists of them, and nothing else.
 */
export async function readBinary(
  client: Pick<PoolClient, 'query'>,
  query: string,
  numbers: readonly QueryNumber[] = [],
): Promise<BinaryRow[]> {
  const rows: BinaryRow[] = [];
  await copyOut(client, query, numbers, new RowReader((row) => void rows.push(row), copyOf));
  return rows;
}

/** The same row by row: `take` has each as it comes, and what is in it is overwritten by the next. */
export function eachBinary(
  client: Pick<PoolClient, 'query'>,
  query: string,
  numbers: readonly QueryNumber[],
  take: (row: BinaryRow) => void,
): Promise<void> {
  return copyOut(client, query, numbers, new RowReader(take, intoRoom()));
}

/** What stands for `$1` and on. */
export type QueryNumber = number | readonly number[];

function copyOut(
  client: Pick<PoolClient, 'query'>,
  query: string,
  numbers: readonly QueryNumber[],
  reader: RowReader,
): Promise<void> {
  const statement = `COPY (${withNumbers(query, numbers)}) TO STDOUT (FORMAT binary)`;
  return new Promise((resolve, reject) => {
    client.query(new CopyOut(statement, reader, (error) => (error === null ? resolve() : reject(error))));
  });
}

function withNumbers(query: string, numbers: readonly QueryNumber[]): string {
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
  private error: Error | null = null;

  constructor(
    private readonly statement: string,
    private readonly reader: RowReader,
    private readonly done: (error: Error | null) => void,
  ) {}

  submit(connection: Connection): void {
    connection.query(this.statement);
  }

  handleCopyData({ chunk }: { chunk: Buffer }): void {
    if (this.error !== null) return;
    // Thrown here, no caller could catch it.
    try {
      this.reader.push(chunk);
    } catch (error) {
      this.error = error as Error;
    }
  }

  handleError(error: Error): void {
    this.error = error;
    this.end();
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    if (this.error === null && !this.reader.isComplete) this.error = new Error('this binary COPY is cut off');
    this.end();
  }

  private end(): void {
    this.callback?.();
    this.done(this.error);
  }
}

const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');

/** Signature, flags, and the length of what follows them. */
const HEADER = SIGNATURE.length + 8;

/** In bytes: so much is copied into room of its own, where elements of eight bytes lie even. */
const LARGE = 1024;

/**
 * Takes a COPY apart as it comes, which is nearly always a row at a time: each value is copied once, since the driver uses its buffer again.
 * https://www.postgresql.org/docs/18/sql-copy.html, Binary Format
 */
class RowReader {
  /** What has come of the next row, or of the header. */
  private rest: Buffer = Buffer.alloc(0);
  private hasBegun = false;
  private hasEnded = false;

  /** `keep` copies each value of a row, in order; the first has 0. */
  constructor(
    private readonly takeRow: (row: BinaryRow) => void,
    private readonly keep: (bytes: Buffer, value: number) => Buffer,
  ) {}

  /** Whether the last row has come, and nothing after it. */
  get isComplete(): boolean {
    return this.hasEnded && this.rest.length === 0;
  }

  push(chunk: Buffer): void {
    const bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    let at = 0;
    for (let next = this.take(bytes, at); next !== null; next = this.take(bytes, at)) at = next;
    this.rest = Buffer.from(bytes.subarray(at));
  }

  /** Where the part of the COPY ends that begins there; null where it has not come as a whole. */
  private take(bytes: Buffer, at: number): number | null {
    if (this.hasEnded) return null;
    if (this.hasBegun) return this.readRow(bytes, at);
    if (bytes.length < HEADER) return null;
    if (!bytes.subarray(0, SIGNATURE.length).equals(SIGNATURE)) throw new Error('this is no binary COPY');
    const end = HEADER + bytes.readInt32BE(HEADER - 4);
    if (bytes.length < end) return null;
    this.hasBegun = true;
    return end;
  }

  private readRow(bytes: Buffer, start: number): number | null {
    if (start + 2 > bytes.length) return null;
    const count = bytes.readInt16BE(start);
    let at = start + 2;
    if (count === -1) {
      this.hasEnded = true;
      return at;
    }
    const values: (Buffer | null)[] = [];
    for (let value = 0; value < count; value += 1) {
      if (at + 4 > bytes.length) return null;
      const length = bytes.readInt32BE(at);
      at += 4;
      const end = at + Math.max(0, length);
      if (end > bytes.length) return null;
      values.push(length === -1 ? null : bytes.subarray(at, end));
      at = end;
    }
    this.takeRow(values.map((value, place) => value && this.keep(value, place)));
    return at;
  }
}

function copyOf(bytes: Buffer): Buffer {
  if (bytes.length < LARGE) return Buffer.from(bytes);
  const copy = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(copy);
  return copy;
}

/** In bytes: as far apart values begin, so that elements of eight bytes lie even. */
const ALIGNMENT = 8;

/** Copies into the same room for every row: to give each its own has memory collected all the time. */
function intoRoom(): (bytes: Buffer, value: number) => Buffer {
  let room = Buffer.alloc(0);
  let at = 0;
  return (bytes, value) => {
    if (value === 0) at = 0;
    if (at + bytes.length > room.length) {
      // The values before stay where they are.
      room = Buffer.allocUnsafeSlow(2 * bytes.length);
      at = 0;
    }
    const copy = room.subarray(at, at + bytes.length);
    bytes.copy(copy);
    at = Math.ceil((at + bytes.length) / ALIGNMENT) * ALIGNMENT;
    return copy;
  };
}
