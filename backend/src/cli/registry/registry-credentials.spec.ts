import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { credentialsFor } from './registry-credentials.js';
import { DockerConfigError, RegistryError } from './registry-error.js';

const ADA = { user: 'ada', password: 'pass:word' };
const auth = Buffer.from('ada:pass:word').toString('base64');

describe('credentialsFor', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plimsoll docker-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  const environment = (): NodeJS.ProcessEnv => ({
    DOCKER_CONFIG: folder,
    PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}`,
  });

  async function ask(config: unknown, host: string) {
    await writeFile(join(folder, 'config.json'), typeof config === 'string' ? config : JSON.stringify(config));
    return credentialsFor(host, environment());
  }

  async function helper(script: string): Promise<void> {
    const path = join(folder, 'docker-credential-sample');
    await writeFile(path, `#!/bin/sh\n${script}\n`);
    await chmod(path, 0o755);
  }

  it.each([
    ['a host', 'ghcr.io', 'ghcr.io'],
    ['an address, as older clients write it', 'https://ghcr.io/v1/', 'ghcr.io'],
    ['a host with its port', 'registry.example:5000', 'registry.example:5000'],
    ["Docker Hub's old address", 'https://index.docker.io/v1/', 'docker.io'],
  ])('finds what is kept under %s', async (_, kept, host) => {
    await expect(ask({ auths: { [kept]: { auth } } }, host)).resolves.toEqual(ADA);
  });

  it('finds the token that a login gave in place of a password', async () => {
    const auths = {
      'acme.azurecr.io': { auth: Buffer.from('00000000:').toString('base64'), identitytoken: 'refresh' },
    };
    await expect(ask({ auths }, 'acme.azurecr.io')).resolves.toEqual({ identityToken: 'refresh' });
  });

  it.each([
    ['there is no configuration', null],
    ['it knows another host', { auths: { 'quay.io': { auth } } }],
    ['a longer host', { auths: { 'ghcr.io.example': { auth } } }],
    ['nothing is kept for the host', { auths: { 'ghcr.io': {} } }],
    ['it is empty', {}],
    ['it says nothing', 'null'],
  ])('is nobody where %s', async (_, config) => {
    await expect(
      config === null ? credentialsFor('ghcr.io', environment()) : ask(config, 'ghcr.io'),
    ).resolves.toBeNull();
  });

  it('says which configuration is not JSON', async () => {
    await expect(ask('{', 'ghcr.io')).rejects.toThrow(/config\.json is not JSON/);
  });

  it('says which configuration cannot be read', async () => {
    await mkdir(join(folder, 'config.json'));
    await expect(credentialsFor('ghcr.io', environment())).rejects.toThrow(DockerConfigError);
  });

  it.each([
    ['for all', { credsStore: 'sample' }],
    ['for one host', { credHelpers: { 'ghcr.io': 'sample' } }],
  ])('asks a credential helper %s', async (_, config) => {
    await helper(`read -r host; [ "$host" = ghcr.io ] && echo '{"Username":"ada","Secret":"pass:word"}'`);
    await expect(ask(config, 'ghcr.io')).resolves.toEqual(ADA);
  });

  it("asks a helper for Docker Hub's old address, and takes a token from it", async () => {
    await helper(
      `read -r host; [ "$host" = https://index.docker.io/v1/ ] && echo '{"Username":"<token>","Secret":"t"}'`,
    );
    await expect(ask({ credsStore: 'sample' }, 'docker.io')).resolves.toEqual({ identityToken: 't' });
  });

  it('takes what the file has where the helper knows nothing', async () => {
    await helper('echo "credentials not found in native keychain"; exit 1');
    await expect(ask({ credsStore: 'sample', auths: { 'ghcr.io': { auth } } }, 'ghcr.io')).resolves.toEqual(ADA);
    await expect(ask({ credsStore: 'sample' }, 'ghcr.io')).resolves.toBeNull();
  });

  it.each([
    ['is not installed', null, /docker-credential-sample, which .* is not installed/],
    ['fails', 'echo a secret; exit 1', /docker-credential-sample, .* failed/],
    ['writes something else', 'echo a secret', /wrote something that is not JSON/],
  ])('says that a helper %s, and nothing that it wrote', async (_, script, message) => {
    if (script !== null) await helper(script);
    const failure = await ask({ credsStore: 'sample' }, 'ghcr.io').catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(RegistryError);
    expect((failure as Error).message).toMatch(message);
    expect((failure as Error).message).not.toContain('a secret');
  });
});
