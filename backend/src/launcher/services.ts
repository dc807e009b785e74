import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LaunchError } from './launch-error.js';
import { LOOPBACK } from './ports.js';
import { Service } from './service.js';

/** What the services need to know of each other and of where they run. */
export interface Surroundings {
  dataDir: string;
  /** For the application's role. */
  databaseUrl: string;
  /** A file that holds the key that the API encrypts with, where the environment has none. */
  secretKeyFile: string;
  /** Where people open the web console. */
  publicUrl: string;
  webPort: number;
  apiPort: number;
  mode?: 'production' | 'development';
  env?: NodeJS.ProcessEnv;
  onLine?(service: string, line: string, source: 'stdout' | 'stderr'): void;
}

const BACKEND = fileURLToPath(new URL('../..', import.meta.url));
/** The build that this file is part of: the launcher runs the API that was built with it. Specs run what was compiled last. */
const BUILD = import.meta.url.endsWith('.ts') ? join(BACKEND, 'dist') : fileURLToPath(new URL('..', import.meta.url));
const FRONTEND = fileURLToPath(new URL('../../../frontend', import.meta.url));

/** The console does not get the database's secrets, nor any other secret. */
const OF_API_ALONE = [
  'DATABASE_URL',
  'DATABASE_URL_FILE',
  'DATABASE_OWNER_URL',
  'DATABASE_OWNER_URL_FILE',
  'SECRET_KEY',
  'SECRET_KEY_FILE',
  'OIDC_CLIENT_SECRET',
  'OIDC_CLIENT_SECRET_FILE',
  'PLIMSOLL_ADMIN_PASSWORD_FILE',
];

const CONSOLE_NETWORKS = '127.0.0.1/32,::1/128';

export function startApi(surroundings: Surroundings): Service {
  const isDevelopment = surroundings.mode === 'development';
  const inherited = surroundings.env ?? process.env;
  return service('API', surroundings, {
    arguments: [...(isDevelopment ? ['--watch', '--enable-source-maps'] : []), join(BUILD, 'main.js')],
    cwd: BACKEND,
    env: {
      NODE_ENV: surroundings.mode ?? 'production',
      DATABASE_URL: surroundings.databaseUrl,
      DATABASE_URL_FILE: undefined,
      // Who runs the API need not be able to alter its tables.
      DATABASE_OWNER_URL: undefined,
      DATABASE_OWNER_URL_FILE: undefined,
      ...(inherited['SECRET_KEY'] || inherited['SECRET_KEY_FILE']
        ? {}
        : { SECRET_KEY_FILE: surroundings.secretKeyFile }),
      PUBLIC_URL: surroundings.publicUrl,
      // The launcher shows it itself, so that no log holds it.
      SETUP_LINK: 'none',
      // The console, which says where its visitors are, and the proxies that the operator has in front of it.
      TRUSTED_PROXIES: [CONSOLE_NETWORKS, inherited['TRUSTED_PROXIES'] ?? ''].filter((part) => part !== '').join(','),
      API_PORT: String(surroundings.apiPort),
      API_HOST: LOOPBACK,
    },
  });
}

/** Recompiles the backend as its sources change; the API's --watch picks the result up. */
export function startCompiler(surroundings: Surroundings): Service {
  const tsc = createRequire(join(BACKEND, 'package.json')).resolve('typescript/bin/tsc');
  return service('compiler', surroundings, {
    arguments: [tsc, '-p', 'tsconfig.build.json', '--watch', '--preserveWatchOutput'],
    cwd: BACKEND,
    env: {},
  });
}

export function startWeb(surroundings: Surroundings): Service {
  const env = {
    NODE_ENV: surroundings.mode ?? 'production',
    PLIMSOLL_API_URL: `http://${LOOPBACK}:${surroundings.apiPort}`,
    PLIMSOLL_COMMAND: './plimsoll',
    PORT: String(surroundings.webPort),
    HOSTNAME: LOOPBACK,
    NEXT_TELEMETRY_DISABLED: '1',
    ...Object.fromEntries(OF_API_ALONE.map((name) => [name, undefined])),
  };
  if (surroundings.mode === 'development') {
    const next = createRequire(join(FRONTEND, 'package.json')).resolve('next/dist/bin/next');
    const address = ['--port', String(surroundings.webPort), '--hostname', LOOPBACK];
    return service('web console', surroundings, { arguments: [next, 'dev', ...address], cwd: FRONTEND, env });
  }
  const server = join(FRONTEND, '.next', 'standalone', 'frontend', 'server.js');
  if (!existsSync(server)) {
    throw new LaunchError(`The web console is not built: ${server} is missing. "npm start" builds it.`);
  }
  return service('web console', surroundings, { arguments: [server], cwd: dirname(server), env });
}

function service(
  name: string,
  surroundings: Surroundings,
  { env, ...command }: { arguments: string[]; cwd: string; env: NodeJS.ProcessEnv },
): Service {
  return new Service({
    name,
    ...command,
    env: {
      ...(surroundings.env ?? process.env),
      // Deprecations are for developers, not for operators.
      ...(surroundings.mode === 'development' ? {} : { NODE_NO_WARNINGS: '1' }),
      ...env,
    },
    logFile: join(surroundings.dataDir, 'logs', `${name.replace(' ', '-').toLowerCase()}.log`),
    onLine: (line, source) => surroundings.onLine?.(name, line, source),
  });
}
