/** Longer than any way to write an instant. */
const MOST_CHARACTERS = 100;

/** What is written as it is to be already, on days that every month has: nearly every time. */
const IS_WRITTEN =
  /^(?:[1-9]\d{3}|0[1-9]\d\d)-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{3})?Z$/;

/** A year that ISO 8601 writes with four digits, and that is not Go's zero time. */
const isYear = (year: number): boolean => year > 1 && year <= 9999;

/**
 * A time as ISO 8601 in UTC; null where the text is none, or is Go's zero time, or is of the year 10000 once it is in UTC. A time
 * without a zone is taken for UTC.
 */
export function isoTime(value: unknown): string | null {
  if (typeof value === 'string' && IS_WRITTEN.test(value))
    return value.length === 24 ? value : `${value.slice(0, -1)}.000Z`;
  const [, date, clock, zone] =
    typeof value === 'string' && value.length <= MOST_CHARACTERS
      ? (/^(\d{4}-\d{2}-\d{2})(?:[T ]+(\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?) ?(.*))?$/i.exec(value.trim()) ?? [])
      : [];
  if (date === undefined) return null;
  const time = new Date(clock === undefined ? date : `${date}T${clock}${zoneOf(zone ?? '')}`);
  if (Number.isNaN(time.getTime()) || !isYear(time.getUTCFullYear())) return null;
  return time.toISOString();
}

/** `Z`, `+02:00`, and `+0200 CEST` as Go writes it. */
function zoneOf(text: string): string {
  const [, hours, minutes] = /^([+-]\d{2}):?(\d{2})\b/.exec(text) ?? [];
  if (hours !== undefined && minutes !== undefined) return `${hours}:${minutes}`;
  return text === '' || /^(?:z|utc)\b/i.test(text) ? 'Z' : text;
}
