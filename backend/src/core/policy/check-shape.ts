import type { ErrorObject, ValidateFunction } from 'ajv';
import { compileShape } from './compile-shape.js';
import { nearestName } from './nearest-name.js';
import type { PolicyIssue } from './policy-error.js';
import type { Path, YamlFile } from './read-yaml.js';

interface Schema {
  readonly title?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly enum?: readonly unknown[];
}

/** A check of a file's shape against a JSON Schema (draft 7), whose errors point into the file. */
export class ShapeCheck {
  #compiled: ValidateFunction | null = null;
  readonly #sections: ReadonlyMap<string, readonly string[]>;

  constructor(private readonly schema: object) {
    this.#sections = sectionsOf(schema);
  }

  issuesOf(file: YamlFile): PolicyIssue[] {
    const validate = (this.#compiled ??= compileShape(this.schema));
    if (validate(file.value)) return [];
    const issues: PolicyIssue[] = [];
    const wrongValues = new Map<string, ErrorObject>();
    for (const error of validate.errors ?? []) {
      if (error.keyword === 'additionalProperties') issues.push(this.#unknownKey(file, error));
      else if (error.keyword === 'required') issues.push(...missingKey(file, error));
      else if (error.keyword === 'pattern' && error.propertyName !== undefined) issues.push(badName(file, error));
      else if (error.keyword !== 'propertyNames') keepOuter(wrongValues, error);
    }
    for (const error of wrongValues.values()) {
      if (!hasDeeper(error, issues, wrongValues)) issues.push(wrongValue(file, error));
    }
    return issues;
  }

  #unknownKey(file: YamlFile, error: ErrorObject): PolicyIssue {
    const key = String(error.params['additionalProperty']);
    const path = [...pathOf(error.instancePath), key];
    const siblings = Object.keys((error.parentSchema as Schema).properties ?? {});
    const nearest = nearestName(key, siblings);
    const elsewhere = this.#sections.get(key) ?? [];
    if (nearest === null && elsewhere.length > 0) {
      const homes = elsewhere.map((section) => `\`${section}\``).join(' or ');
      return file.issueAt(path, 'key', `\`${key}\` does not belong here, but under ${homes}.`);
    }
    const message = `There is no key \`${key}\` here.${nearest === null ? ` There are ${siblings.join(', ')}.` : ''}`;
    return file.issueAt(path, 'key', message, nearest);
  }
}

/** A `required` without `properties` beside it is one alternative of an `anyOf`, whose own error covers all of them. */
function missingKey(file: YamlFile, error: ErrorObject): PolicyIssue[] {
  if ((error.parentSchema as Schema).properties === undefined) return [];
  return [file.issueAt(pathOf(error.instancePath), 'value', `\`${error.params['missingProperty']}\` is missing.`)];
}

function badName(file: YamlFile, error: ErrorObject): PolicyIssue {
  const name = String(error.propertyName);
  const { title = 'a name' } = error.parentSchema as Schema;
  return file.issueAt([...pathOf(error.instancePath), name], 'key', `\`${name}\` is not ${title}.`);
}

/** Of several complaints about one value, the one whose schema says in words what was expected. */
function keepOuter(kept: Map<string, ErrorObject>, error: ErrorObject): void {
  const known = kept.get(error.instancePath);
  if (known === undefined || (error.parentSchema as Schema).title !== undefined) kept.set(error.instancePath, error);
}

/** An `anyOf` also fails when something inside the right alternative is wrong; the inner complaint says more. */
function hasDeeper(
  error: ErrorObject,
  issues: readonly PolicyIssue[],
  values: ReadonlyMap<string, ErrorObject>,
): boolean {
  if (error.keyword !== 'anyOf' || typeof error.data !== 'object' || error.data === null) return false;
  const inside = `${error.instancePath}/`;
  const path = pathOf(error.instancePath).join('.');
  return (
    [...values.keys()].some((other) => other.startsWith(inside)) ||
    issues.some((issue) => issue.path === path || issue.path.startsWith(`${path}.`))
  );
}

function wrongValue(file: YamlFile, error: ErrorObject): PolicyIssue {
  const path = pathOf(error.instancePath);
  const schema = error.parentSchema as Schema;
  const subject = path.length === 0 ? 'The file' : `\`${path.at(-1)}\``;
  if (error.keyword === 'minProperties') return file.issueAt(path, 'key', `${subject} is empty.`);
  if (error.keyword === 'uniqueItems') return file.issueAt(path, 'value', `${subject} has the same entry twice.`);
  if (error.keyword === 'minItems') return file.issueAt(path, 'value', `${subject} is empty.`);
  const expected = schema.title ?? error.message ?? 'something else';
  const wanted = (schema.enum ?? []).filter((choice) => typeof choice === 'string');
  const suggestion = typeof error.data === 'string' ? nearestName(error.data, [...wanted, 'any']) : null;
  const isAnyAllowed = expected.includes('`any`');
  return file.issueAt(
    path,
    error.data === null ? 'key' : 'value',
    error.data === null
      ? `${subject} has no value. It must be ${expected}.`
      : `${subject} must be ${expected}, not ${show(error.data)}.`,
    suggestion === 'any' && !isAnyAllowed ? null : suggestion,
  );
}

function show(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  const text = typeof value === 'string' ? value : String(value);
  return `\`${text.length > 60 ? `${text.slice(0, 60)}…` : text}\``;
}

/** RFC 6901. */
function pathOf(pointer: string): Path {
  if (pointer === '') return [];
  return pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** For each key that a section of the schema may hold, the sections that do. */
function sectionsOf(schema: object): ReadonlyMap<string, readonly string[]> {
  const { definitions = {} } = schema as { readonly definitions?: Readonly<Record<string, Schema>> };
  const homes = new Map<string, string[]>();
  for (const [section, { properties = {} }] of Object.entries(definitions)) {
    for (const key of Object.keys(properties)) homes.set(key, [...(homes.get(key) ?? []), section]);
  }
  return homes;
}
