import { LONGEST_TOKEN_LIFE } from '../../modules/identity/machines/tokens/token-lifetime.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const UNITS = { m: MINUTE, h: 60 * MINUTE, d: DAY, w: 7 * DAY, y: 365 * DAY } as const;

/** `30d`, `12h`, `1y` in milliseconds; null for what is no duration, or longer than a token may live. */
export function lifetimeOf(written: string): number | null {
  const [, count, unit] = /^([1-9]\d{0,5})([mhdwy])$/.exec(written) ?? [];
  if (count === undefined || unit === undefined) return null;
  const milliseconds = Number(count) * UNITS[unit as keyof typeof UNITS];
  return milliseconds <= LONGEST_TOKEN_LIFE ? milliseconds : null;
}
