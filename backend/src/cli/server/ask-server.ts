import { setTimeout as delay } from 'node:timers/promises';
import { CommandError } from '../command-error.js';
import { ExitCode } from '../exit-code.js';
import { printable } from '../output/printable.js';
import { isLoopback } from '../registry/loopback.js';

/** A Plimsoll to ask, and by which token. */
export interface Server {
  readonly url: string;
  readonly token: string;
  /** Whose images are meant; the token's only project, or `default`, where left out. */
  readonly project?: string | undefined;
}

const TIMEOUT_MS = 60_000;

/** As long as the server takes for an answer that is as long as it is. */
const STREAM_TIMEOUT_MS = 6 * 3_600_000;

/** An answer that is a refusal, by its HTTP status. */
export class RefusedByServerError extends CommandError {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(status === 401 || status === 403 ? ExitCode.usage : ExitCode.failedToRun, message);
  }
}

/** Too many requests, or no server that can answer at the moment. */
const BUSY: ReadonlySet<number> = new Set([429, 503]);
const MOST_ATTEMPTS = 4;
const LONGEST_WAIT_MS = 30_000;

/** In characters, of what a server says of an error. */
const LONGEST_WORDS = 2_000;

/**
 * The server that a command line names; null if it names none. Throws if address or token is missing, or if the token
 * would be sent unencrypted: plain http is for this machine, and for others only if PLIMSOLL_ALLOW_HTTP is 1.
 */
export function serverOf(
  { server: url, project }: { readonly server?: string; readonly project?: string },
  token: string | undefined,
  allowHttp: string | undefined = process.env['PLIMSOLL_ALLOW_HTTP'],
): Server | null {
  if (!url) return null;
  if (!token) {
    throw new CommandError(ExitCode.usage, 'a server is named (PLIMSOLL_URL), but no token is in PLIMSOLL_TOKEN.');
  }
  // What is wrong with them is said without them: an error of fetch would show them.
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new CommandError(ExitCode.usage, 'PLIMSOLL_TOKEN holds characters that no token has, such as a line break.');
  }
  const address = URL.canParse(url) ? new URL(url) : null;
  if (address === null || !/^https?:$/.test(address.protocol) || `${address.username}${address.password}` !== '') {
    throw new CommandError(ExitCode.usage, 'PLIMSOLL_URL is an address such as https://plimsoll.example.org.');
  }
  if (address.protocol === 'http:' && !isLoopback(address.host) && allowHttp !== '1') {
    throw new CommandError(
      ExitCode.usage,
      `${address.origin} is plain http on another machine: anyone on the network path could read the token. Use an https address, or set PLIMSOLL_ALLOW_HTTP=1 if you trust the network.`,
    );
  }
  return { url, token, project: project === '' ? undefined : project };
}

/** The artifact's page. */
export function artifactLink({ url }: Server, artifactId: string): string {
  return new URL(`artifacts/${artifactId}`, withSlash(url)).href;
}

/**
 * The answer of the API to a request, read. What it refuses is a CommandError that says why in its words. A busy server is
 * asked again; a body that can be read only once comes as a function that makes it anew.
 */
export async function askServer(
  { url, token }: Server,
  path: string,
  query: Query,
  request: RequestInit | (() => RequestInit),
): Promise<unknown> {
  const target = targetOf(url, path, query);
  const fresh = typeof request === 'function' ? request : () => request;
  let answer = await fetchOnce(target, token, fresh());
  for (let attempt = 1; BUSY.has(answer.status) && attempt < MOST_ATTEMPTS; attempt += 1) {
    await delay(waitOf(answer, attempt));
    answer = await fetchOnce(target, token, fresh());
  }
  const text = await answer.text();
  if (answer.ok) return parsed(text, target);
  throw refusalOf(answer, text, target, path);
}

/** The bytes of an answer that may be large. The same errors. */
export async function openStream(
  { url, token }: Server,
  path: string,
  query: Query,
): Promise<NonNullable<Response['body']>> {
  const target = targetOf(url, path, query);
  const answer = await fetchOnce(target, token, {}, STREAM_TIMEOUT_MS);
  if (answer.ok && answer.body !== null) return answer.body;
  throw refusalOf(answer, await answer.text(), target, path);
}

type Query = Readonly<Record<string, string | undefined>>;

function targetOf(url: string, path: string, query: Query): URL {
  const target = new URL(`api/v1/${path}`, withSlash(url));
  for (const [name, value] of Object.entries(query)) if (value !== undefined) target.searchParams.set(name, value);
  return target;
}

function refusalOf({ status }: Response, text: string, { origin }: URL, path: string): RefusedByServerError {
  return new RefusedByServerError(status, `${origin} answers ${path} with ${status}: ${detailOf(text)}`);
}

async function fetchOnce(target: URL, token: string, request: RequestInit, timeoutMs = TIMEOUT_MS): Promise<Response> {
  try {
    return await fetch(target, {
      ...request,
      headers: { ...request.headers, Accept: 'application/json', Authorization: `Bearer ${token}` },
      // A token is for the server that was named, and for no other that it may point to.
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (error) {
    throw new CommandError(ExitCode.failedToRun, `${target.origin} does not answer: ${causeOf(error)}.`, {
      cause: error,
    });
  }
}

/** In milliseconds: as the server asks for, but no longer than a person at a terminal waits. */
function waitOf({ headers }: Response, attempt: number): number {
  const asked = Number(headers.get('retry-after') ?? Number.NaN);
  return Math.min((Number.isFinite(asked) ? asked : 2 ** attempt) * 1000, LONGEST_WAIT_MS);
}

function parsed(text: string, target: URL): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CommandError(ExitCode.failedToRun, `${target.origin} answers, but not as Plimsoll does.`, {
      cause: error,
    });
  }
}

function withSlash(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}

/** fetch says only that it failed; why is in the cause. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}

/** What a server says is its own: it stands on one line, and is not endless. */
function detailOf(text: string): string {
  try {
    const { detail, title } = JSON.parse(text) as { detail?: unknown; title?: unknown };
    return printable(String(detail ?? title ?? text).slice(0, LONGEST_WORDS));
  } catch {
    return printable(text.slice(0, 200));
  }
}
