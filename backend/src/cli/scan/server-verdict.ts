import type { Outcome } from '../../core/gate/verdict.js';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { artifactLink, askServer, type Server } from '../server/ask-server.js';

export type { Server } from '../server/ask-server.js';

export interface ServerVerdict {
  readonly environment: string;
  readonly outcome: Outcome;
  /** What it says in words, the worst first. */
  readonly reasons: readonly string[];
  /** The artifact's page. */
  readonly link: string;
}

/** Sends a report. Gives the number under which the server keeps the artifact. */
export async function sendReport(
  server: Server,
  path: string,
  about: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const { size } = await stat(path);
  const request = () =>
    ({
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Content-Length': String(size) },
      body: Readable.toWeb(createReadStream(path)) as ReadableStream,
      duplex: 'half',
    }) as RequestInit;
  const answer = await askServer(server, 'reports', { ...about, project: server.project }, request);
  return String((answer as { artifactId?: unknown }).artifactId);
}

/** The server's own verdict: by its policy, the waivers and VEX documents that it keeps, and all scans that it was sent. */
export async function serverVerdict(
  server: Server,
  about: { readonly image: string; readonly digest: string; readonly environment: string; readonly artifactId: string },
): Promise<ServerVerdict> {
  const { artifactId, ...asked } = about;
  const answer = (await askServer(server, 'gate', { ...asked, project: server.project }, {})) as {
    outcome: Outcome;
    reasons: readonly { outcome: Outcome; message: string }[];
  };
  return {
    environment: about.environment,
    outcome: answer.outcome,
    reasons: answer.reasons.filter(({ outcome }) => outcome !== 'pass').map(({ message }) => message),
    link: artifactLink(server, artifactId),
  };
}
