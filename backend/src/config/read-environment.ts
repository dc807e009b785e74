import type { ValidationErrorItem } from 'joi';
import { ConfigurationError } from './configuration-error.js';
import { type Environment, environmentSchema } from './environment.schema.js';

/** The only reader of the process's environment. Throws ConfigurationError with everything that is wrong. */
export function readEnvironment(environment: Readonly<Record<string, string | undefined>> = process.env): Environment {
  // An empty value, as compose files pass on for an unset variable, counts as not set.
  const set = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const { error, value } = environmentSchema.validate(set, { abortEarly: false, stripUnknown: true });
  if (error !== undefined) throw new ConfigurationError(error.details.map(describe));
  return value;
}

/** Joi's own messages may print the value, which may be a secret. */
function describe({ path, type }: ValidationErrorItem): string {
  const name = path.join('.');
  const { flags } = environmentSchema.extract(name).describe();
  const expected = (flags as { description?: string } | undefined)?.description ?? 'another value';
  return type === 'any.required'
    ? `${name} is missing: expected ${expected}`
    : `${name} is not valid: expected ${expected}`;
}
