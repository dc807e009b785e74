/**
 * A table to look words of a report up in: without what every object has from its prototype, so that no report finds `constructor`
 * or `toString` in it.
 */
export function lookupTable<Value>(entries: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> {
  return Object.freeze(Object.assign(Object.create(null) as Record<string, Value>, entries));
}
