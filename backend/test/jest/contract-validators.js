// Node evaluates this file itself, once for all of a worker's specs: half a second of each spec's time.
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';

/** @typedef {Record<string, unknown>} Json */

/**
 * The committed OpenAPI document, held against what the API really answers: nothing missing, nothing unsaid.
 *
 * @type {{
 *   paths: Record<string, Record<string, { operationId: string, responses: Record<string, { content?: Json }> }>>,
 *   components: { schemas: Record<string, Json> },
 * }}
 */
const document = JSON.parse(readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8'));

const ajv = new Ajv({ strict: false, allErrors: true, code: { optimize: false } });
for (const [name, schema] of Object.entries(document.components.schemas)) {
  ajv.addSchema(asJsonSchema({ ...schema, additionalProperties: false }), `#/components/schemas/${name}`);
}

/** By operation and status. @type {Map<string, import('ajv').ValidateFunction>} */
const validators = new Map();

/**
 * What says where an answer differs from the document. Throws where the document knows no such operation, or no body of that status.
 *
 * @param {string} operationId
 * @param {number} status
 */
export function validatorOf(operationId, status) {
  const key = `${operationId} ${status}`;
  const validate = validators.get(key) ?? ajv.compile(asJsonSchema(schemaOf(operationId, status)));
  validators.set(key, validate);
  return validate;
}

/**
 * @param {string} operationId
 * @param {number} status
 */
function schemaOf(operationId, status) {
  for (const path of Object.values(document.paths)) {
    for (const operation of Object.values(path)) {
      if (operation.operationId !== operationId) continue;
      const response = operation.responses[status] ?? operation.responses['default'];
      const [content] = /** @type {{ schema: Json }[]} */ (Object.values(response?.content ?? {}));
      if (content === undefined) throw new Error(`${operationId} says nothing of ${status}`);
      return content.schema;
    }
  }
  throw new Error(`there is no operation ${operationId}`);
}

/**
 * OpenAPI 3.0 says `nullable` where JSON Schema has a type for null.
 *
 * @param {Json} schema
 * @returns {Json}
 */
function asJsonSchema(schema) {
  const copy = structuredClone(schema);
  visit(copy);
  return copy;
}

/** @param {unknown} node changed in place */
function visit(node) {
  if (typeof node !== 'object' || node === null) return;
  const schema = /** @type {Json} */ (node);
  if (schema['nullable'] === true && Array.isArray(schema['enum'])) schema['enum'] = [...schema['enum'], null];
  if (schema['nullable'] === true && Array.isArray(schema['allOf'])) {
    schema['anyOf'] = [{ type: 'null' }, ...schema['allOf']];
    for (const key of ['allOf', 'type', 'nullable']) delete schema[key];
  }
  for (const inner of Object.values(schema)) visit(inner);
}
