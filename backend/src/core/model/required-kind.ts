import type { FindingKind } from './finding-kind.js';

export const REQUIRED_KINDS = ['vulnerabilities', 'secrets', 'misconfigurations', 'licences'] as const;

/** The kinds of finding, as a policy calls them. */
export type RequiredKind = (typeof REQUIRED_KINDS)[number];

export const KIND_OF: Record<RequiredKind, FindingKind> = {
  vulnerabilities: 'match',
  secrets: 'secret',
  misconfigurations: 'misconfiguration',
  licences: 'licence',
};
