import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { ProjectScope } from '../access/project-scope.js';
import type { PolicyScope } from '../artifacts/artifacts.repository.js';
import { isStanding } from '../gate/standing-verdict.js';
import { IMAGE_TABLES, imageFilter } from '../images/image-filter.js';

export type FailingImage = {
  /** artifact.id of its latest artifact. */
  artifactId: number;
  project: string;
  image: string;
  /** verdict.id: with other evidence, another policy or other waivers there is another one. */
  verdictRow: number;
};

@Injectable()
export class FleetUpgradesRepository {
  constructor(private readonly database: Database) {}

  /** Images whose latest artifact fails for the environment, by id; at most `most`. */
  listFailing(
    asked: { readonly environment: string; readonly project: string | undefined },
    policy: PolicyScope,
    scope: ProjectScope,
    most: number,
  ): Promise<FailingImage[]> {
    const { environment, project } = asked;
    const parameters: unknown[] = [policy.id, [environment]];
    const filter = { environment, outcome: 'fail' as const, ...(project !== undefined && { project }) };
    const condition = imageFilter(filter, policy, scope, parameters);
    return this.database.query<FailingImage>(
      `SELECT image.latest_id AS "artifactId", project.slug AS project, image.repository AS image, standing.verdict_id AS "verdictRow"
       FROM ${IMAGE_TABLES} JOIN artifact_verdict AS standing ON standing.artifact_id = image.latest_id
       WHERE ${condition} AND ${isStanding({ policy: '$1', environments: '$2' })} AND standing.outcome = 'fail'
       ORDER BY image.id LIMIT ${most}`,
      parameters,
    );
  }
}
