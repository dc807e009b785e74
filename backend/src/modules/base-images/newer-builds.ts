import { Injectable } from '@nestjs/common';
import { newerBuilds, type TagLine } from '../../core/path/tag-line.js';
import { NewerBuildsRepository, type TaggedRow } from './newer-builds.repository.js';

export interface FoundBuild {
  readonly row: TaggedRow;
  readonly tag: string | null;
  readonly line: TagLine;
}

export interface FoundBuilds {
  readonly build: TaggedRow;
  /** The newest build that continues it by its tag. */
  readonly newer: FoundBuild | null;
  /** The newest build of all, if that is one of another release. */
  readonly otherRelease: { readonly row: TaggedRow; readonly tag: string } | null;
}

/** Which builds follow builds of base images. Who can see the image is up to the caller. */
@Injectable()
export class NewerBuilds {
  constructor(private readonly repository: NewerBuildsRepository) {}

  /** Null for one that is gone. */
  async of(artifactId: number): Promise<FoundBuilds | null> {
    return (await this.ofAll([artifactId])).get(artifactId) ?? null;
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
            build,
            newer: inLine && { row: inLine.build, tag: inLine.tag, line: inLine.line },
            otherRelease: otherRelease && { row: otherRelease.build, tag: otherRelease.tag },
          },
        ];
      }),
    );
  }
}

/** Names a build and the newer one: a new scan of either makes another pair of it. */
export function buildsKey({ build, newer }: FoundBuilds): string {
  return [build, ...(newer === null ? [] : [newer.row])]
    .map(({ id, lastScannedAt }) => `${id}@${lastScannedAt.getTime()}`)
    .join(' ');
}
