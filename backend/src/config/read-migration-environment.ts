import { type MigrationEnvironment, migrationSchema } from './migration.schema.js';
import { readVariables, type Variables } from './read-variables.js';

/** What the migrations are run with. Throws ConfigurationError with everything that is wrong. */
export function readMigrationEnvironment(
  overrides: Variables = {},
  variables: Variables = process.env,
): MigrationEnvironment {
  return readVariables(migrationSchema, { ...variables, ...overrides });
}
