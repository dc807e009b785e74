import { type Environment, environmentSchema } from './environment.schema.js';
import { readVariables, type Variables } from './read-variables.js';

/** What the API is started with. Throws ConfigurationError with everything that is wrong. */
export function readEnvironment(variables: Variables = process.env): Environment {
  return readVariables(environmentSchema, variables);
}
