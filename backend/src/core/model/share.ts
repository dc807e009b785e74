/** `10%`, from 0% to 100%. */
export const SHARE = /^(100(?:\.0)?|\d{1,2}(?:\.\d)?)%$/;

/** Between 0 and 1. */
export function shareOf(written: string): number {
  const [, percent] = SHARE.exec(written) ?? [];
  if (percent === undefined) throw new RangeError(`${written} is no share.`);
  return Number(percent) / 100;
}
