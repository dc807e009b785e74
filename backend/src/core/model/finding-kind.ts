/** What a person sees is one of these four. */
export const FINDING_KINDS = ['match', 'secret', 'misconfiguration', 'licence'] as const;

export type FindingKind = (typeof FINDING_KINDS)[number];
