import { SEVERITIES } from '../../core/model/severity.js';
import { isStanding, VERDICT_SUMMARY } from '../gate/standing-verdict.js';
import type { ArtifactSummary, VerdictSummary } from './dto/artifact-summary.dto.js';

/** What lists of artifacts show, from `artifact`, `image` and `project`. $1 is the active policy, $2 its environments. */
export const ARTIFACT_COLUMNS = `artifact.id, artifact.image_id AS "imageId", repository AS image, project.slug AS project, digest, critical, high, medium,
  low, unknown, worst_severity AS "worstSeverity", load, component_count AS components,
  last_scanned_at AS "lastScannedAt", artifact.created_at AS "createdAt",
  ARRAY(SELECT tag FROM artifact_tag WHERE artifact_id = artifact.id ORDER BY tag) AS tags,
  (SELECT coalesce(json_agg(${VERDICT_SUMMARY}
    ORDER BY array_position($2::text[], standing.environment)), '[]')
   FROM artifact_verdict AS standing JOIN verdict ON verdict.id = standing.verdict_id
   WHERE standing.artifact_id = artifact.id
     AND ${isStanding({ policy: '$1', environments: '$2' })}) AS verdicts`;

export type ArtifactRow = {
  id: number;
  imageId: number;
  image: string;
  project: string;
  digest: string;
  critical: number;
  high: number;
  medium: number;
  low: number;
  unknown: number;
  worstSeverity: number;
  load: number;
  components: number;
  lastScannedAt: Date;
  createdAt: Date;
  tags: string[];
  verdicts: VerdictSummary[];
};

export function toArtifactSummary(row: ArtifactRow): ArtifactSummary {
  const { id, imageId, image, project, digest, tags, critical, high, medium, low, unknown, load, components } = row;
  return {
    id: String(id),
    imageId: String(imageId),
    image,
    project,
    digest,
    tags,
    counts: { critical, high, medium, low, unknown },
    worstSeverity: SEVERITIES[row.worstSeverity] ?? null,
    load,
    components,
    lastScannedAt: row.lastScannedAt.toISOString(),
    createdAt: row.createdAt.toISOString(),
    verdicts: row.verdicts,
  };
}
