import { readFileSync } from 'node:fs';
import type { ValidationErrorItem } from 'joi';
import { ConfigurationError } from './configuration-error.js';
import { type Environment, environmentSchema } from './environment.schema.js';

/** Secrets may lie in files, as orchestrators mount them: `NAME_FILE` is the path of what `NAME` would be. */
export const FILE_VARIABLES = ['DATABASE_URL', 'SECRET_KEY', 'OIDC_CLIENT_SECRET'] as const;

/** The only reader of the process's environment. Throws ConfigurationError with everything that is wrong. */
export function readEnvironment(environment: Readonly<Record<string, string | undefined>> = process.env): Environment {
  // An empty value, as compose files pass on for an unset variable, counts as not set.
  const set: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) if (value !== undefined && value !== '') set[name] = value;
  const unreadable = readFiles(set);
  const { error, value } = environmentSchema.validate(set, { abortEarly: false, stripUnknown: true });
  const problems = [
    ...unreadable,
    ...(error?.details.filter(({ path }) => !isIn(unreadable, path)).map(describe) ?? []),
  ];
  if (problems.length > 0) throw new ConfigurationError(problems);
  return value as Environment;
}

function readFiles(set: Record<string, string>): string[] {
  return FILE_VARIABLES.flatMap((name) => {
    const file = set[`${name}_FILE`];
    if (file === undefined) return [];
    if (set[name] !== undefined) return [`${name}_FILE is set beside ${name}: expected one of the two`];
    try {
      set[name] = readFileSync(file, 'utf8').trim();
      return [];
    } catch (error) {
      return [`${name}_FILE cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown error'}`];
    }
  });
}

function isIn(unreadable: readonly string[], path: readonly (string | number)[]): boolean {
  return unreadable.some((problem) => problem.startsWith(`${path.join('.')}_FILE`));
}

/** Joi's own messages may print the value, which may be a secret. */
function describe({ path, type, context }: ValidationErrorItem): string {
  if (type === 'object.and') {
    const { missing, present } = context as { missing: string[]; present: string[] };
    return `${missing.join(', ')} is missing beside ${present.join(', ')}`;
  }
  const name = path.join('.');
  const { flags } = environmentSchema.extract(name).describe();
  const expected = (flags as { description?: string } | undefined)?.description ?? 'another value';
  return type === 'any.required'
    ? `${name} is missing: expected ${expected}`
    : `${name} is not valid: expected ${expected}`;
}
