/** A column's value in PostgreSQL's binary format, without its length. */
export type BinaryType<Value> = (row: CopyWriter, value: Value) => void;

/** A column of a table, and what a row has in it. */
export interface CopyColumn<Row> {
  readonly name: string;
  readonly write: (writer: CopyWriter, row: Row) => void;
}

/** The COPY statement, and the bytes that it reads. */
export interface CopyIn {
  readonly text: string;
  readonly pieces: Iterable<Buffer>;
}

export function column<Row, Value>(
  name: string,
  type: BinaryType<Value>,
  of: (row: Row) => Value | null,
): CopyColumn<Row> {
  return {
    name,
    write(writer, row) {
      const value = of(row);
      if (value === null) writer.null();
      else writer.value(type, value);
    },
  };
}

/**
 * Rows for COPY in its binary format: a tenth of what the same rows cost as parameters. They are written piece by piece, as they are sent.
 * Names are the caller's own, never from outside.
 */
export function copyIn<Row>(table: string, rows: Iterable<Row>, columns: readonly CopyColumn<Row>[]): CopyIn {
  const names = columns.map(({ name }) => name).join(', ');
  return { text: `COPY ${table} (${names}) FROM STDIN (FORMAT binary)`, pieces: piecesOf(columns, rows) };
}

const PIECE = 256 * 1024;

const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');

/** https://www.postgresql.org/docs/current/sql-copy.html, "Binary Format" */
function* piecesOf<Row>(columns: readonly CopyColumn<Row>[], rows: Iterable<Row>): Generator<Buffer> {
  const writer = new CopyWriter();
  writer.bytes(SIGNATURE);
  writer.int4(0);
  writer.int4(0);
  for (const row of rows) {
    writer.int2(columns.length);
    for (const each of columns) each.write(writer, row);
    if (writer.size >= PIECE) yield writer.take();
  }
  writer.int2(-1);
  yield writer.take();
}

export const int2: BinaryType<number> = (writer, value) => writer.int2(value);

export const int4: BinaryType<number> = (writer, value) => writer.int4(value);

export const boolean: BinaryType<boolean> = (writer, value) => writer.byte(value ? 1 : 0);

export const text: BinaryType<string> = (writer, value) => writer.text(value);

/** 32 hex digits. */
export const uuid: BinaryType<string> = (writer, value) => writer.bytes(Buffer.from(value, 'hex'));

export const bytea: BinaryType<Uint8Array> = (writer, value) => writer.bytes(value);

/** Anything that JSON can say. */
export const jsonb: BinaryType<unknown> = (writer, value) => {
  writer.byte(1);
  writer.text(JSON.stringify(value));
};

const TEXT_OID = 25;

export const textArray: BinaryType<readonly string[]> = (writer, values) => {
  writer.int4(values.length === 0 ? 0 : 1);
  writer.int4(0);
  writer.int4(TEXT_OID);
  if (values.length === 0) return;
  writer.int4(values.length);
  writer.int4(1);
  for (const value of values) writer.value(text, value);
};

/** Writes numbers in network order, and values with their length before them. */
export class CopyWriter {
  private buffer = Buffer.allocUnsafe(2 * PIECE);
  private end = 0;

  get size(): number {
    return this.end;
  }

  /** What was written since the last time. */
  take(): Buffer {
    const taken = this.buffer.subarray(0, this.end);
    this.buffer = Buffer.allocUnsafe(2 * PIECE);
    this.end = 0;
    return taken;
  }

  null(): void {
    this.int4(-1);
  }

  value<Value>(type: BinaryType<Value>, value: Value): void {
    const start = this.end;
    this.int4(0);
    type(this, value);
    this.buffer.writeInt32BE(this.end - start - 4, start);
  }

  byte(value: number): void {
    this.reserve(1);
    this.end = this.buffer.writeUInt8(value, this.end);
  }

  int2(value: number): void {
    this.reserve(2);
    this.end = this.buffer.writeInt16BE(value, this.end);
  }

  int4(value: number): void {
    this.reserve(4);
    this.end = this.buffer.writeInt32BE(value, this.end);
  }

  /** UTF-8. */
  text(value: string): void {
    // A unit of UTF-16 has three bytes at most.
    this.reserve(value.length * 3);
    this.end += this.buffer.write(value, this.end);
  }

  bytes(value: Uint8Array): void {
    this.reserve(value.length);
    this.buffer.set(value, this.end);
    this.end += value.length;
  }

  private reserve(count: number): void {
    if (this.end + count <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.end + count));
    this.buffer.copy(larger, 0, 0, this.end);
    this.buffer = larger;
  }
}
