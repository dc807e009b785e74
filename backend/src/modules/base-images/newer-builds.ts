import { Injectable } from '@nestjs/common';
import { newerBuilds, type TagLine } from '../../core/path/tag-line.js';
import { type BaseRow } from './base-images.repository.js';
import { NewerBuildsRepository } from './newer-builds.repository.js';

export interface FoundBuild {
  readonly row: BaseRow;
  readonly tag: string | null;
  readonly line: TagLine;
}

export interface FoundBuilds {
  /** The newest build that continues it by its tag. */
  readonly newer: FoundBuild | null;
  /** The newest build of all, if that is one of another release. */
  readonly otherRelease: { readonly row: BaseRow; readonly tag: string } | null;
}

const NONE: FoundBuilds = { newer: null, otherRelease: null };

/** Which builds follow builds of base images. Who can see the image is up to the caller. */
@Injectable()
export class NewerBuilds {
  constructor(private readonly repository: NewerBuildsRepository) {}

  async of(artifactId: number): Promise<FoundBuilds> {
    return (await this.ofAll([artifactId])).get(artifactId) ?? NONE;
  }

  /** By artifact.id. */
  async ofAll(artifactIds: readonly number[]): Promise<ReadonlyMap<number, FoundBuilds>> {
    const listed = artifactIds.length === 0 ? new Map<number, never>() : await this.repository.list(artifactIds);
    return new Map(
      Array.from(listed, ([id, { build, newer }]) => {
        const { inLine, otherRelease } = newerBuilds(build, newer);
        return [
          id,
          {
            newer: inLine && { row: inLine.build, tag: inLine.tag, line: inLine.line },
            otherRelease: otherRelease && { row: otherRelease.build, tag: otherRelease.tag },
          },
        ];
      }),
    );
  }
}
