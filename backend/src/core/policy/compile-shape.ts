import { Ajv, type ValidateFunction } from 'ajv';
import { SHAPE_OPTIONS } from './shape-options.js';

/** In the bundle another takes its place, which has the schemas compiled already (`deploy/image/ready-shapes.mjs`). */
export function compileShape(schema: object): ValidateFunction {
  return new Ajv(SHAPE_OPTIONS).compile(schema);
}
