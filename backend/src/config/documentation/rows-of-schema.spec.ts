import Joi from 'joi';
import { environmentSchema } from '../environment.schema.js';
import { migrationSchema } from '../migration.schema.js';
import { rowsOfSchema } from './rows-of-schema.js';

const rowOf = (name: string) => rowsOfSchema(environmentSchema).find(({ names }) => names.includes(name));

describe('rowsOfSchema', () => {
  it('tells what is needed always, in production, and with another', () => {
    expect(rowOf('DATABASE_URL')?.required).toBe('yes');
    expect(rowOf('PUBLIC_URL')?.required).toBe('in prod');
    expect(rowOf('OIDC_CLIENT_ID')?.required).toBe('with OIDC_ISSUER');
    expect(rowOf('LOG_LEVEL')?.required).toBe('no');
  });

  it('tells what holds where nothing is set, and where that depends on the environment', () => {
    expect(rowOf('API_PORT')?.default).toBe('3001');
    expect(rowOf('MFA_REQUIRED_FOR')?.default).toBe('admin,security');
    expect(rowOf('SETUP_LINK')?.default).toBe('print; none in stage and prod');
    expect(rowOf('TRUSTED_PROXIES')?.default).toBe('');
  });

  it('shows no path of the machine that it is written on', () => {
    expect(rowOf('PLIMSOLL_POLICY_FILE')?.default).toBe('');
  });

  it('tells which hold secrets, and that those may lie in files', () => {
    const secrets = rowsOfSchema(environmentSchema).filter(({ isSecret }) => isSecret);
    expect(secrets.map(({ names }) => names)).toEqual(
      ['DATABASE_URL', 'SECRET_KEY', 'OIDC_CLIENT_SECRET'].map((name) => [name, `${name}_FILE`]),
    );
  });

  it('says what each is for, and what is expected', () => {
    for (const { purpose, names } of [...rowsOfSchema(environmentSchema), ...rowsOfSchema(migrationSchema)]) {
      expect(`${names[0]}: ${purpose}`).toMatch(/^\w+: [A-Z].+\. Expected: .+\.$/);
    }
  });

  it('does not take a variable that nobody has said anything of', () => {
    expect(() => rowsOfSchema(Joi.object({ NEW: Joi.string() }))).toThrow('NEW does not say what it is for');
  });
});
