import { isRootUser } from '../../model/root-user.js';
import type { EvaluationContext } from '../evaluation-context.js';
import { untoldFact } from '../image-facts.js';
import { onMissingData } from '../on-missing-data.js';
import { pass, refuse, type Rule, type RuleResult, unchecked } from '../rule.js';

/** Whether the image may run as root. */
export const runsAsRoot: Rule<'image.root', 'allow' | 'deny'> = {
  path: 'image.root',
  schema: {
    title: '`allow` or `deny`',
    description: 'Whether the image may run as root.',
    enum: ['allow', 'deny'],
  },
  asks: (consequence) => consequence === 'deny',
  sentence: () => 'The image does not run as root.',
  judge(context) {
    const { user } = context.facts.imageFacts;
    if (user === null) return untoldFact(context, 'No report states which user the image runs as.');
    const isRoot = isRootUser(user);
    if (isRoot === false) return pass(`The image runs as ${user}.`);
    if (isRoot === null) return unsettled(context, user);
    const message =
      user.trim() === '' ? 'The image sets no USER, so it runs as root.' : `The image runs as ${user}, which is root.`;
    return refuse('fail', message, 'Set a numeric USER other than 0 in the Dockerfile.');
  },
};

/** A name is whatever number the image's `/etc/passwd` gives it. */
function unsettled({ settings }: EvaluationContext, user: string): RuleResult {
  return unchecked(
    `The image runs as ${JSON.stringify(user)}; no report states whether that is root.`,
    onMissingData(settings, 'image'),
    'Set a numeric USER other than 0 in the Dockerfile, such as `USER 1000`.',
  );
}
