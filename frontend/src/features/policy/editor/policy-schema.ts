import document from '../../../../../docs/security-config.schema.json';

/** As much of JSON Schema as the policy's uses. */
export interface Schema {
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

const ROOT: Schema & { readonly definitions: Readonly<Record<string, Schema>> } = document;

/** What may stand at a path: every alternative, with references followed. */
export function schemasAt(path: readonly string[]): readonly Schema[] {
  let candidates = alternativesOf(ROOT);
  for (const key of path) {
    candidates = candidates.flatMap((schema) => {
      const child = schema.properties?.[key] ?? schema.additionalProperties;
      return typeof child === 'object' ? alternativesOf(child) : [];
    });
  }
  return candidates;
}

/** What is said beside a reference outweighs what the definition says of itself. */
function alternativesOf(schema: Schema): readonly Schema[] {
  const { $ref, ...own } = schema;
  const name = $ref?.replace('#/definitions/', '');
  const resolved: Schema = name === undefined ? own : { ...ROOT.definitions[name], ...own };
  const { anyOf, ...rest } = resolved;
  if (!anyOf) return [resolved];
  return [rest, ...anyOf.flatMap(alternativesOf)];
}

export function isMapping(schemas: readonly Schema[]): boolean {
  return schemas.length > 0 && schemas.every(({ type, properties }) => type === 'object' || properties !== undefined);
}
