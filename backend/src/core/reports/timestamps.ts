/** A time as ISO 8601 in UTC; null where the text is none, or is Go's zero time. */
export function isoTime(value: unknown): string | null {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}/.test(value)) return null;
  const time = new Date(value);
  if (Number.isNaN(time.getTime()) || time.getUTCFullYear() <= 1) return null;
  return time.toISOString();
}
