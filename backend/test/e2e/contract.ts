import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';

type Json = Record<string, unknown>;

/** The committed OpenAPI document, held against what the API really answers: nothing missing, nothing unsaid. */
const document = JSON.parse(readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8')) as {
  paths: Record<string, Record<string, { operationId: string; responses: Record<string, { content?: Json }> }>>;
  components: { schemas: Record<string, Json> };
};

const ajv = new Ajv({ strict: false, allErrors: true });
for (const [name, schema] of Object.entries(document.components.schemas)) {
  ajv.addSchema(asJsonSchema({ ...schema, additionalProperties: false }), `#/components/schemas/${name}`);
}

/** Fails with every place where the answer differs from the document. */
export function expectContract(operationId: string, status: number, body: unknown): void {
  const validate = validatorOf(operationId, status);
  validate(body);
  expect(validate.errors ?? []).toEqual([]);
}

function validatorOf(operationId: string, status: number): ValidateFunction {
  for (const path of Object.values(document.paths)) {
    for (const operation of Object.values(path)) {
      if (operation.operationId !== operationId) continue;
      const response = operation.responses[status] ?? operation.responses['default'];
      const [content] = Object.values(response?.content ?? {}) as { schema: Json }[];
      if (content === undefined) throw new Error(`${operationId} says nothing of ${status}`);
      return ajv.compile(asJsonSchema(content.schema));
    }
  }
  throw new Error(`there is no operation ${operationId}`);
}

/** OpenAPI 3.0 says `nullable` where JSON Schema has a type for null. */
function asJsonSchema(schema: Json): Json {
  const copy = JSON.parse(JSON.stringify(schema)) as Json;
  visit(copy);
  return copy;
}

function visit(node: unknown): void {
  if (typeof node !== 'object' || node === null) return;
  const schema = node as Json;
  if (schema['nullable'] === true && Array.isArray(schema['enum'])) schema['enum'] = [...schema['enum'], null];
  if (schema['nullable'] === true && Array.isArray(schema['allOf'])) {
    schema['anyOf'] = [{ type: 'null' }, ...schema['allOf']];
    for (const key of ['allOf', 'type', 'nullable']) delete schema[key];
  }
  for (const inner of Object.values(schema)) visit(inner);
}
