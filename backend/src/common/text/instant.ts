const INSTANT = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:\d{2})?)?$/;

/**
 * An instant in ISO 8601 (`2026-11-21T10:00:00Z`, or a day, which begins at midnight), in UTC and to the millisecond; what names no
 * zone is UTC. Null for anything else: half a date, a week, a day that no month has, a year that is 0 or 10000 once it is in UTC.
 */
export function instantIn(text: string): string | null {
  const [, day, clock = '00:00', zone = 'Z'] = INSTANT.exec(text) ?? [];
  if (day === undefined || isoOf(`${day}T00:00Z`)?.startsWith(day) !== true) return null;
  const instant = isoOf(`${day}T${clock}${zone}`);
  return instant !== null && /^(?!0000)\d{4}-/.test(instant) ? instant : null;
}

function isoOf(text: string): string | null {
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}
