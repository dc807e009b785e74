import { untoldFact } from '../image-facts.js';
import { pass, refuse, type Rule } from '../rule.js';

/** Whether the image must tell how to check its health. */
export const healthcheck: Rule<'image.healthcheck', 'optional' | 'required'> = {
  path: 'image.healthcheck',
  schema: {
    title: '`optional` or `required`',
    description: 'Whether the image must have a HEALTHCHECK.',
    enum: ['optional', 'required'],
  },
  asks: (wanted) => wanted === 'required',
  sentence: () => 'The image has a HEALTHCHECK.',
  judge(context) {
    const { hasHealthcheck } = context.facts.imageFacts;
    if (hasHealthcheck === null) return untoldFact(context, 'No report states whether the image has a HEALTHCHECK.');
    if (hasHealthcheck) return pass('The image has a HEALTHCHECK.');
    return refuse('fail', 'The image has no HEALTHCHECK.', 'Add a HEALTHCHECK to the Dockerfile.');
  },
};
