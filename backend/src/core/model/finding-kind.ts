/**
 * What a person sees is one of these four. Databases store the place in this list: add at the end, and change no place
 * (stored-numbers.spec.ts).
 */
export const FINDING_KINDS = ['match', 'secret', 'misconfiguration', 'licence'] as const;

export type FindingKind = (typeof FINDING_KINDS)[number];
