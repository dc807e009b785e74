import { readFileSync } from 'node:fs';
import type { ValuePath } from '../factories/mutations.js';
import { placesIn } from '../factories/mutations.js';

/** One operation of the OpenAPI document, with a request that it would take. */
export interface RequestModel {
  readonly method: string;
  /** As Nest writes it: `/api/v1/artifacts/:id`. */
  readonly path: string;
  readonly name: string;
  readonly parameters: readonly { readonly in: 'path' | 'query'; readonly name: string; readonly value: string }[];
  /** Undefined where none is taken, or where it is no JSON that has a schema. */
  readonly body?: Readonly<Record<string, unknown>>;
  /** Each member of the body, also those within others. */
  readonly members: readonly ValuePath[];
}

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly example?: unknown;
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

interface Operation {
  readonly parameters?: readonly { readonly in: 'path' | 'query'; readonly name: string; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

const DOCUMENT = JSON.parse(readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8')) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};

/** What the document gives no example of, by the name of the member. */
const EXAMPLES: Readonly<Record<string, unknown>> = {
  email: 'ada@plimsoll.example',
  name: 'Ada',
  expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
  from: '2026-11-21T00:00:00Z',
  to: '2026-11-22T00:00:00Z',
  databaseDate: '2026-11-21T00:00:00Z',
  project: 'ours',
  accountId: '1',
  conditions: [{ claim: 'sub', pattern: 'repo:acme/api:*' }],
};

export const REQUEST_MODELS: readonly RequestModel[] = Object.entries(DOCUMENT.paths).flatMap(
  ([template, operations]) =>
    Object.entries(operations).map(([method, { parameters = [], requestBody }]) => {
      const path = template.replaceAll(/\{(\w+)\}/g, ':$1');
      const schema = requestBody?.content['application/json']?.schema;
      const body = schema?.$ref === undefined ? undefined : (exampleOf('', schema) as Record<string, unknown>);
      return {
        method: method.toUpperCase(),
        path,
        name: `${method.toUpperCase()} ${path}`,
        parameters: parameters.map((parameter) => ({
          in: parameter.in,
          name: parameter.name,
          value: String(exampleOf(parameter.name, parameter.schema)),
        })),
        ...(body !== undefined && { body }),
        members: placesIn(body),
      };
    }),
);

function exampleOf(name: string, schema: Schema): unknown {
  const { $ref, type, enum: values, example, pattern = '', properties, items } = schema;
  if (Object.hasOwn(EXAMPLES, name) && Array.isArray(EXAMPLES[name]) === (type === 'array')) return EXAMPLES[name];
  const named = $ref === undefined ? undefined : DOCUMENT.components.schemas[$ref.split('/').at(-1) ?? ''];
  if (named !== undefined) return exampleOf(name, named);
  if (example !== undefined) return example;
  if (values !== undefined) return values[0];
  if (properties !== undefined) {
    return Object.fromEntries(Object.entries(properties).map(([member, inner]) => [member, exampleOf(member, inner)]));
  }
  if (type === 'array') return items === undefined ? [] : [exampleOf(name, items)];
  if (type === 'boolean') return true;
  if (type === 'number') return 1;
  return pattern.startsWith('^sha256') ? `sha256:${'0'.repeat(64)}` : pattern.startsWith('^[1-9]') ? '1' : 'a';
}
