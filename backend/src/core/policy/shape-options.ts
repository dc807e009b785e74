import type { Options } from 'ajv';

/**
 * That the schemas are schemas is a spec's to say: holding them to draft 7 takes as long as compiling them. A schema is
 * compiled for one file in most processes: what makes its code faster costs more than it saves.
 */
export const SHAPE_OPTIONS = {
  allErrors: true,
  verbose: true,
  strict: true,
  strictRequired: false,
  validateSchema: false,
  inlineRefs: false,
  code: { optimize: false },
} as const satisfies Options;
