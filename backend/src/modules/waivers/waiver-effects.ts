import { Injectable } from '@nestjs/common';
import type { Sql } from '../../database/database.js';
import type { EndedOutcome } from '../gate/ended-verdicts.repository.js';
import { JobQueue } from '../jobs/job-queue.js';
import { IntakeLock } from '../scans/intake-lock.js';
import type { StoredContent } from '../approved-waivers/stored-waiver.js';

/** Which waiver, and what it may be about. */
export interface AffectingWaiver {
  readonly id: number;
  /** Null for every project. */
  readonly projectId: number | null;
  readonly content: StoredContent;
}

/**
 * Ends the verdicts that a changed waiver can change, in the same transaction. New ones are evaluated in the background
 * or on request; until then there is none.
 */
@Injectable()
export class WaiverEffects {
  constructor(
    private readonly intake: IntakeLock,
    private readonly jobs: JobQueue,
  ) {}

  /** Before the waiver itself is held: an artifact that comes meanwhile would not be found, nor find the change. */
  async prepare(sql: Sql): Promise<void> {
    await this.intake.holdAlone(sql);
  }

  /** It makes no pass worse, so those stay. */
  async begin(sql: Sql, waiver: AffectingWaiver): Promise<EndedOutcome[]> {
    const artifactIds = await this.holdInScope(sql, [waiver]);
    const { environments = null } = waiver.content.scope;
    const before = await sql.query<EndedOutcome>(
      `UPDATE artifact_verdict SET holds_until = 'epoch'
       WHERE artifact_id = ANY ($1::int[]) AND outcome <> 'pass' AND ($2::text[] IS NULL OR environment = ANY ($2))
       RETURNING artifact_id AS "artifactId", environment, outcome`,
      [artifactIds, environments],
    );
    return this.requested(sql, before);
  }

  /** A verdict that does not name it is the same without it. */
  async end(sql: Sql, waiver: AffectingWaiver): Promise<EndedOutcome[]> {
    await this.holdInScope(sql, [waiver]);
    const before = await sql.query<EndedOutcome>(
      `UPDATE artifact_verdict AS standing SET holds_until = 'epoch'
       FROM waiver_use AS used WHERE used.waiver_id = $1 AND standing.verdict_id = used.verdict_id
       RETURNING artifact_id AS "artifactId", environment, outcome`,
      [waiver.id],
    );
    return this.requested(sql, before);
  }

  private async requested(sql: Sql, before: EndedOutcome[]): Promise<EndedOutcome[]> {
    if (before.length > 0) await this.jobs.request(sql, 'verdict-expiry');
    return before;
  }

  /**
   * A transaction that stores a verdict holds its artifact: those in progress have ended then, and later ones see the
   * change. By id, for all waivers.
   */
  async holdInScope(sql: Sql, waivers: readonly AffectingWaiver[]): Promise<number[]> {
    const places = waivers.map(({ projectId, content: { scope } }) => [projectId, scope.image, scope.digest] as const);
    const rows = await sql.query<{ id: number }>(
      `SELECT artifact.id FROM artifact WHERE artifact.id IN (
         SELECT artifact.id FROM unnest($1::int[], $2::text[], $3::text[]) AS reached (project, image, digest), artifact
           JOIN image ON image.id = image_id
         WHERE (reached.project IS NULL OR project_id = reached.project) AND (reached.image IS NULL OR repository = reached.image)
           AND (reached.digest IS NULL OR artifact.digest = reached.digest))
       ORDER BY artifact.id FOR NO KEY UPDATE`,
      [
        places.map(([project]) => project),
        places.map(([, image]) => image ?? null),
        places.map(([, , digest]) => digest ?? null),
      ],
    );
    return rows.map(({ id }) => id);
  }
}
