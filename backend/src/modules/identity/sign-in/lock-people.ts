import type { Transaction } from '../../audit/audit-log.js';

/** 'people' in ASCII: whoever changes who may administrate, or whether there is anybody, holds it. */
const PEOPLE_LOCK = 123_580_963_646_565n;

/** Everybody else who wants to change the same waits until the transaction ends. */
export async function lockPeople(transaction: Transaction): Promise<void> {
  await transaction.$executeRaw`SELECT pg_advisory_xact_lock(${PEOPLE_LOCK})`;
}
