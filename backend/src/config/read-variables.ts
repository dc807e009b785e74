import { readFileSync } from 'node:fs';
import type { ObjectSchema, ValidationErrorItem } from 'joi';
import { ConfigurationError } from './configuration-error.js';

export type Variables = Readonly<Record<string, string | undefined>>;

/** What a schema says of one variable. */
interface Described {
  readonly flags?: { readonly description?: string };
}

/** How Joi keeps one. */
interface SchemaKey {
  readonly key: string;
  readonly schema: { readonly $_terms: { readonly metas: readonly { readonly isFileTaken?: boolean }[] } };
}

/**
 * The variables whose secrets can be in files, as orchestrators mount them: `NAME_FILE` is the path of a file with the
 * value of `NAME`. The schema says so: `.meta({ isFileTaken: true })`.
 */
export function fileVariablesOf(schema: ObjectSchema): string[] {
  // `describe()` says the same, and takes longer than checking every variable.
  const variables = (schema.$_terms['keys'] ?? []) as readonly SchemaKey[];
  return variables.filter((variable) => variable.schema.$_terms.metas.some(isFileTaken)).map(({ key }) => key);
}

function isFileTaken(meta: { readonly isFileTaken?: boolean }): boolean {
  return meta.isFileTaken === true;
}

/** Holds variables to a schema. Throws ConfigurationError with everything that is missing or wrong, never with a value. */
export function readVariables<T>(schema: ObjectSchema<T>, variables: Variables): T {
  // An empty value, as compose files pass on for an unset variable, counts as not set.
  const set: Record<string, string> = {};
  for (const [name, value] of Object.entries(variables)) if (value !== undefined && value !== '') set[name] = value;
  const { problems: ofFiles, named } = readFiles(set, fileVariablesOf(schema));
  const { error, value } = schema.validate(set, { abortEarly: false, stripUnknown: true });
  const problems = [
    ...ofFiles.values(),
    ...(error?.details
      .filter(({ path }) => !ofFiles.has(path.join('.')))
      .map((item) => describe(item, schema, named)) ?? []),
  ];
  if (problems.length > 0) throw new ConfigurationError(problems);
  return value as T;
}

interface Files {
  /** What is wrong with a file, by the variable that it is for. */
  readonly problems: ReadonlyMap<string, string>;
  /** The variables whose values are from files. */
  readonly named: ReadonlySet<string>;
}

/** Adds to `set` what the files hold. */
function readFiles(set: Record<string, string>, names: readonly string[]): Files {
  const problems = new Map<string, string>();
  const named = new Set<string>();
  for (const name of names) {
    const file = set[`${name}_FILE`];
    if (file === undefined) continue;
    if (set[name] !== undefined) {
      problems.set(name, `${name}_FILE is set beside ${name}: expected one of the two`);
      continue;
    }
    try {
      const text = readFileSync(file, 'utf8').trim();
      if (text === '') problems.set(name, `${name}_FILE names an empty file`);
      set[name] = text;
      named.add(name);
    } catch (error) {
      problems.set(name, `${name}_FILE cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown error'}`);
    }
  }
  return { problems, named };
}

/** Joi's own messages may print the value, which may be a secret; those of a rule of ours (`custom`) do not. */
function describe(
  { path, type, context, message }: ValidationErrorItem,
  schema: ObjectSchema,
  named: ReadonlySet<string>,
): string {
  if (type === 'object.and') {
    const { missing, present } = context as { missing: string[]; present: string[] };
    return `${missing.join(', ')} is missing beside ${present.join(', ')}`;
  }
  const name = path.join('.');
  const subject = named.has(name) ? `${name} (in the file that ${name}_FILE names)` : name;
  if (type === 'custom') return `${subject} ${message}`;
  const { flags }: Described = schema.extract(name).describe();
  const expected = flags?.description ?? 'another value';
  return `${subject} ${type === 'any.required' ? 'is missing' : 'is not valid'}: expected ${expected}`;
}
