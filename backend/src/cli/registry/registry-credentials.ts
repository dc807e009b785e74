import { execFile } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { CommandError } from '../command-error.js';
import { ExitCode } from '../exit-code.js';
import { readText } from '../read-text.js';

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

interface DockerConfig {
  readonly auths?: Readonly<Record<string, { readonly auth?: string } | undefined>>;
  readonly credHelpers?: Readonly<Record<string, string | undefined>>;
  readonly credsStore?: string;
}

/** What `docker login` (and cosign, skopeo, crane with it) has kept for a registry; null where it kept nothing. */
export async function credentialsFor(host: string, env: NodeJS.ProcessEnv): Promise<Credentials | null> {
  const path = join(env['DOCKER_CONFIG'] || join(homedir(), '.docker'), 'config.json');
  const text = await readText(path);
  if (text === null) return null;
  let config: DockerConfig;
  try {
    config = JSON.parse(text) as DockerConfig;
  } catch (error) {
    throw new CommandError(ExitCode.usage, `${path} is not JSON.`, { cause: error });
  }
  const helper = config.credHelpers?.[host] ?? config.credsStore;
  if (helper !== undefined) return fromHelper(helper, host);
  const kept = config.auths?.[host] ?? config.auths?.[`https://${host}`];
  const plain = Buffer.from(kept?.auth ?? '', 'base64').toString('utf8');
  const colon = plain.indexOf(':');
  return colon < 0 ? null : { user: plain.slice(0, colon), password: plain.slice(colon + 1) };
}

/** The protocol of docker-credential-helpers: the host on stdin, JSON on stdout. One that knows nothing exits 1. */
function fromHelper(helper: string, host: string): Promise<Credentials | null> {
  return new Promise((resolve) => {
    const child = execFile(`docker-credential-${helper}`, ['get'], { timeout: 30_000 }, (error, stdout) => {
      if (error !== null) {
        resolve(null);
        return;
      }
      const { Username, Secret } = JSON.parse(stdout) as { Username?: string; Secret?: string };
      resolve(Username && Secret ? { user: Username, password: Secret } : null);
    });
    child.stdin?.on('error', () => {});
    child.stdin?.end(host);
  });
}
