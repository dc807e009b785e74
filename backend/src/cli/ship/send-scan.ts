import { ExitCode } from '../exit-code.js';
import { Registry } from '../registry/registry.js';
import { sendScan } from '../scan/send-scan.js';
import { artifactLink } from '../server/ask-server.js';
import { neededServer } from '../server/needed-server.js';
import { pinnedImage } from './pinned-image.js';
import { pushedScan } from './pushed-scan.js';
import type { SendScanOptions } from './send-scan.command.js';

/** Sends a filed scan under the digest that its image has in the registry, once it is proved to be of that image. */
export async function sendPushedScan(
  image: string,
  options: SendScanOptions,
  env: NodeJS.ProcessEnv,
  stdout: NodeJS.WritableStream,
): Promise<ExitCode> {
  const pinned = pinnedImage(image);
  const server = neededServer(options, env['PLIMSOLL_TOKEN']);
  const pushed = await pushedScan(new Registry(pinned.repository, env, options.allowHttp), pinned, options.report);
  if (pushed === null) return ExitCode.pass;
  const { scanned, note } = pushed;
  const databaseDate = note.databaseDate === null ? undefined : new Date(note.databaseDate);
  const about = { image: pinned.repository, digest: pinned.digest };
  const artifactId = await sendScan(server, scanned, about, note.look, databaseDate);
  stdout.write(`${artifactLink(server, artifactId)}\n`);
  return ExitCode.pass;
}
