const DAY_MS = 86_400_000;

/** The default duration of a requested waiver, in days. */
export const USUAL_DAYS = 30;

/** The day so many days after `now` (in milliseconds), as date fields have it. A waiver counts until its end in UTC. */
export function dayAfter(now: number, days: number): string {
  return dayOf(now + days * DAY_MS);
}

/** The day so long after `now`, both in milliseconds: it may be used to its end. Undefined where there is no limit. */
export function lastDayWithin(now: number, longestMs: number): string | undefined {
  return Number.isFinite(longestMs) ? dayOf(now + longestMs) : undefined;
}

/** The day of an instant; for midnight, the day that ends then. */
export function dayOfEnd(iso: string): string {
  return dayOf(Date.parse(iso) - 1);
}

/** What a date field says of an instant: that instant, to the millisecond, where the day was not changed. */
export function instantOrDay(day: string, iso: string, asDay: (iso: string) => string): string {
  return day === asDay(iso) ? iso : day;
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
