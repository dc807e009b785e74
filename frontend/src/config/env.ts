import 'server-only';

/** What the server side of the console needs to know. Read at run time, so one image serves every environment. */
interface Environment {
  /** Origin of the backend, without a trailing slash. */
  readonly apiUrl: string;
}

const DEFAULT_API_URL = 'http://127.0.0.1:3001';

/** Throws if PLIMSOLL_API_URL is not an http(s) origin; the message never repeats the value. */
function readEnvironment(source: NodeJS.ProcessEnv): Environment {
  const text = source['PLIMSOLL_API_URL'] || DEFAULT_API_URL;
  const url = URL.canParse(text) ? new URL(text) : null;
  const isOrigin = url !== null && url.pathname === '/' && url.search === '' && url.username === '';
  if (!isOrigin || !['http:', 'https:'].includes(url.protocol)) {
    throw new Error(`PLIMSOLL_API_URL must be the origin of the API, such as ${DEFAULT_API_URL}`);
  }
  return { apiUrl: url.origin };
}

let environment: Environment | undefined;

/** Read on first use rather than on import: `next build` imports every module without an environment. */
export function env(): Environment {
  environment ??= readEnvironment(process.env);
  return environment;
}
