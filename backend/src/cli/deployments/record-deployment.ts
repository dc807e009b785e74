import { CommandError } from '../command-error.js';
import { ExitCode } from '../exit-code.js';
import { artifactLink, askServer, type Server } from '../server/ask-server.js';

export interface Placement {
  readonly image: string;
  readonly digest: string;
  readonly environment: string;
  readonly tag: string;
  /** What records it, for people. */
  readonly source: string;
}

export interface RecordedDeployment {
  readonly recordedAt: string;
  /** The artifact's page. */
  readonly link: string;
}

/** Has the server know what runs where. Telling it again changes nothing. */
export async function recordDeployment(server: Server, placement: Placement): Promise<RecordedDeployment> {
  const answer = (await askServer(
    server,
    'deployments',
    {},
    {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ ...placement, project: server.project }),
    },
  )) as { artifactId?: unknown; recordedAt?: unknown };
  if (typeof answer.artifactId !== 'string' || typeof answer.recordedAt !== 'string') {
    throw new CommandError(ExitCode.failedToRun, `${new URL(server.url).origin} answers, but not as Plimsoll does.`);
  }
  return { recordedAt: answer.recordedAt, link: artifactLink(server, answer.artifactId) };
}
