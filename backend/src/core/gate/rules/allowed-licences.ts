import { countLicences, isUnidentified, listedAsChoice } from '../count-licences.js';
import { isAllowed } from '../licence-expression.js';
import { readLicences } from '../licence-name.js';
import type { Rule } from '../rule.js';

/** Licences that are allowed, and no others. */
export const allowedLicences: Rule<'licences.allow', readonly string[]> = {
  path: 'licences.allow',
  schema: {
    $ref: '#/definitions/licenceList',
    description: 'SPDX identifiers that are allowed, and no others; `*` stands for any letters.',
    examples: [['MIT', 'Apache-2.0', 'BSD-*']],
  },
  asks: (allow) => allow.length > 0,
  sentence: (allow) => `Only components under ${listedAsChoice(allow)}.`,
  judge(context, allow) {
    const allowed = readLicences(allow);
    return countLicences(context, {
      one: 'component under a licence that is not allowed',
      many: 'components under licences that are not allowed',
      isRefused: (licence) => !isUnidentified(licence) && !isAllowed(licence, allowed),
    });
  },
};
