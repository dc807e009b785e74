export type SortDirection = 'ascending' | 'descending';

/** A list's order as the API names it: a key, with a leading `-` for descending. */
export interface Sorting<Key extends string> {
  readonly key: Key;
  readonly isDescending: boolean;
}

export function parseSorting<Key extends string>(
  text: string | undefined,
  keys: readonly Key[],
  otherwise: Sorting<Key>,
): Sorting<Key> {
  const isDescending = text?.startsWith('-') ?? false;
  const name = isDescending ? text?.slice(1) : text;
  const key = keys.find((known) => known === name);
  return key === undefined ? otherwise : { key, isDescending };
}

export function sortingText<Key extends string>({ key, isDescending }: Sorting<Key>): Key | `-${Key}` {
  return isDescending ? `-${key}` : key;
}

/** What clicking a column's header asks for: the other direction, or the column's natural one at first. */
export function nextSorting<Key extends string>(
  current: Sorting<Key>,
  key: Key,
  startsDescending: boolean,
): Sorting<Key> {
  return { key, isDescending: current.key === key ? !current.isDescending : startsDescending };
}

export function directionOf<Key extends string>(current: Sorting<Key>, key: Key): SortDirection | null {
  if (current.key !== key) return null;
  return current.isDescending ? 'descending' : 'ascending';
}
