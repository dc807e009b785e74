import Joi from 'joi';
import { APPLICATION_ROLE } from '../database/application-role.js';
import { databaseUrl, type Environment, plimsollEnvironment } from './environment.schema.js';

/** All that `plimsoll migrate` reads from its environment. It does not get the API's secrets. */
export interface MigrationEnvironment extends Pick<Environment, 'PLIMSOLL_ENVIRONMENT' | 'DATABASE_URL'> {
  DATABASE_APPLICATION_ROLE: string;
}

export const migrationSchema = Joi.object<MigrationEnvironment>({
  PLIMSOLL_ENVIRONMENT: plimsollEnvironment,
  DATABASE_URL: databaseUrl
    .note('The database, as the role that owns its tables')
    .example('postgresql://plimsoll:…@postgres:5432/plimsoll'),
  DATABASE_APPLICATION_ROLE: Joi.string()
    .max(63)
    .default(APPLICATION_ROLE)
    .note('The role of API and command line, if any; it is granted what it needs')
    .description('the name of a role of the database'),
});
