import type { Finding } from '../../findings/finding.js';
import { countAgainst } from '../count-against.js';
import { isAllowed, isDenied } from '../licence-expression.js';
import { readLicence } from '../licence-name.js';
import type { Rule, RuleMaker } from '../rule.js';
import { listed, listedFindings, WAIVABLE } from '../words.js';

/** Licences that no component may be bound to. */
export const deniedLicences: RuleMaker = ({ licences: { deny = [] } = {} }) => {
  if (deny.length === 0) return [];
  const denied = deny.map(readLicence);
  return [
    licenceRule({
      path: 'licences.deny',
      value: deny,
      sentence: `No components under ${listedAsChoice(deny)}.`,
      one: 'component under a denied licence',
      many: 'components under denied licences',
      isRefused: (licence) => !isUnidentified(licence) && isDenied(licence, denied),
    }),
  ];
};

/** Licences that are allowed, and no others. */
export const allowedLicences: RuleMaker = ({ licences: { allow = [] } = {} }) => {
  if (allow.length === 0) return [];
  const allowed = allow.map(readLicence);
  return [
    licenceRule({
      path: 'licences.allow',
      value: allow,
      sentence: `Only components under ${listedAsChoice(allow)}.`,
      one: 'component under a licence that is not allowed',
      many: 'components under licences that are not allowed',
      isRefused: (licence) => !isUnidentified(licence) && !isAllowed(licence, allowed),
    }),
  ];
};

/** Licences that the scanner could not name. */
export const unidentifiedLicences: RuleMaker = ({ licences: { unidentified } = {} }) => {
  if (unidentified !== 'deny') return [];
  return [
    licenceRule({
      path: 'licences.unidentified',
      value: unidentified,
      sentence: 'No components with an unidentified licence.',
      one: 'component with an unidentified licence',
      many: 'components with an unidentified licence',
      isRefused: isUnidentified,
    }),
  ];
};

interface LicenceRule extends Pick<Rule, 'path' | 'value' | 'sentence'> {
  readonly one: string;
  readonly many: string;
  readonly isRefused: (licence: string) => boolean;
}

function licenceRule({ path, value, sentence, one, many, isRefused }: LicenceRule): Rule {
  // Thousands of components have a handful of licences.
  const refused = new Map<string, boolean>();
  const isCandidate = (licence: string): boolean => {
    const known = refused.get(licence) ?? isRefused(licence);
    refused.set(licence, known);
    return known;
  };
  return {
    path,
    value,
    sentence,
    evaluate: (context) =>
      countAgainst(context, {
        kind: 'licence',
        kindName: 'licences',
        one,
        many,
        allowed: 0,
        isCandidate: ({ rule }) => isCandidate(rule ?? ''),
        exceptions: [],
        remedy: replacement,
      }),
  };
}

function replacement(findings: readonly Finding[]): string {
  return `Replace the component: ${listedFindings(findings, 10)}. ${WAIVABLE}`;
}

/** What scanners write where they found no licence that they know. */
function isUnidentified(licence: string): boolean {
  return /^(?:|unknown|noassertion|none|unlicen[sc]ed|null|n\/a)$/i.test(readLicence(licence));
}

function listedAsChoice(names: readonly string[]): string {
  return names.length > 6
    ? `${names.slice(0, 5).join(', ')} or ${names.length - 5} more`
    : listed(names).replace(/ and (?=\S+$)/, ' or ');
}
