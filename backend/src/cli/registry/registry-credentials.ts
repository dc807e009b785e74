import { execFile } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { readText, UnreadableError } from '../read-text.js';
import { DockerConfigError, RegistryError } from './registry-error.js';

/** An account with its password, or the token that some registries give in place of a password at login. */
export type Credentials = { readonly user: string; readonly password: string } | { readonly identityToken: string };

interface KeptLogin {
  readonly auth?: string;
  readonly username?: string;
  readonly password?: string;
  readonly identitytoken?: string;
}

interface DockerConfig {
  readonly auths?: Readonly<Record<string, KeptLogin | null | undefined>> | null;
  readonly credHelpers?: Readonly<Record<string, string | undefined>> | null;
  readonly credsStore?: string | null;
}

/** Docker Hub's login is kept under an address that nothing else uses any more. */
const DOCKER_HUB = 'https://index.docker.io/v1/';

/** What `docker login` (and cosign, skopeo, crane with it) has kept for a registry; null where it kept nothing. */
export async function credentialsFor(host: string, env: NodeJS.ProcessEnv): Promise<Credentials | null> {
  const path = join(env['DOCKER_CONFIG'] || join(env['HOME'] || homedir(), '.docker'), 'config.json');
  const text = await readText(path).catch((error: unknown) => {
    if (error instanceof UnreadableError) throw new DockerConfigError(error.message, { cause: error });
    throw error;
  });
  if (text === null) return null;
  let config: DockerConfig;
  try {
    config = (JSON.parse(text) as DockerConfig | null) ?? {};
  } catch (error) {
    throw new DockerConfigError(`${path} is not JSON.`, { cause: error });
  }
  const key = host === 'docker.io' ? DOCKER_HUB : host;
  const helper = config.credHelpers?.[key] ?? config.credHelpers?.[host] ?? config.credsStore;
  if (helper) {
    const credentials = await fromHelper(helper, key, env);
    if (credentials !== null) return credentials;
  }
  return fromFile(config, host);
}

function fromFile({ auths }: DockerConfig, host: string): Credentials | null {
  const names = host === 'docker.io' ? ['index.docker.io', 'docker.io', 'registry-1.docker.io'] : [host];
  const kept = Object.entries(auths ?? {}).find(([address]) => names.includes(hostOf(address)))?.[1];
  if (kept === null || kept === undefined) return null;
  if (kept.identitytoken) return { identityToken: kept.identitytoken };
  if (kept.username && kept.password) return { user: kept.username, password: kept.password };
  const plain = Buffer.from(kept.auth ?? '', 'base64').toString('utf8');
  const colon = plain.indexOf(':');
  // Docker has ended the password with zero bytes at times.
  return colon <= 0 ? null : { user: plain.slice(0, colon), password: plain.slice(colon + 1).replace(/\0+$/, '') };
}

/** Logins are kept by host, or as older clients wrote them with a scheme and a path. */
function hostOf(address: string): string {
  return address.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
}

/** The protocol of docker-credential-helpers: the address on stdin, JSON on stdout. One that knows nothing says so and exits 1. */
function fromHelper(helper: string, address: string, env: NodeJS.ProcessEnv): Promise<Credentials | null> {
  const name = `docker-credential-${helper}`;
  return new Promise((resolve, reject) => {
    const child = execFile(name, ['get'], { timeout: 30_000, env }, (error, stdout) => {
      if (error !== null) {
        if (/credentials not found|no usernames? for|no credentials server/i.test(stdout)) resolve(null);
        else
          reject(
            failedHelper(
              name,
              address,
              'code' in error && error.code === 'ENOENT' ? 'is not installed' : 'failed',
              error,
            ),
          );
        return;
      }
      try {
        const { Username, Secret } = JSON.parse(stdout) as { Username?: string; Secret?: string };
        if (!Username || !Secret) resolve(null);
        else resolve(Username === '<token>' ? { identityToken: Secret } : { user: Username, password: Secret });
      } catch {
        // Nothing of what it wrote is repeated: it may be the secret.
        reject(failedHelper(name, address, 'wrote something that is not JSON'));
      }
    });
    child.stdin?.on('error', () => {});
    child.stdin?.end(address);
  });
}

function failedHelper(name: string, address: string, what: string, cause?: unknown): RegistryError {
  return new RegistryError(`${name}, which Docker's configuration names for ${address}, ${what}.`, { cause });
}
