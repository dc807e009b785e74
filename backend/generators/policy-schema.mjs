import { built } from './built.mjs';

/** With what editors complete security-config.yml: the schema that the parser checks with. */
export async function policySchema() {
  /** @type {typeof import('../src/core/policy/policy-schema.js')} */
  const { policySchema: schema } = await built('core/policy/policy-schema');
  return `${JSON.stringify(schema, null, 2)}\n`;
}
