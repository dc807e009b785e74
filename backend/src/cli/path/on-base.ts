import type { Readable } from 'node:stream';
import { compare } from '../../core/compare/compare.js';
import { type NewerBase, newerBase } from '../../core/compare/newer-base.js';
import type { Question } from '../../core/gate/evaluate.js';
import { baseLayerCount, componentLayersIn, imageLayersIn } from '../../core/path/image-layers-in.js';
import { type OriginOf, originsIn } from '../../core/path/layer-origins.js';
import type { Scan } from '../../core/reports/scan.js';
import { CommandError } from '../command-error.js';
import { readSide, type ReadSide } from '../diff/read-side.js';
import { ExitCode } from '../exit-code.js';
import type { PathOptions } from './path.command.js';

/** What reports of the base image, and of a newer build of it, say of the image. */
export interface OnBase {
  readonly originOf: OriginOf;
  /** Null where no newer build was named. */
  readonly newerBase: (question: Question) => NewerBase | null;
}

const NOT_NAMED: OnBase = { originOf: () => 'unknown', newerBase: () => null };

/** `scans` are the image's. Throws CommandError where the base image is none of it, or where layers are not known. */
export async function onBase(
  scans: readonly Scan[],
  options: PathOptions,
  stdin: Readable,
  now: Date,
): Promise<OnBase> {
  const { base, newBase } = options;
  if (base === undefined) {
    if (newBase !== undefined)
      throw new CommandError(ExitCode.usage, '--new-base needs --base: what it is a newer build of.');
    return NOT_NAMED;
  }
  const side = await readSide(base, options, stdin, now);
  const layers = layersOf(scans, 'the image');
  const count = baseLayerCount(layers, layersOf(side.scans, base));
  if (count === null) {
    throw new CommandError(
      ExitCode.failedToRun,
      `${base} is not of the base image: its layers are not the lowest ones of the image. Name a report of the very build that the image was built on.`,
    );
  }
  const originOf = originsIn({ layers, baseLayerCount: count, layersOf: componentLayersIn(scans) });
  const comparison = newBase === undefined ? null : compare(side, await readSide(newBase, options, stdin, now));
  return {
    originOf,
    newerBase: (question) => (comparison === null ? null : newerBase(question, { originOf, comparison })),
  };
}

function layersOf(scans: ReadSide['scans'], of: string): ReturnType<typeof imageLayersIn> & object {
  const layers = imageLayersIn(scans);
  if (layers !== null) return layers;
  throw new CommandError(
    ExitCode.failedToRun,
    `the layers of ${of} are not known: no report lists them, or reports list different ones. Trivy's and Grype's reports of an image (JSON) list them.`,
  );
}
