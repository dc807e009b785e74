/**
 * Places of a document that decide nothing are read over where they do not fit the schema, so what stands there may be
 * of any type. These give what can be read of it.
 */
export type Loose = Readonly<Record<string, unknown>>;

export function objectIn(value: unknown): Loose {
  return isObject(value) ? value : {};
}

export function objectsIn(value: unknown): Loose[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

export function textIn(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

/** The properties of a component or of a vulnerability that have a name and a value. */
export function propertiesIn(value: unknown): { readonly name: string; readonly value: string }[] {
  return objectsIn(value).flatMap((property) => {
    const name = textIn(property['name']);
    const text = textIn(property['value']);
    return name === null || text === null ? [] : [{ name, value: text }];
  });
}

/** What a property is called behind the tool's prefix, without case and punctuation: `grype:fixed_versions` is `fixedversions`. */
export function plainName(name: string): string {
  return (name.split(/[:/]/).at(-1) ?? '').toLowerCase().replace(/[^a-z0-9]/g, '');
}

function isObject(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
