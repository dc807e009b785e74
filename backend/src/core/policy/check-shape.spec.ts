import { Ajv } from 'ajv';
import { policySchema } from './policy-schema.js';
import { waiversSchema } from './waivers-schema.js';

describe('schemas that a ShapeCheck is made of', () => {
  const ajv = new Ajv();

  it.each(Object.entries({ policySchema, waiversSchema }))('%s is a schema of draft 7', (_name, schema) => {
    expect(ajv.validateSchema(schema)).toBe(true);
  });

  it('would not pass with a keyword that has another type', () => {
    expect(ajv.validateSchema({ ...policySchema, required: 'version' })).toBe(false);
  });
});
