import { DatabaseError } from 'pg';

/** A transaction that lost against another one and may win the next time. */
const TRANSIENT = new Set([
  '40001', // serialization_failure
  '40P01', // deadlock_detected
]);

const MAX_ATTEMPTS = 5;

/** Runs a transaction, and runs it again where PostgreSQL ended it for the sake of another. */
export async function retryTransient<T>(attemptOne: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await attemptOne();
    } catch (error) {
      if (!isTransient(error) || attempt === MAX_ATTEMPTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20 * attempt * attempt * (0.5 + Math.random())));
    }
  }
}

/** What Prisma makes of pg's error: one each for a query of a model, for raw SQL and for the commit. */
interface PrismaFailure {
  readonly code?: unknown;
  readonly meta?: { readonly driverAdapterError?: { readonly cause?: unknown } };
  readonly cause?: unknown;
}

function isTransient(error: unknown): boolean {
  if (error instanceof DatabaseError) return error.code !== undefined && TRANSIENT.has(error.code);
  if (!(error instanceof Error)) return false;
  // By its shape, for its classes come with a client that many a process never loads.
  const { code, meta, cause } = error as PrismaFailure;
  return code === 'P2034' || isWriteConflict(meta?.driverAdapterError?.cause) || isWriteConflict(cause);
}

function isWriteConflict(cause: unknown): boolean {
  return (cause as { kind?: unknown } | null | undefined)?.kind === 'TransactionWriteConflict';
}
