const DAY_MS = 86_400_000;

/** How long a waiver is asked for unless somebody says otherwise, in days. */
export const USUAL_DAYS = 30;

/** The day so many days after `now` (in milliseconds), as date fields have it. A waiver counts until its end in UTC. */
export function dayAfter(now: number, days: number): string {
  return new Date(now + days * DAY_MS).toISOString().slice(0, 10);
}
