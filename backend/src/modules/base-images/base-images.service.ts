import { Injectable } from '@nestjs/common';
import { readCursor, writeCursor } from '../../common/paging/cursor.js';
import type { PageQuery } from '../../common/paging/page-query.js';
import { totalOf } from '../../common/paging/total.js';
import { baseSentence } from '../../core/path/base-words.js';
import { chainIds, type ImageLayers } from '../../core/reports/image-layers.js';
import type { ProjectScope } from '../access/project-scope.js';
import { ArtifactNotFoundError } from '../artifacts/artifacts.errors.js';
import { VisibleArtifactsRepository } from '../artifacts/visible-artifacts.repository.js';
import { type BaseRow, BaseImagesRepository } from './base-images.repository.js';
import type { BaseImage, BuiltOnPage, LayeredArtifact } from './dto/base-image.dto.js';
import { type FoundBuilds, NewerBuilds } from './newer-builds.js';

/** Null where layers are not known or contradicted. */
export interface FoundBase {
  readonly base: BaseImage;
  readonly layers: ImageLayers | null;
}

export interface LayersOnBase {
  readonly layers: ImageLayers;
  readonly baseLayerCount: number;
}

interface Recognised {
  readonly layers: ImageLayers | null;
  readonly isContradicted: boolean;
  readonly found: BaseRow | null;
  /** Of the base image. */
  readonly layerCount: number;
}

const CURSOR = 'built-on';

/** Which image an artifact is built on, and which are built on it: by layers, of what the caller can see. */
@Injectable()
export class BaseImagesService {
  constructor(
    private readonly artifacts: VisibleArtifactsRepository,
    private readonly repository: BaseImagesRepository,
    private readonly newer: NewerBuilds,
  ) {}

  /** Throws ArtifactNotFoundError. */
  async find(artifactId: number, scope: ProjectScope): Promise<FoundBase> {
    await this.requireVisible(artifactId, scope);
    const { layers, isContradicted, found, layerCount } = await this.recognise(artifactId, scope);
    const base = found === null ? null : { ...namedArtifact(found), layerCount };
    const builds = found === null ? null : await this.newer.of(found.id);
    const facts = { layerCount: layers?.diffIds.length ?? null, isContradicted, declared: layers?.base ?? null, base };
    return { layers, base: { ...facts, ...namedBuilds(builds), sentence: baseSentence(facts) } };
  }

  /** Null where the base image is not recognised. The caller has made sure that the artifact can be seen. */
  async layersOnBase(artifactId: number, scope: ProjectScope): Promise<LayersOnBase | null> {
    const { layers, found, layerCount } = await this.recognise(artifactId, scope);
    return layers === null || found === null ? null : { layers, baseLayerCount: layerCount };
  }

  /** Empty where the artifact's layers are not known. Throws ArtifactNotFoundError, InvalidInputError. */
  async listBuiltOn(artifactId: number, { cursor, limit }: PageQuery, scope: ProjectScope): Promise<BuiltOnPage> {
    const below = readCursor(cursor, CURSOR, ['id'])?.[0];
    await this.requireVisible(artifactId, scope);
    const [listed, other] = await this.repository.listLayers(artifactId);
    if (listed === undefined || other !== undefined) return { items: [], nextCursor: null, total: 0 };
    const { rows, total } = await this.repository.listBuiltOn(
      { chainId: listed.chainId, below: below === undefined ? null : Number(below), limit },
      scope,
    );
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map((row) => ({
        ...namedArtifact(row),
        ownLayerCount: row.layerCount - listed.layers.diffIds.length,
      })),
      nextCursor: rows.length > limit && last !== undefined ? writeCursor(CURSOR, [last.id]) : null,
      total: totalOf(total),
    };
  }

  private async recognise(artifactId: number, scope: ProjectScope): Promise<Recognised> {
    const [listed, other] = await this.repository.listLayers(artifactId);
    const isContradicted = other !== undefined;
    const layers = isContradicted ? null : (listed?.layers ?? null);
    const chain = layers === null ? [] : chainIds(layers.diffIds);
    const digest = layers?.base?.digest ?? null;
    const found =
      chain.length < 2
        ? null
        : await this.repository.findBase({ artifactId, chainIds: chain.slice(0, -1), digest }, scope);
    return { layers, isContradicted, found, layerCount: found === null ? 0 : chain.indexOf(found.chainId) + 1 };
  }

  private async requireVisible(artifactId: number, scope: ProjectScope): Promise<void> {
    if (!(await this.artifacts.has(artifactId, scope))) throw new ArtifactNotFoundError(artifactId);
  }
}

export function namedBuilds(builds: FoundBuilds | null): Pick<BaseImage, 'newerBuild' | 'otherRelease'> {
  const { newer = null, otherRelease = null } = builds ?? {};
  return {
    newerBuild: newer && { ...namedArtifact(newer.row), tag: newer.tag, line: newer.line },
    otherRelease: otherRelease && { ...namedArtifact(otherRelease.row), tag: otherRelease.tag },
  };
}

export function namedArtifact({ id, project, image, digest }: BaseRow): LayeredArtifact {
  return { id: String(id), project, image, digest };
}
