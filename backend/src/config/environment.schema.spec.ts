import { readFileSync } from 'node:fs';
import { environmentSchema } from './environment.schema.js';
import { migrationSchema } from './migration.schema.js';
import { fileVariablesOf } from './read-variables.js';

const EXAMPLE = new URL('../../../.env.example', import.meta.url);

/** Read by the launcher, neither by the API nor by the migrations. */
const OF_LAUNCHER = ['WEB_PORT', 'PLIMSOLL_DATA_DIR', 'DATABASE_OWNER_URL', 'DATABASE_OWNER_URL_FILE'];
/** Has a path of this machine for its default. */
const WITHOUT_VALUE = 'PLIMSOLL_POLICY_FILE';

describe('.env.example', () => {
  const shown = new Map(
    [...readFileSync(EXAMPLE, 'utf8').matchAll(/^# ([A-Z_]+)=(.*)$/gm)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  );
  const keys = { ...migrationSchema.describe().keys, ...environmentSchema.describe().keys } as Record<
    string,
    { flags?: { default?: unknown } }
  >;

  it('lists every variable that is read, and no other', () => {
    expect([...shown.keys()].sort()).toEqual(
      [
        ...Object.keys(keys),
        ...fileVariablesOf(environmentSchema).map((name) => `${name}_FILE`),
        ...OF_LAUNCHER,
      ].sort(),
    );
  });

  it('shows the values that hold where nothing is set', () => {
    for (const [name, { flags }] of Object.entries(keys)) {
      const expected = name === WITHOUT_VALUE ? '' : String(flags?.default ?? '');
      expect(`${name}=${shown.get(name)}`).toBe(`${name}=${expected}`);
    }
  });
});
