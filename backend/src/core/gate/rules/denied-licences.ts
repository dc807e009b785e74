import { countLicences, isUnidentified, listedAsChoice } from '../count-licences.js';
import { isDenied } from '../licence-expression.js';
import { readLicences } from '../licence-name.js';
import type { Rule } from '../rule.js';

/** Licences that no component may be bound to. */
export const deniedLicences: Rule<'licences.deny', readonly string[]> = {
  path: 'licences.deny',
  schema: {
    $ref: '#/definitions/licenceList',
    description: 'SPDX identifiers that no component may be bound to; `*` stands for any letters.',
    examples: [['AGPL-3.0-*', 'SSPL-1.0']],
  },
  asks: (deny) => deny.length > 0,
  sentence: (deny) => `No components under ${listedAsChoice(deny)}.`,
  judge(context, deny) {
    const denied = readLicences(deny);
    return countLicences(context, {
      one: 'component under a denied licence',
      many: 'components under denied licences',
      isRefused: (licence) => !isUnidentified(licence) && isDenied(licence, denied),
    });
  },
};
