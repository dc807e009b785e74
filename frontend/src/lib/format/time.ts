const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const UNITS: readonly (readonly [limit: number, size: number, unit: Intl.RelativeTimeFormatUnit])[] = [
  [HOUR, MINUTE, 'minute'],
  [DAY, HOUR, 'hour'],
  [14 * DAY, DAY, 'day'],
  [60 * DAY, 7 * DAY, 'week'],
  [730 * DAY, 30 * DAY, 'month'],
  [Infinity, 365 * DAY, 'year'],
];

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always' });

/** "3 hours ago". Times are ISO 8601. */
export function relativeTime(iso: string, now: number): string {
  const distance = Date.parse(iso) - now;
  if (Math.abs(distance) < MINUTE) return 'just now';
  const [, size, unit] = UNITS.find(([limit]) => Math.abs(distance) < limit) ?? [0, DAY, 'day'];
  return relative.format(Math.trunc(distance / size), unit);
}

const weekday = new Intl.DateTimeFormat('en', { weekday: 'long', timeZone: 'UTC' });

/** What follows "since": "today", "Tuesday" within six days, then "2026-11-21"; in UTC. */
export function sinceWords(iso: string, now: number): string {
  const day = iso.slice(0, 10);
  const days = Math.round((Date.parse(new Date(now).toISOString().slice(0, 10)) - Date.parse(day)) / DAY);
  if (days === 0) return 'today';
  return days > 0 && days < 7 ? weekday.format(new Date(day)) : day;
}

/** "2026-11-21 20:39 UTC": the same zone for everyone, so that people can compare what they see. */
export function exactTime(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

/** "2026-11-21 20:39:05", in UTC: for records, where the second counts. */
export function exactSecond(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}`;
}

/** "40 seconds", "2 min 5 s". */
export function waitInWords(seconds: number): string {
  if (seconds < 60) return seconds === 1 ? '1 second' : `${seconds} seconds`;
  const rest = seconds % 60;
  return `${Math.floor(seconds / 60)} min${rest === 0 ? '' : ` ${rest} s`}`;
}
