import { isRootUser } from '../../model/root-user.js';
import { sizeOf, spellSize } from '../../policy/size.js';
import { pass, refuse, type RuleMaker } from '../rule.js';

const TELL = 'Scan the image itself with a scanner that reports its configuration, such as `trivy image`.';

/** Whether the image may run as root. */
export const runsAsRoot: RuleMaker = ({ image: { root } = {} }) => {
  if (root !== 'deny') return [];
  return [
    {
      path: 'image.root',
      value: root,
      sentence: 'The image does not run as root.',
      evaluate: ({ facts: { imageFacts } }) => {
        const { user } = imageFacts;
        if (user === null) return refuse('unknown', 'No report says as whom the image runs.', TELL);
        if (!isRootUser(user)) return pass(`The image runs as ${user}.`);
        const message =
          user.trim() === ''
            ? 'The image names no user and so runs as root.'
            : `The image runs as ${user}, which is root.`;
        return refuse('fail', message, 'Set a numeric USER other than 0 in the Dockerfile.');
      },
    },
  ];
};

/** Whether the image must tell how to check its health. */
export const healthcheck: RuleMaker = ({ image: { healthcheck: wanted } = {} }) => {
  if (wanted !== 'required') return [];
  return [
    {
      path: 'image.healthcheck',
      value: wanted,
      sentence: 'The image has a HEALTHCHECK.',
      evaluate: ({ facts: { imageFacts } }) => {
        if (imageFacts.hasHealthcheck === null) {
          return refuse('unknown', 'No report says whether the image has a HEALTHCHECK.', TELL);
        }
        if (imageFacts.hasHealthcheck) return pass('The image has a HEALTHCHECK.');
        return refuse('fail', 'The image has no HEALTHCHECK.', 'Add a HEALTHCHECK to the Dockerfile.');
      },
    },
  ];
};

/** How large the image may be. */
export const imageSize: RuleMaker = ({ image: { maxSize } = {} }) => {
  if (maxSize === undefined) return [];
  return [
    {
      path: 'image.maxSize',
      value: maxSize,
      sentence: `The image is no larger than ${maxSize}.`,
      evaluate: ({ facts: { imageFacts } }) => {
        const { sizeBytes } = imageFacts;
        if (sizeBytes === null) return refuse('unknown', 'No report says how large the image is.', TELL);
        const message = `The image is ${spellSize(sizeBytes)} large, where ${maxSize} is allowed.`;
        if (sizeBytes <= sizeOf(maxSize)) return pass(message);
        return refuse('fail', message, 'Build in stages and copy only what runs, or start from a smaller base image.');
      },
    },
  ];
};
