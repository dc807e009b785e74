import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { chmod, cp, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { root } from '../../../scripts/lib/paths.mjs';

/** @typedef {import('./environment-suite.mjs').Scene} Scene */

/** The key that everybody can read in the repository. */
const DEVELOPMENT_KEY =
  /SECRET_KEY: (\S+)/.exec(readFileSync(join(root, 'docker-compose.override.yml'), 'utf8'))?.[1] ?? '';

/**
 * Settings with which an environment must not start: it says which, all at once, and never a secret.
 *
 * @param {Scene} scene
 */
export function proveRefusals(scene) {
  /**
   * Secrets like those of the stack, but for some.
   *
   * @param {string} name
   * @param {Record<string, string | null>} changes null takes a file away
   */
  async function otherSecrets(name, changes) {
    const directory = join(scene.stack.directory, name);
    await cp(scene.stack.secrets, directory, { recursive: true });
    for (const [file, value] of Object.entries(changes)) {
      await rm(join(directory, file));
      if (value !== null) await writeFile(join(directory, file), value);
    }
    // Their owners, who could read them, were lost with the copy.
    for (const file of await readdir(directory)) await chmod(join(directory, file), 0o444);
    return { PLIMSOLL_SECRETS: directory };
  }

  /**
   * @param {string} service
   * @param {NodeJS.ProcessEnv} variables
   * @param {readonly string[]} options
   */
  async function start(service, variables, ...options) {
    const run = ['run', '--rm', '--no-deps', '-T', ...options, service];
    const { code, stdout, stderr } = await scene.stack.composeWith(variables, ...run);
    return { code, said: `${stdout}${stderr}` };
  }

  it('with the key and the passwords of development, and names both', async () => {
    assert.notEqual(DEVELOPMENT_KEY, '');
    const secrets = await otherSecrets('of-development', {
      secret_key: DEVELOPMENT_KEY,
      database_url: 'postgresql://plimsoll_app:development@postgres:5432/plimsoll',
    });
    const { code, said } = await start('backend', secrets);
    assert.equal(code, 2, said);
    assert.match(said, /SECRET_KEY/);
    assert.match(said, /DATABASE_URL/);
    assert.equal(said.includes(DEVELOPMENT_KEY), false);
    assert.doesNotMatch(said, /plimsoll_app:development/);
  });

  it('its migrations with a password that everybody knows', async () => {
    const url = 'postgresql://plimsoll:postgres@postgres:5432/plimsoll';
    const { code, said } = await start('migrate', await otherSecrets('well-known', { database_owner_url: url }));
    assert.equal(code, 2, said);
    assert.match(said, /DATABASE_URL/);
  });

  it('without a secret, and names the file', async () => {
    const variables = await otherSecrets('incomplete', { secret_key: null });
    const { code, said } = await start('backend', variables);
    assert.notEqual(code, 0);
    assert.match(said, /secret_key/);
  });

  it('with secrets that are empty, and names both', async () => {
    const { code, said } = await start('backend', await otherSecrets('empty', { secret_key: '', database_url: '' }));
    assert.equal(code, 2, said);
    assert.match(said, /SECRET_KEY/);
    assert.match(said, /DATABASE_URL/);
  });

  it('in prod at a plain http address, or printing the link for the first administrator', async (t) => {
    const { stack } = scene;
    const settings = ['--env', 'PUBLIC_URL=http://plimsoll.example.org', '--env', 'SETUP_LINK=print'];
    const { code, said } = await start('backend', {}, ...settings);
    t.diagnostic(said.trim().split('\n').slice(-6).join(' / '));
    assert.equal(code, 2, said);
    assert.match(said, /PUBLIC_URL/);
    if (stack.environment === 'prod') assert.match(said, /SETUP_LINK/);
  });
}
