/** PostgreSQL's classes for data that it cannot take: data exceptions, and limits such as the length of an index row. */
const REFUSED = /^(?:22|54)[0-9A-Z]{3}$/;

/** Prisma's for a value too long, of the wrong kind, or out of range. */
const REFUSED_BY_PRISMA: ReadonlySet<unknown> = new Set(['P2000', 'P2007', 'P2033']);

/** By their shape: pg's own error, and what Prisma makes of it for a model, for raw SQL and for the commit. */
interface DatabaseFailure {
  readonly code?: unknown;
  readonly originalCode?: unknown;
  readonly meta?: { readonly driverAdapterError?: unknown };
  readonly cause?: unknown;
}

/** Whether the database refused a value: a text, a number or a date that it cannot keep. */
export function isRefusedData(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, originalCode, meta, cause } = error as DatabaseFailure;
  return (
    REFUSED_BY_PRISMA.has(code) ||
    [code, originalCode].some((each) => typeof each === 'string' && REFUSED.test(each)) ||
    isRefusedData(meta?.driverAdapterError) ||
    isRefusedData(cause)
  );
}
