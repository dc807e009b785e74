import { sizeOf, spellSize } from '../../model/size.js';
import { untoldFact } from '../image-facts.js';
import { pass, refuse, type Rule } from '../rule.js';

/** How large the image may be. */
export const imageSize: Rule<'image.maxSize', string> = {
  path: 'image.maxSize',
  schema: { $ref: '#/definitions/size', description: 'How large the image may be.' },
  asks: () => true,
  sentence: (maxSize) => `The image is no larger than ${maxSize}.`,
  judge(context, maxSize) {
    const { sizeBytes } = context.facts.imageFacts;
    if (sizeBytes === null) return untoldFact(context, 'No report states the size of the image.');
    const message = `The size of the image is ${spellSize(sizeBytes)} (limit ${maxSize}).`;
    if (sizeBytes <= sizeOf(maxSize)) return pass(message);
    return refuse('fail', message, 'Build in stages and copy only what runs, or start from a smaller base image.');
  },
};
