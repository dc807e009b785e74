import { Injectable } from '@nestjs/common';
import { COUNT_LIMIT } from '../../common/paging/total.js';
import { Database } from '../../database/database.js';
import { type ProjectScope, scopeCondition } from '../access/project-scope.js';
import type { PolicyScope } from '../artifacts/artifacts.repository.js';
import { isNotContradicted, listsLayers } from '../base-images/layer-conditions.js';
import { isStanding } from '../gate/standing-verdict.js';
import { IMAGE_TABLES, imageFilter } from '../images/image-filter.js';

export type ImageOnBase = {
  /** artifact.id of the image's latest artifact. */
  artifactId: number;
  /** artifact.id of its base image. */
  baseId: number;
  /** Of the base image. */
  layerCount: number;
  /** verdict.id of the verdict that stands for the environment, if that is a fail. */
  failedVerdictRow: number | null;
};

@Injectable()
export class FleetBasesRepository {
  constructor(private readonly database: Database) {}

  /**
   * Images whose base image is recognised, by the same order as `BaseImagesRepository.findBase`: of both what the caller can see, of COUNT_LIMIT
   * images at most, always the same ones.
   */
  async list(
    asked: { readonly environment: string; readonly project: string | undefined },
    policy: PolicyScope,
    scope: ProjectScope,
  ): Promise<ImageOnBase[]> {
    const parameters: unknown[] = [policy.id, [asked.environment]];
    const filter = asked.project === undefined ? {} : { project: asked.project };
    const condition = imageFilter(filter, policy, scope, parameters);
    const bind = (value: unknown): string => `$${parameters.push(value)}`;
    // Which artifact a chain of layers is of is found once for each chain, of which thousands of images have the same. What belongs to what is
    // found below: the planner knows nothing of how many rows there are of each, and would try all with all.
    const rows = await this.database.query<BuiltRow | OfferedRow>(
      `WITH fleet AS MATERIALIZED (
         SELECT image.latest_id AS id FROM ${IMAGE_TABLES} WHERE ${condition} AND latest_id IS NOT NULL
         ORDER BY image.id LIMIT ${COUNT_LIMIT}),
       built AS MATERIALIZED (
         SELECT DISTINCT ON (scan.artifact_id) scan.artifact_id AS id, below_ids, layers -> 'base' ->> 'digest' AS declared
         FROM fleet JOIN scan ON scan.artifact_id = fleet.id
         WHERE below_ids <> '{}' AND ${listsLayers('scan')} AND ${isNotContradicted('scan')}
         ORDER BY scan.artifact_id, jsonb_array_length(layers -> 'digests') DESC, received_at DESC, scan.id DESC),
       chains AS MATERIALIZED (SELECT DISTINCT unnest(below_ids) AS chain_id FROM built)
       SELECT chain_id AS "chainId", min(artifact.id) AS id,
         jsonb_object_agg(artifact.digest, artifact.id ORDER BY artifact.id DESC)
           FILTER (WHERE artifact.digest IN (SELECT declared FROM built)) AS "byDigest",
         NULL AS below, NULL AS declared, NULL AS "failedVerdictRow"
       FROM chains JOIN scan USING (chain_id) JOIN artifact ON artifact.id = scan.artifact_id
         JOIN image ON image.id = artifact.image_id
       WHERE ${scopeCondition(scope, 'image.project_id', bind)} AND ${listsLayers('scan')} AND ${isNotContradicted('scan')}
       GROUP BY chain_id
       UNION ALL
       SELECT NULL, id, NULL, array_to_string(below_ids, ' '), declared,
         (SELECT standing.verdict_id FROM artifact_verdict AS standing WHERE standing.artifact_id = built.id
            AND standing.outcome = 'fail' AND ${isStanding({ policy: '$1', environments: '$2' })})
       FROM built`,
      parameters,
    );
    return matched(rows);
  }
}

/** An artifact with layers that images are built on. */
type OfferedRow = {
  chainId: string;
  /** artifact.id of the one that came in first. */
  id: number;
  /** artifact.id of those that an image declares, by digest: the one that came in first. */
  byDigest: Readonly<Record<string, number>> | null;
};

/** An image's latest artifact. */
type BuiltRow = {
  chainId: null;
  id: number;
  /** ChainIDs from the lowest up. */
  below: string;
  declared: string | null;
  failedVerdictRow: number | null;
};

function matched(rows: readonly (BuiltRow | OfferedRow)[]): ImageOnBase[] {
  const offered = new Map<string, OfferedRow>();
  const built: BuiltRow[] = [];
  for (const row of rows) {
    if (row.chainId === null) built.push(row);
    else offered.set(row.chainId, row);
  }
  return built.flatMap(({ id, below, declared, failedVerdictRow }) => {
    const chains = below.split(' ');
    const place = chains.findLastIndex((chainId) => offered.has(chainId));
    const base = offered.get(chains[place] ?? '');
    if (base === undefined) return [];
    const baseId = (declared === null ? undefined : base.byDigest?.[declared]) ?? base.id;
    return [{ artifactId: id, baseId, layerCount: place + 1, failedVerdictRow }];
  });
}
