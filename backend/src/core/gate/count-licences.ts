import type { Finding } from '../findings/finding.js';
import { countAgainst } from './count-against.js';
import type { EvaluationContext } from './evaluation-context.js';
import { readLicence } from './licence-name.js';
import type { RuleResult } from './rule.js';
import { listed, listedFindings, WAIVABLE } from './words.js';

/** Refuses components under some licences. */
export interface LicenceCount {
  readonly one: string;
  readonly many: string;
  readonly isRefused: (licence: string) => boolean;
}

export function countLicences(context: EvaluationContext, { one, many, isRefused }: LicenceCount): RuleResult | null {
  // Thousands of components have a handful of licences.
  const refused = new Map<string, boolean>();
  const isCandidate = (licence: string): boolean => {
    const known = refused.get(licence) ?? isRefused(licence);
    refused.set(licence, known);
    return known;
  };
  return countAgainst(context, {
    kind: 'licence',
    kindName: 'licences',
    one,
    many,
    allowed: 0,
    isCandidate: ({ rule }) => isCandidate(rule ?? ''),
    exceptions: [],
    remedy: replacement,
  });
}

function replacement(findings: readonly Finding[]): string {
  return `Replace the component: ${listedFindings(findings, 10)}. ${WAIVABLE}`;
}

/** What scanners write where they found no licence that they know. */
export function isUnidentified(licence: string): boolean {
  return /^(?:|unknown|noassertion|none|unlicen[sc]ed|null|n\/a)$/i.test(readLicence(licence));
}

export function listedAsChoice(names: readonly string[]): string {
  return names.length > 6
    ? `${names.slice(0, 5).join(', ')} or ${names.length - 5} more`
    : listed(names).replace(/ and (?=\S+$)/, ' or ');
}
