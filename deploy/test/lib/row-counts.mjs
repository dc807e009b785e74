/** @typedef {import('./stack.mjs').Stack} Stack */

/**
 * How many rows each table has, by name.
 *
 * @param {Stack} stack
 * @returns {Promise<Record<string, number>>}
 */
export async function rowCounts(stack) {
  const tables = await stack.query(
    "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1",
  );
  const counts = tables.map(([table]) => `SELECT '${table}', count(*) FROM ${table}`).join(' UNION ALL ');
  const rows = await stack.query(`${counts} ORDER BY 1`);
  return Object.fromEntries(rows.map(([table = '', count]) => [table, Number(count)]));
}
