import { parseImageReference } from '../../core/model/image-reference.js';
import { CommandError } from '../command-error.js';
import { ExitCode } from '../exit-code.js';

export interface PinnedImage {
  readonly repository: string;
  readonly digest: string;
}

/** `IMAGE@sha256:…`. A tag may point elsewhere between a check and what follows it, so it is not enough. */
export function pinnedImage(text: string): PinnedImage {
  const reference = parseImageReference(text);
  if (reference?.digest === undefined || reference.digest === null) {
    throw new CommandError(ExitCode.usage, `"${text}" is no image with its digest, such as ghcr.io/acme/api@sha256:….`);
  }
  return { repository: reference.repository, digest: reference.digest };
}
