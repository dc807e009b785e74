/** Negative where the first is the lower version, 0 where both are spellings of one version. */
export type VersionOrder = (a: string, b: string) => number;

/** By code point: what `<` says of two texts. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** Whole numbers of any length, as decimal digits. */
export function byNumber(a: string, b: string): number {
  const [left, right] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')];
  return left.length - right.length || byText(left, right);
}

/** Item by item; what the shorter list lacks is given by `missing`. */
export function byItems<Item>(
  a: readonly Item[],
  b: readonly Item[],
  missing: Item,
  order: (a: Item, b: Item) => number,
): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const difference = order(a[index] ?? missing, b[index] ?? missing);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Where a text may be no version of the ecosystem: it comes before all that are, and among such by `otherwise`. */
export function orderOfParsed<Parsed>(
  parse: (version: string) => Parsed | null,
  order: (a: Parsed, b: Parsed) => number,
  otherwise: VersionOrder,
): VersionOrder {
  return (a, b) => {
    const [left, right] = [parse(a), parse(b)];
    if (left !== null && right !== null) return order(left, right);
    return Number(left !== null) - Number(right !== null) || otherwise(a, b);
  };
}
