import type { Transaction } from '../../audit/audit-log.js';

/** 'people' in ASCII: held by every change of administrators, and by the creation of the first account. */
const PEOPLE_LOCK = 123_580_963_646_565n;

/** Other changes of the same kind wait until the transaction ends. */
export async function lockPeople(transaction: Transaction): Promise<void> {
  await transaction.$executeRaw`SELECT pg_advisory_xact_lock(${PEOPLE_LOCK})`;
}
