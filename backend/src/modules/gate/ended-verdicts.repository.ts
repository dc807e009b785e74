import { Injectable } from '@nestjs/common';
import type { Outcome } from '../../core/gate/verdict.js';
import { Database, type Sql } from '../../database/database.js';
import { endVerdictsBeside } from './end-verdicts-beside.js';

/** What was given last for an artifact, before it was ended. */
export type EndedOutcome = { artifactId: number; environment: string; outcome: Outcome };

export type NamedArtifact = { artifactId: number; project: string; image: string; digest: string };

/** Ends verdicts before their time, for those who change what they rest on. */
@Injectable()
export class EndedVerdictsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Ends the verdicts on these artifacts, whatever a clock shows. A transaction that is about to store one holds the
   * artifact, so its verdict ends, too. Returns the last verdicts.
   */
  async endAll(sql: Sql, artifactIds: readonly number[]): Promise<EndedOutcome[]> {
    await sql.query('SELECT id FROM artifact WHERE id = ANY ($1::int[]) ORDER BY id FOR NO KEY UPDATE', [artifactIds]);
    const ended = await sql.query<EndedOutcome>(
      `UPDATE artifact_verdict SET holds_until = 'epoch' WHERE artifact_id = ANY ($1::int[])
       RETURNING artifact_id AS "artifactId", environment, outcome`,
      [artifactIds],
    );
    await endVerdictsBeside(sql, artifactIds);
    return ended;
  }

  nameArtifacts(artifactIds: readonly number[]): Promise<NamedArtifact[]> {
    return this.database.query<NamedArtifact>(
      `SELECT artifact.id AS "artifactId", slug AS project, repository AS image, digest
       FROM artifact JOIN image ON image.id = image_id JOIN project ON project.id = project_id
       WHERE artifact.id = ANY ($1::int[])`,
      [artifactIds],
    );
  }
}
