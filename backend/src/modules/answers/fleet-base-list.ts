import { Injectable } from '@nestjs/common';
import type { ProjectScope } from '../access/project-scope.js';
import type { PolicyScope } from '../artifacts/artifacts.repository.js';
import { type FoundBuilds, NewerBuilds } from '../base-images/newer-builds.js';
import { FleetBasesRepository, type ImageOnBase } from './fleet-bases.repository.js';
import type { NewerBaseOf } from './proven-upgrades.js';

export interface FleetAsked {
  readonly environment: string;
  readonly project: string | undefined;
}

/** A base image with the images that are built on it. */
export interface ImagesOnBase {
  readonly baseId: number;
  readonly images: readonly ImageOnBase[];
}

/** The base images of the fleet, as far as the caller can see both. */
@Injectable()
export class FleetBaseList {
  constructor(
    private readonly repository: FleetBasesRepository,
    private readonly newer: NewerBuilds,
  ) {}

  /** Those that most images are built on first. */
  async list(asked: FleetAsked, policy: PolicyScope, scope: ProjectScope): Promise<readonly ImagesOnBase[]> {
    const byBase = new Map<number, ImageOnBase[]>();
    for (const image of await this.repository.list(asked, policy, scope)) {
      const images = byBase.get(image.baseId);
      if (images === undefined) byBase.set(image.baseId, [image]);
      else images.push(image);
    }
    return Array.from(byBase, ([baseId, images]) => ({ baseId, images })).sort(
      (a, b) => b.images.length - a.images.length || a.baseId - b.baseId,
    );
  }

  /** By artifact.id of an image's latest artifact: a newer build of its base image, where there is one. */
  async newerOf(
    asked: FleetAsked,
    policy: PolicyScope,
    scope: ProjectScope,
  ): Promise<ReadonlyMap<number, NewerBaseOf>> {
    const listed = await this.list(asked, policy, scope);
    const builds = await this.buildsOf(listed);
    return new Map(
      listed.flatMap(({ baseId, images }) =>
        images.flatMap((image) => {
          const newer = newerBaseOf(image, builds.get(baseId));
          return newer === null ? [] : [[image.artifactId, newer] as const];
        }),
      ),
    );
  }

  buildsOf(bases: readonly ImagesOnBase[]): Promise<ReadonlyMap<number, FoundBuilds>> {
    return this.newer.ofAll(bases.map(({ baseId }) => baseId));
  }
}

/** Null where there is no newer build. */
export function newerBaseOf({ layerCount }: ImageOnBase, builds: FoundBuilds | undefined): NewerBaseOf | null {
  return builds === undefined || builds.newer === null ? null : { baseLayerCount: layerCount, builds };
}
