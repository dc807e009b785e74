import type { Outcome } from '../../core/gate/verdict.js';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { CommandError } from '../command-error.js';
import { ExitCode } from '../exit-code.js';

export interface Server {
  readonly url: string;
  readonly token: string;
  readonly project?: string | undefined;
}

export interface ServerVerdict {
  readonly environment: string;
  readonly outcome: Outcome;
  /** What it says in words, the worst first. */
  readonly reasons: readonly string[];
  /** The artifact's page. */
  readonly link: string;
}

const TIMEOUT_MS = 60_000;

/** Sends a report. Gives the number under which the server keeps the artifact. */
export async function sendReport(
  server: Server,
  path: string,
  about: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const { size } = await stat(path);
  const answer = await ask(server, 'reports', { ...about, project: server.project }, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Content-Length': String(size) },
    body: Readable.toWeb(createReadStream(path)) as ReadableStream,
    duplex: 'half',
  } as RequestInit);
  return String((answer as { artifactId?: unknown }).artifactId);
}

/** The server's own verdict: it knows the waivers, and advisories that came after the scan. */
export async function serverVerdict(
  server: Server,
  about: { readonly image: string; readonly digest: string; readonly environment: string; readonly artifactId: string },
): Promise<ServerVerdict> {
  const { artifactId, ...asked } = about;
  const answer = (await ask(server, 'gate', asked, {})) as {
    outcome: Outcome;
    reasons: readonly { outcome: Outcome; message: string }[];
  };
  return {
    environment: about.environment,
    outcome: answer.outcome,
    reasons: answer.reasons.filter(({ outcome }) => outcome !== 'pass').map(({ message }) => message),
    link: new URL(`artifacts/${artifactId}`, withSlash(server.url)).href,
  };
}

async function ask(
  { url, token }: Server,
  path: string,
  query: Readonly<Record<string, string | undefined>>,
  request: RequestInit,
): Promise<unknown> {
  const target = new URL(`api/v1/${path}`, withSlash(url));
  for (const [name, value] of Object.entries(query)) if (value !== undefined) target.searchParams.set(name, value);
  let answer: Response;
  try {
    answer = await fetch(target, {
      ...request,
      headers: { ...request.headers, Accept: 'application/json', Authorization: `Bearer ${token}` },
      // A token is for the server that was named, and for no other that it may point to.
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (error) {
    throw new CommandError(ExitCode.failedToRun, `${target.origin} does not answer: ${causeOf(error)}.`, {
      cause: error,
    });
  }
  const text = await answer.text();
  if (answer.ok) return JSON.parse(text);
  throw new CommandError(
    answer.status === 401 || answer.status === 403 ? ExitCode.usage : ExitCode.failedToRun,
    `${target.origin} answers ${path} with ${answer.status}: ${detailOf(text)}`,
  );
}

function withSlash(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}

/** fetch says only that it failed; why is in the cause. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}

function detailOf(text: string): string {
  try {
    const { detail, title } = JSON.parse(text) as { detail?: unknown; title?: unknown };
    return String(detail ?? title ?? text);
  } catch {
    return text.slice(0, 200);
  }
}
