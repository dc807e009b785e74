import { shareOf } from '../../model/share.js';
import { pass, refuse, type Rule } from '../rule.js';
import { counted } from '../words.js';

/** Which share of the components may have no purl: what has none cannot be looked up. */
export const componentsWithoutPurl: Rule<'evidence.componentsWithoutPurl', string> = {
  path: 'evidence.componentsWithoutPurl',
  schema: {
    $ref: '#/definitions/share',
    description: 'Which share of the components may have no package URL, and so cannot be looked up.',
  },
  asks: () => true,
  sentence: (written) => `At most ${written} of the components have no package URL.`,
  judge({ facts }, written) {
    const { componentCount, componentsWithoutPurl: without } = facts;
    if (componentCount === 0) {
      const message = 'No report lists components, so there are no package URLs to check.';
      return { ...pass(message), isChecked: false };
    }
    const verb = without === 1 ? 'has' : 'have';
    const message = `${without} of ${counted(componentCount, 'component', 'components')} ${verb} no package URL (limit ${written}).`;
    if (without <= shareOf(written) * componentCount) return pass(message);
    return refuse('unknown', message, 'Create the SBOM with a tool that writes package URLs, such as syft or trivy.');
  },
};
