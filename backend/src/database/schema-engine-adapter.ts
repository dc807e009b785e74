import { PrismaPg } from '@prisma/adapter-pg';
import { ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import { Pool, type QueryArrayConfig, type QueryArrayResult } from 'pg';

/** Ids of types in PostgreSQL's catalogue. */
const CHAR_TYPE = 18;
const TEXT_TYPE = 25;

/** The pg adapter as the schema engine needs it; where the adapter falls short is said at each line that mends it. */
export function schemaEngineAdapter(databaseUrl: string): { factory: PrismaPg; pool: Pool } {
  const pool = new Pool({
    connectionString: databaseUrl,
    connectionTimeoutMillis: 10_000,
    application_name: 'plimsoll migrate',
    // A migration may run long, but while it waits for a table everything else queues behind it.
    options: '-c statement_timeout=0 -c lock_timeout=20s',
  });
  const characterColumnsOf = letCharacterColumnsPass(pool);
  const factory = new PrismaPg(pool);
  const connect = factory.connect.bind(factory);
  factory.connect = async () => {
    const adapter = await connect();

    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = async (query) => {
      const result = await queryRaw(query);
      for (const column of characterColumnsOf(result.rows)) result.columnTypes[column] = ColumnTypeEnum.Character;
      return result;
    };

    // The adapter's own cuts a script at every semicolon and runs each piece by itself, so a failure leaves half a
    // migration behind and a function body cannot be written at all. Sent as one simple query, PostgreSQL runs the
    // script in one transaction: all of it, or none.
    adapter.executeScript = async (sql) => {
      await adapter.executeRaw({ sql, args: [], argTypes: [] });
    };
    return adapter;
  };
  return { factory, pool };
}

/**
 * The engine reads one-letter columns of the catalogue, whose type the adapter refuses: it is shown
 * text, and the columns are remembered so that the engine can be told what they were.
 */
function letCharacterColumnsPass(pool: Pool): (rows: readonly unknown[]) => readonly number[] {
  const columnsByRows = new WeakMap<object, number[]>();
  const query = pool.query.bind(pool) as (config: QueryArrayConfig) => Promise<QueryArrayResult>;
  const queryAsText = async (config: QueryArrayConfig): Promise<QueryArrayResult> => {
    const result = await query(config);
    const fields = result.fields ?? [];
    const columns = fields.flatMap((field, index) => (field.dataTypeID === CHAR_TYPE ? [index] : []));
    for (const column of columns) Object.assign(fields[column] ?? {}, { dataTypeID: TEXT_TYPE });
    if (columns.length > 0) columnsByRows.set(result.rows, columns);
    return result;
  };
  Object.assign(pool, { query: queryAsText });
  return (rows) => columnsByRows.get(rows) ?? [];
}
