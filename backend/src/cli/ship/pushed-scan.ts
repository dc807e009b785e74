import { existsSync } from 'node:fs';
import { CommandError } from '../command-error.js';
import { ExitCode } from '../exit-code.js';
import { type Manifest, Registry } from '../registry/registry.js';
import { readScanNote, type ScanNote } from '../scan/scan-note.js';
import { readScannedFolder, type ScannedFolder } from '../scan/scanned-folder.js';
import type { PinnedImage } from './pinned-image.js';
import { hidesIndex, imagesIn } from './platforms.js';

export interface PushedScan {
  readonly scanned: ScannedFolder;
  readonly note: ScanNote;
  /** The image's own manifest, also where the registry has it in an index of one platform. */
  readonly built: Manifest;
}

/**
 * The scan of an artifact, proved to be of it. Null for an index of several platforms: no scan is of that, and each of
 * its images has its own. Throws CommandError.
 */
export async function pushedScan(registry: Registry, pinned: PinnedImage, report: string): Promise<PushedScan | null> {
  const image = `${pinned.repository}@${pinned.digest}`;
  const manifest = await registry.manifest(pinned.digest);
  if (manifest === null) {
    throw new CommandError(ExitCode.failedToRun, `${image} is not in the registry. Push it first.`);
  }
  const images = imagesIn(manifest.content);
  if (images.length > 1) return null;
  const [only] = images;
  const built = only === undefined ? manifest : await registry.manifest(only.digest);
  if (built === null) throw new CommandError(ExitCode.failedToRun, `${image} names an image that is not there.`);
  if (hidesIndex(images, built.content)) {
    throw new CommandError(ExitCode.failedToRun, `${image} is an index of nothing but another index. Take that one.`);
  }
  const { scanned, note } = await readScan(report);
  refuseOtherImage(scanned, [manifest, built], image);
  return { scanned, note, built };
}

async function readScan(report: string): Promise<{ scanned: ScannedFolder; note: ScanNote }> {
  if (!existsSync(report)) {
    throw new CommandError(
      ExitCode.usage,
      `there is no scan in ${report}. Scan the image first (scripts/security-scan.sh), or name a scan with --report FOLDER.`,
    );
  }
  const note = await readScanNote(report);
  const databaseDate = note.databaseDate === null ? undefined : new Date(note.databaseDate);
  return { scanned: await readScannedFolder(report, note.look, databaseDate), note };
}

/**
 * A verdict about one image must not be signed for another. Both sides name the configuration, which holds every layer;
 * an index of one platform, as buildx pushes it, stands for its image.
 */
function refuseOtherImage(
  { imageId, subject, reports }: ScannedFolder,
  manifests: readonly Manifest[],
  image: string,
): void {
  const scannedDigests = new Set(reports.flatMap(({ scan }) => scan.subject.digest ?? []));
  const isSame = manifests.some(
    ({ digest, content }) => scannedDigests.has(digest) || (imageId !== null && content.config?.digest === imageId),
  );
  if (isSame) return;
  throw new CommandError(
    ExitCode.failedToRun,
    `the report is of ${subject} (${imageId ?? 'no image'}), and ${image} is another image. Scan what was pushed.`,
  );
}
