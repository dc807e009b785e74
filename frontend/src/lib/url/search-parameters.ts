/** What Next hands to a page. */
export type SearchParameters = Readonly<Record<string, string | string[] | undefined>>;

/** The first value of a parameter, trimmed; undefined where there is none. */
export function oneOf(parameters: SearchParameters, name: string): string | undefined {
  const value = parameters[name];
  const text = (Array.isArray(value) ? value[0] : value)?.trim();
  return text === '' ? undefined : text;
}

/** A comma-separated parameter, cut down to the values that are known. */
export function someOf<Value extends string>(
  parameters: SearchParameters,
  name: string,
  known: readonly Value[],
): Value[] {
  const given = oneOf(parameters, name)?.split(',') ?? [];
  return known.filter((value) => given.includes(value));
}

/** A path with those of the parameters that are set. */
export function withParameters(path: string, parameters: Readonly<Record<string, string | undefined>>): string {
  const set = Object.entries(parameters).filter((entry): entry is [string, string] => Boolean(entry[1]));
  // Commas part a list of values; left as they are, addresses stay readable.
  const search = new URLSearchParams(set).toString().replaceAll('%2C', ',');
  return search === '' ? path : `${path}?${search}`;
}
