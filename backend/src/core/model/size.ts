/** `500MB` (powers of 1000) or `500MiB` (powers of 1024). */
export const SIZE = /^(\d{1,6}(?:\.\d{1,3})?)(kB|MB|GB|KiB|MiB|GiB)$/;

const UNITS: Record<string, number> = { kB: 1e3, MB: 1e6, GB: 1e9, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 };

/** In bytes. */
export function sizeOf(written: string): number {
  const [, count, unit = ''] = SIZE.exec(written) ?? [];
  const factor = UNITS[unit];
  if (count === undefined || factor === undefined) throw new RangeError(`${written} is no size.`);
  return Math.round(Number(count) * factor);
}

/** `481.5 MB`. */
export function spellSize(bytes: number): string {
  if (bytes >= 1e9) return `${round(bytes / 1e9)} GB`;
  if (bytes >= 1e6) return `${round(bytes / 1e6)} MB`;
  return `${round(bytes / 1e3)} kB`;
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}
