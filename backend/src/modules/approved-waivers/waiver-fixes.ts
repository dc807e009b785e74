import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { SeenFix } from '../../core/gate/fixes-seen.js';
import type { KnownFix } from '../../core/model/known-fix.js';
import type { Sql } from '../../database/database.js';
import type { ApprovedWaiver } from './stored-waiver.js';

type FixRow = Omit<KnownFix, 'since'> & { waiverId: number; projectId: number; since: Date | null };

/** Has waivers state since when a fix of what they cover is known in a project. */
export type WithFixes = (waiver: ApprovedWaiver, projectId: number) => ApprovedWaiver;

/** Since when fixes are known, for waivers that end so long after that (`untilFixed`): by project, for no project learns of another's findings. */
@Injectable()
export class WaiverFixes {
  /** What is known in these projects. */
  async of(sql: Sql, waivers: readonly ApprovedWaiver[], projectIds: readonly number[]): Promise<WithFixes> {
    const conditional = waivers.filter(({ waiver }) => waiver.conditions?.untilFixed !== undefined);
    if (conditional.length === 0) return (waiver) => waiver;
    const rows = await sql.query<FixRow>(
      `SELECT waiver_id AS "waiverId", project_id AS "projectId", environment, advisory, component, fixed_since AS since
       FROM waiver_fix WHERE waiver_id = ANY ($1::int[]) AND project_id = ANY ($2::int[])
       ORDER BY waiver_id, project_id, environment, finding`,
      [[...new Set(conditional.map(({ waiverId }) => waiverId))], [...new Set(projectIds)]],
    );
    const fixes = new Map<string, KnownFix[]>();
    for (const { waiverId, projectId, since, ...fix } of rows) {
      const place = placeOf(waiverId, projectId);
      const known = fixes.get(place) ?? [];
      if (known.push({ ...fix, since: since?.toISOString() ?? null }) === 1) fixes.set(place, known);
    }
    return (approved, projectId) => {
      const known = fixes.get(placeOf(approved.waiverId, projectId));
      if (known === undefined) return approved;
      const { waiver } = approved;
      return { ...approved, waiver: { ...waiver, fixes: [...(waiver.fixes ?? []), ...known] } };
    };
  }

  /** Keeps what an evaluation has seen, by the names of its waivers. The earliest instant stays. */
  async save(
    sql: Sql,
    artifactId: number,
    waivers: readonly ApprovedWaiver[],
    seen: readonly SeenFix[],
  ): Promise<void> {
    if (seen.length === 0) return;
    const idOf = new Map(waivers.map(({ waiverId, waiver }) => [waiver.id, waiverId]));
    const rows = seen.map(({ waiver, advisory, component, environment, since }) => ({
      waiver: idOf.get(waiver),
      environment,
      finding: hash('sha256', JSON.stringify([advisory, component])),
      advisory,
      component,
      since,
    }));
    // In one order, so that two evaluations wait for each other and not in a circle.
    await sql.query(
      `INSERT INTO waiver_fix (waiver_id, project_id, environment, finding, advisory, component, fixed_since)
       SELECT DISTINCT ON (waiver, environment, finding) waiver, project_id, environment, finding, advisory, component, since
       FROM jsonb_to_recordset($2::jsonb) AS seen
           (waiver int, environment text, finding text, advisory text, component text, since timestamptz),
         (SELECT project_id FROM artifact JOIN image ON image.id = image_id WHERE artifact.id = $1) AS place
       ORDER BY waiver, environment, finding, since
       ON CONFLICT (waiver_id, project_id, environment, finding)
         DO UPDATE SET fixed_since = least(waiver_fix.fixed_since, excluded.fixed_since)`,
      [artifactId, JSON.stringify(rows)],
    );
  }
}

function placeOf(waiverId: number, projectId: number): string {
  return `${waiverId} ${projectId}`;
}
