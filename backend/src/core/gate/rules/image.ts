import { isRootUser } from '../../model/root-user.js';
import { onMissingData } from '../../policy/policy.js';
import { sizeOf, spellSize } from '../../policy/size.js';
import type { EvaluationContext } from '../evaluation-context.js';
import { pass, refuse, type RuleMaker, type RuleResult, unchecked } from '../rule.js';

/** Whether the image may run as root. */
export const runsAsRoot: RuleMaker = ({ image: { root } = {} }) => {
  if (root !== 'deny') return [];
  return [
    {
      path: 'image.root',
      value: root,
      sentence: 'The image does not run as root.',
      evaluate: (context) => {
        const { user } = context.facts.imageFacts;
        if (user === null) return untold(context, 'No report states which user the image runs as.');
        const isRoot = isRootUser(user);
        if (isRoot === false) return pass(`The image runs as ${user}.`);
        if (isRoot === null) return unsettled(context, user);
        const message =
          user.trim() === ''
            ? 'The image sets no USER, so it runs as root.'
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
      evaluate: (context) => {
        const { hasHealthcheck } = context.facts.imageFacts;
        if (hasHealthcheck === null) return untold(context, 'No report states whether the image has a HEALTHCHECK.');
        if (hasHealthcheck) return pass('The image has a HEALTHCHECK.');
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
      evaluate: (context) => {
        const { sizeBytes } = context.facts.imageFacts;
        if (sizeBytes === null) return untold(context, 'No report states the size of the image.');
        const message = `The size of the image is ${spellSize(sizeBytes)} (limit ${maxSize}).`;
        if (sizeBytes <= sizeOf(maxSize)) return pass(message);
        return refuse('fail', message, 'Build in stages and copy only what runs, or start from a smaller base image.');
      },
    },
  ];
};

/** A name is whatever number the image's `/etc/passwd` gives it. */
function unsettled({ evidence }: EvaluationContext, user: string): RuleResult {
  return unchecked(
    `The image runs as ${JSON.stringify(user)}; no report states whether that is root.`,
    onMissingData(evidence, 'image'),
    'Set a numeric USER other than 0 in the Dockerfile, such as `USER 1000`.',
  );
}

function untold({ evidence }: EvaluationContext, message: string): RuleResult {
  return unchecked(
    message,
    onMissingData(evidence, 'image'),
    'Scan the image itself with a scanner that reports its configuration, such as `trivy image`.',
  );
}
