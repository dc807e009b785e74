import { Injectable } from '@nestjs/common';
import type { TaggedBuild } from '../../core/path/tag-line.js';
import { Database, type Row } from '../../database/database.js';
import type { BaseRow } from './base-images.repository.js';

export type TaggedRow = BaseRow & TaggedBuild & { lastScannedAt: Date };

export interface BuildsSince {
  readonly build: TaggedRow;
  /** Of the same image, the newest first. */
  readonly newer: readonly TaggedRow[];
}

/** Builds of a base image that are looked through for one that continues it. */
const MOST_BUILDS = 500;

@Injectable()
export class NewerBuildsRepository {
  constructor(private readonly database: Database) {}

  /** By artifact.id: the artifacts of the same image that came in later, each with every tag that it has or had. Who can see them is up to the caller. */
  async list(artifactIds: readonly number[]): Promise<ReadonlyMap<number, BuildsSince>> {
    const rows = await this.database.query<TaggedRow & { ofId: number } & Row>(
      `SELECT asked.id AS "ofId", build.id, project.slug AS project, repository AS image, build.digest,
         build.last_scanned_at AS "lastScannedAt", ARRAY(SELECT tag FROM artifact_had_tag WHERE artifact_id = build.id ORDER BY tag) AS tags
       FROM unnest($1::int[]) AS asked (id) JOIN artifact ON artifact.id = asked.id
         JOIN image ON image.id = artifact.image_id JOIN project ON project.id = project_id
         CROSS JOIN LATERAL (
           (SELECT artifact.id, artifact.digest, artifact.created_at, artifact.last_scanned_at)
           UNION ALL
           (SELECT newer.id, newer.digest, newer.created_at, newer.last_scanned_at FROM artifact AS newer
            WHERE newer.image_id = artifact.image_id AND (newer.created_at, newer.id) > (artifact.created_at, artifact.id)
            ORDER BY newer.created_at DESC, newer.id DESC LIMIT ${MOST_BUILDS})) AS build
       ORDER BY build.created_at DESC, build.id DESC`,
      [artifactIds],
    );
    const found = new Map<number, { build: TaggedRow; readonly newer: TaggedRow[] }>();
    for (const { ofId, ...row } of rows) {
      const known = found.get(ofId) ?? { build: row, newer: [] };
      found.set(ofId, known);
      if (row.id === ofId) known.build = row;
      else known.newer.push(row);
    }
    return found;
  }
}
