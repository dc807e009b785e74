import { type FindingKind, KINDS } from './finding-kind.js';

/** The kinds of finding, as a policy calls them. */
export type RequiredKind = (typeof KINDS)[number]['many'];

export const REQUIRED_KINDS: readonly RequiredKind[] = KINDS.map(({ many }) => many);

export const KIND_OF = Object.fromEntries(KINDS.map(({ kind, many }) => [many, kind])) as Record<
  RequiredKind,
  FindingKind
>;
