import type { SarifRegion } from './sarif-log.js';

/** So much of a message tells two of one rule at one place apart. */
const MOST_CHARACTERS = 200;

/**
 * What tells apart two results of one rule on one line: the object that the logical location names, the columns, the
 * message. `message` is null for a secret, whose text it may show.
 */
export function subjectOfProblem(
  region: SarifRegion | null,
  logicalName: string | null,
  message: string | null,
): string | null {
  const parts = [logicalName, columnsOf(region), message === null ? null : oneLine(message)];
  return parts.filter((part) => part !== null && part !== '').join(' · ') || null;
}

/** `12–34`, an offset where there are no columns. Column 1 is what tools write that know none. */
function columnsOf(region: SarifRegion | null): string | null {
  const start = region?.startColumn ?? null;
  const end = region?.endColumn ?? null;
  if (start !== null && (start > 1 || (end ?? 1) > 1)) return end === null ? String(start) : `${start}–${end}`;
  const offset = [region?.charOffset, region?.byteOffset].find((at) => typeof at === 'number' && at > 0);
  return offset === undefined ? null : `@${offset}`;
}

function oneLine(message: string): string {
  const line = message.trim().replace(/\s+/g, ' ');
  return line.length <= MOST_CHARACTERS ? line : `${line.slice(0, MOST_CHARACTERS - 1)}…`;
}
