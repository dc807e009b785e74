/** `90m`, `12h`, `7d`, `2w`. */
export const DURATION = /^(\d{1,5})(m|h|d|w)$/;

/** At least a day: `30d`, `26w`. */
export const RETENTION = /^[1-9]\d{0,4}(d|w)$/;

const MINUTE = 60_000;
const UNITS = {
  m: { milliseconds: MINUTE, word: 'minute' },
  h: { milliseconds: 60 * MINUTE, word: 'hour' },
  d: { milliseconds: 24 * 60 * MINUTE, word: 'day' },
  w: { milliseconds: 7 * 24 * 60 * MINUTE, word: 'week' },
} as const;

/** In milliseconds. */
export function durationOf(written: string): number {
  const { count, unit } = parse(written);
  return count * unit.milliseconds;
}

/** `7 days`. */
export function spellDuration(written: string): string {
  const { count, unit } = parse(written);
  return `${count} ${unit.word}${count === 1 ? '' : 's'}`;
}

/** Of whole minutes: `30d`, `36h`, `90m`. */
export function writtenDuration(milliseconds: number): string {
  const unit = (['d', 'h', 'm'] as const).find((each) => milliseconds % UNITS[each].milliseconds === 0) ?? 'm';
  return `${milliseconds / UNITS[unit].milliseconds}${unit}`;
}

function parse(written: string): { count: number; unit: (typeof UNITS)[keyof typeof UNITS] } {
  const [, count, unit] = DURATION.exec(written) ?? [];
  if (count === undefined || unit === undefined) throw new RangeError(`${written} is no duration.`);
  return { count: Number(count), unit: UNITS[unit as keyof typeof UNITS] };
}
