import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { errorCode } from './disk-error.js';
import { LaunchError } from './launch-error.js';
import { type RunningStack, type StackOptions, startStack } from './stack.js';

export interface LaunchOptions {
  mode: 'production' | 'development';
  /** Where relative paths of the environment begin: the repository's root. */
  root: string;
  env: NodeJS.ProcessEnv;
  onProgress(step: string): void;
  /** Everything is up. */
  onReady(stack: RunningStack): void;
}

/**
 * Runs Plimsoll until it is told to stop (Ctrl-C, SIGTERM) or a part of it breaks. Answers the exit
 * code; a LaunchError is for the person at the terminal.
 */
export async function launch({ mode, root, env, onProgress, onReady }: LaunchOptions): Promise<number> {
  const interruption = new Interruption();
  try {
    const settings = withAbsolutePaths(env, root);
    const options = stackOptionsFrom(settings, root);
    const stack = await startStack({
      ...options,
      mode,
      env: settings,
      onProgress,
      onLine: mode === 'development' ? showLine : troubleShower(),
      signal: interruption.signal,
    });
    onReady(stack);
    const failure = await Promise.race([stack.broken, interruption.happened]);
    const parts = options.databaseUrl === undefined ? 'web console, API and PostgreSQL' : 'web console and API';
    if (failure === undefined) onProgress(`Stopping ${parts}`);
    interruption.onSecond(() => stack.hasten());
    await stack.stop();
    if (failure !== undefined) throw failure;
    return 0;
  } catch (error) {
    if (interruption.signal.aborted && !(error instanceof LaunchError)) return 130;
    throw error;
  } finally {
    interruption.end();
  }
}

function stackOptionsFrom(
  env: NodeJS.ProcessEnv,
  root: string,
): Pick<StackOptions, 'dataDir' | 'webPort' | 'apiPort' | 'databaseUrl' | 'ownerUrl'> {
  const webPort = portFrom(env, 'WEB_PORT', 3000);
  const apiPort = portFrom(env, 'API_PORT', 3001);
  if (webPort === apiPort) {
    throw new LaunchError(`WEB_PORT and API_PORT are both ${webPort}. The web console and the API need a port each.`);
  }
  return {
    dataDir: resolve(root, env['PLIMSOLL_DATA_DIR'] || '.data'),
    webPort,
    apiPort,
    databaseUrl: databaseUrlFrom(env, 'DATABASE_URL'),
    ownerUrl: databaseUrlFrom(env, 'DATABASE_OWNER_URL'),
  };
}

/** The parts run in folders of their own, where a relative path would lead elsewhere. */
function withAbsolutePaths(env: NodeJS.ProcessEnv, root: string): NodeJS.ProcessEnv {
  const paths = Object.entries(env).filter(([name, path]) => PATHS.has(name) && path);
  return { ...env, ...Object.fromEntries(paths.map(([name, path = '']) => [name, resolve(root, path)])) };
}

const PATHS = new Set([
  'PLIMSOLL_POLICY_FILE',
  'DATABASE_URL_FILE',
  'DATABASE_OWNER_URL_FILE',
  'SECRET_KEY_FILE',
  'OIDC_CLIENT_SECRET_FILE',
  'PLIMSOLL_ADMIN_PASSWORD_FILE',
]);

/** What is no URL of a server would quietly be looked for on this machine. It holds a password: it is not shown. */
function databaseUrlFrom(env: NodeJS.ProcessEnv, variable: 'DATABASE_URL' | 'DATABASE_OWNER_URL'): string | undefined {
  const url = env[variable] || textOf(env, `${variable}_FILE`);
  if (!url) return undefined;
  if (/^postgres(?:ql)?:\/\/./.test(url) && URL.canParse(url)) return url;
  throw new LaunchError(
    `${variable} must be a PostgreSQL URL such as postgresql://plimsoll:…@localhost:5432/plimsoll.`,
  );
}

function textOf(env: NodeJS.ProcessEnv, variable: string): string | undefined {
  const file = env[variable];
  if (!file) return undefined;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new LaunchError(`${variable} names a file that cannot be read: ${errorCode(error)}.`, { cause: error });
  }
}

function portFrom(env: NodeJS.ProcessEnv, variable: string, standard: number): number {
  const text = env[variable];
  if (text === undefined || text === '') return standard;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new LaunchError(`${variable} is "${text}"; it must be a port from 1 to 65535.`);
  }
  return port;
}

function showLine(service: string, line: string): void {
  process.stdout.write(`${service.padEnd(11)} │ ${line}\n`);
}

/** While all is well the children write to their logs alone; what goes wrong is shown, once in a row. */
function troubleShower(): (service: string, line: string, source: 'stdout' | 'stderr') => void {
  let last: string | undefined;
  return (service, line, source) => {
    const trouble = line.startsWith('{') ? troubleIn(line) : source === 'stderr' ? line : undefined;
    const shown = `${service}: ${trouble}`;
    if (trouble === undefined || shown === last) return;
    last = shown;
    process.stderr.write(`${shown}\n`);
  };
}

/** The message of a log line of level error or above. */
function troubleIn(line: string): string | undefined {
  try {
    const { level, msg, err } = JSON.parse(line) as { level?: string; msg?: string; err?: { message?: string } };
    if (level !== 'error' && level !== 'fatal') return undefined;
    return [msg, err?.message].filter((part) => part !== undefined && part !== '').join(': ');
  } catch (error) {
    if (error instanceof SyntaxError) return line;
    throw error;
  }
}

/** The user's wish to stop. npm passes on a Ctrl-C that the terminal has already sent, so an echo is not a second wish. */
class Interruption {
  readonly happened: Promise<undefined>;
  private readonly controller = new AbortController();
  private firstAt = 0;
  private hasten: () => void = () => undefined;
  private static readonly SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  private static readonly ECHO_MS = 700;

  constructor() {
    this.happened = new Promise((fulfil) => {
      this.controller.signal.addEventListener('abort', () => fulfil(undefined));
    });
    for (const name of Interruption.SIGNALS) process.on(name, this.receive);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  onSecond(hasten: () => void): void {
    this.hasten = hasten;
  }

  end(): void {
    for (const name of Interruption.SIGNALS) process.off(name, this.receive);
  }

  private readonly receive = (): void => {
    if (!this.signal.aborted) {
      this.firstAt = Date.now();
      this.controller.abort();
    } else if (Date.now() - this.firstAt > Interruption.ECHO_MS) {
      this.hasten();
    }
  };
}
