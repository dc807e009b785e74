import { Injectable } from '@nestjs/common';
import { normaliseIdentifier } from '../../core/advisories/identifier.js';
import type { Sql } from '../../database/database.js';
import { type ProjectScope, scopeParameter } from '../access/project-scope.js';
import { namesLinkedTo } from '../postings/artifacts-with.js';
import type { StoredContent } from '../approved-waivers/stored-waiver.js';

/** No advisory of the databases has as many names. What goes by more is not covered. */
const MOST_NAMES = 1000;

/** By which names an advisory goes now. */
@Injectable()
export class AdvisoryNamesNow {
  /**
   * The waiver's own name for it first, then the others that findings give it in these projects. Null where the waiver is for no advisory.
   */
  async listFor(sql: Sql, { scope }: StoredContent, projects: ProjectScope): Promise<string[] | null> {
    if (scope.advisory === undefined) return null;
    const rows = await sql.query<{ name: string }>(
      namesLinkedTo('$1', '($2::int[] IS NULL OR image.project_id = ANY ($2))', MOST_NAMES),
      [normaliseIdentifier(scope.advisory), scopeParameter(projects)],
    );
    return rows.map(({ name }) => name);
  }
}
