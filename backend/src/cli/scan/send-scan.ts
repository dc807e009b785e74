import { join } from 'node:path';
import { KIND_OF, type RequiredKind } from '../../core/model/required-kind.js';
import type { Server } from '../server/ask-server.js';
import type { ScannedFolder } from './scanned-folder.js';
import { sendReport } from './server-verdict.js';

/** Sends every report of a scan, each with what it does not say itself. Gives the number under which the server keeps the artifact. */
export async function sendScan(
  server: Server,
  { folder, reports }: ScannedFolder,
  { image, digest }: { readonly image: string; readonly digest: string },
  look: readonly RequiredKind[],
  databaseDate: Date | undefined,
): Promise<string> {
  let artifactId = '';
  for (const { path, scan } of reports) {
    const isTrivy = path === join(folder, 'trivy.json');
    artifactId = await sendReport(server, path, {
      image,
      digest,
      tag: scan.subject.tag ?? undefined,
      databaseDate: isTrivy ? databaseDate?.toISOString() : undefined,
      covers: isTrivy ? look.map((kind) => KIND_OF[kind]).join(',') : undefined,
    });
  }
  return artifactId;
}
