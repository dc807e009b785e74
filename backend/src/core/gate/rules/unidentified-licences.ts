import { countLicences, isUnidentified } from '../count-licences.js';
import type { Rule } from '../rule.js';

/** Licences that the scanner could not name. */
export const unidentifiedLicences: Rule<'licences.unidentified', 'accept' | 'deny'> = {
  path: 'licences.unidentified',
  schema: {
    title: '`accept` or `deny`',
    description: 'What to do with a licence that the scanner could not name.',
    enum: ['accept', 'deny'],
  },
  asks: (consequence) => consequence === 'deny',
  sentence: () => 'No components with an unidentified licence.',
  judge: (context) =>
    countLicences(context, {
      one: 'component with an unidentified licence',
      many: 'components with an unidentified licence',
      isRefused: isUnidentified,
    }),
};
