import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ImageReference, parseImageReference } from '../../core/model/image-reference.js';
import { KIND_OF, type RequiredKind } from '../../core/model/required-kind.js';
import { SCAN_TOOLS } from '../../core/policy/policy.js';
import { CommandError } from '../command-error.js';
import { ExitCode } from '../exit-code.js';
import { type ReadReport, readReports } from '../gate/read-reports.js';
import { readText } from '../read-text.js';
import { subjectIn } from './failed-scan.js';
import { ImageLayers, imageIdOf } from './image-layers.js';

/** What Plimsoll itself says of the compose files of a source tree. */
export const COMPOSE_REPORT = 'compose.sarif';
/** And of the configuration of an image. */
export const IMAGE_REPORT = 'image.sarif';

/** What the scanners wrote of one artifact. */
export interface ScannedFolder {
  readonly folder: string;
  /** What was scanned, as named on the command line: an image, an archive or a folder. */
  readonly subject: string;
  /** Null for an archive or a folder. */
  readonly reference: ImageReference | null;
  readonly reports: readonly ReadReport[];
  /** Null for what is no image. */
  readonly imageId: string | null;
  readonly layers: ImageLayers;
  /** The whole path of a source tree. */
  readonly tree: string | null;
  /** Trivy's report as it wrote it; null where it was not asked. */
  readonly trivy: unknown;
}

/** Trivy looks for whatever it was told to and reports only what it found; grype knows vulnerabilities alone. */
export async function readScannedFolder(
  folder: string,
  look: readonly RequiredKind[],
  databaseDate: Date | undefined,
): Promise<ScannedFolder> {
  const files = SCAN_TOOLS.filter((tool) => existsSync(join(folder, `${tool}.json`)));
  if (files.length === 0) throw new CommandError(ExitCode.failedToRun, `${folder} holds no report of a scanner.`);
  const reports: ReadReport[] = [];
  for (const tool of files) {
    const given =
      tool === 'trivy'
        ? { covers: look.map((kind) => KIND_OF[kind]), ...(databaseDate === undefined ? {} : { databaseDate }) }
        : {};
    reports.push(...(await readReports([join(folder, `${tool}.json`)], given, process.stdin)));
  }
  for (const own of [COMPOSE_REPORT, IMAGE_REPORT].map((file) => join(folder, file))) {
    if (existsSync(own)) reports.push(...(await readReports([own], {}, process.stdin)));
  }
  const trivy: unknown = files.includes('trivy')
    ? JSON.parse(await readFile(join(folder, 'trivy.json'), 'utf8'))
    : null;
  const imageId = imageIdOf(trivy);
  const subject = await subjectIn(folder);
  return {
    folder,
    subject,
    reference: imageId === null && files.includes('trivy') ? null : parseImageReference(subject),
    reports,
    imageId,
    layers: new ImageLayers(trivy),
    tree: await readText(join(folder, 'tree')),
    trivy,
  };
}
