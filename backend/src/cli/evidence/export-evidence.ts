import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import type { ArtifactPage } from '../../modules/artifacts/dto/artifact-summary.dto.js';
import { CommandError } from '../command-error.js';
import { ExitCode } from '../exit-code.js';
import { printable } from '../output/printable.js';
import { askServer, openStream, type Server } from '../server/ask-server.js';

export interface EvidenceExport {
  /** Its number, or IMAGE@sha256:DIGEST. */
  readonly artifact: string;
  readonly environment?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** A path; named after the digest where left out. */
  readonly out?: string | undefined;
}

export interface EnvironmentExport {
  readonly environment?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly out?: string | undefined;
}

interface Written {
  readonly path: string;
  readonly sizeBytes: number;
}

/** Writes the archive that the server makes; nothing is left where it did not come whole. Answers its path and size in bytes. */
export async function exportEvidence(
  server: Server,
  { artifact, environment, from, to, out }: EvidenceExport,
): Promise<Written> {
  const id = /^[1-9]\d{0,9}$/.test(artifact) ? artifact : await findArtifact(server, artifact);
  const path = out ?? `evidence-${/sha256:([0-9a-f]{12})/.exec(artifact)?.[1] ?? id}.tar`;
  return write(await openStream(server, `artifacts/${id}/evidence`, { environment, from, to }), path);
}

/** The same of all artifacts of the server's project that were evaluated for the environment in the span, or ran there. */
export async function exportEnvironment(
  server: Server,
  { environment, from, to, out }: EnvironmentExport,
): Promise<Written> {
  const { project } = server;
  if (project === undefined || environment === undefined || from === undefined) {
    throw new CommandError(
      ExitCode.usage,
      'name an artifact, or use --project, --environment and --from for all artifacts of an environment.',
    );
  }
  const path = out ?? `evidence-${project}-${environment.replaceAll(/[^\w.-]/g, '_')}.tar`;
  const asked = `projects/${encodeURIComponent(project)}/evidence`;
  return write(await openStream(server, asked, { environment, from, to }), path);
}

async function write(body: Awaited<ReturnType<typeof openStream>>, path: string): Promise<Written> {
  const part = `${path}.part`;
  try {
    await pipeline(Readable.fromWeb(body as ReadableStream), createWriteStream(part, { mode: 0o600 }));
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandError(ExitCode.failedToRun, `the archive did not come whole, and nothing was kept: ${why}.`, {
      cause: error,
    });
  }
  return { path, sizeBytes: (await stat(path)).size };
}

async function findArtifact(server: Server, name: string): Promise<string> {
  const [, image, digest] = /^(.+)@(sha256:[0-9a-f]{64})$/.exec(name) ?? [];
  if (image === undefined || digest === undefined) {
    throw new CommandError(ExitCode.usage, 'an artifact is named by its number, or as IMAGE@sha256:DIGEST.');
  }
  const query = { image, q: digest, project: server.project };
  const { items } = (await askServer(server, 'artifacts', query, {})) as ArtifactPage;
  const found = items.filter((item) => item.digest === digest);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only.id;
  const where = found.map(({ project }) => printable(project)).join(', ');
  throw new CommandError(
    ExitCode.usage,
    only === undefined
      ? `there is no artifact ${printable(name)}, or the token cannot see it.`
      : `it is in several projects (${where}): name one with --project.`,
  );
}
