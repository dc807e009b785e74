const thousands = new Intl.NumberFormat('en', { useGrouping: 'always' });

/** "12 345", with a narrow no-break space, as totals past 10 000 come from the API in that style ("10 000+"). */
export function groupedNumber(value: number | string): string {
  if (typeof value === 'string') return value.replace(/ /g, '\u202f');
  return thousands.format(value).replace(/,/g, '\u202f');
}

/** `count(1, 'image')` is "1 image"; a total such as "10 000+" is taken as it comes. */
export function counted(value: number | string, singular: string, plural = `${singular}s`): string {
  return `${groupedNumber(value)} ${value === 1 ? singular : plural}`;
}

const UNITS = ['B', 'kB', 'MB', 'GB'] as const;

/** "1.2 MB"; powers of 1000. */
export function byteSize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 99.95 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
}
