/**
 * The kinds of finding, each with what people call it. Another kind is another line here, and whatever lists kinds has it too.
 * Databases store the place in this list: add at the end, and change no place (stored-numbers.spec.ts).
 */
export const KINDS = [
  { kind: 'match', label: 'Vulnerability', many: 'vulnerabilities' },
  { kind: 'secret', label: 'Secret', many: 'secrets' },
  { kind: 'misconfiguration', label: 'Misconfiguration', many: 'misconfigurations' },
  { kind: 'licence', label: 'Licence', many: 'licences' },
] as const;

export type FindingKind = (typeof KINDS)[number]['kind'];

export const FINDING_KINDS: readonly FindingKind[] = KINDS.map(({ kind }) => kind);

/** How often each kind occurs, or whatever else is said of every kind. */
export function ofEachKind<Value>(valueOf: (kind: FindingKind, place: number) => Value): Record<FindingKind, Value> {
  const values = FINDING_KINDS.map((kind, place) => [kind, valueOf(kind, place)] as const);
  return Object.fromEntries(values) as Record<FindingKind, Value>;
}
