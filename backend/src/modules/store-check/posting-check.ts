import { Injectable } from '@nestjs/common';
import type { Sql } from '../../database/database.js';
import { edgesOf, postedOf } from '../postings/posting-edges.js';
import { POSTING_KINDS } from '../postings/posting-kind.js';

/** How an artifact is found, as it stood before its state was derived again. */
export interface PostingMark {
  readonly isPosted: boolean;
  /** What it is to be found by while it is not posted; the names of its advisories are told by nothing else then. */
  readonly names: string | null;
  /** Of the evidence that says no. */
  readonly dates: string;
}

type Row = { isPosted: boolean; names: string | null; dates: string };

type Counts = { lackedComponents: number; lackedNames: number; foreignComponents: number; foreignNames: number };

/** Whether an artifact is found by what it holds, and by nothing else. What is not posted yet is answered from the tables. */
@Injectable()
export class PostingCheck {
  /**
   * Locks the postings of the artifact until the transaction ends. Null where it is not known yet what it is to be
   * posted by.
   */
  async read(sql: Sql, artifactId: number): Promise<PostingMark | null> {
    const [mark] = await sql.query<Row>(
      `SELECT is_posted AS "isPosted", concat_ws(' ', matches_at, listed_at, matches_at IS NULL) AS dates,
         (SELECT md5(string_agg(concat_ws(' ', lead, name), ',' ORDER BY lead, name)) FROM (
            SELECT lead, NULL AS name FROM unnest(leads) AS lead
            UNION ALL SELECT lead, name FROM unnest(linked_leads, linked_names) AS link (lead, name)) AS named) AS names
       FROM artifact_posting WHERE artifact_id = $1 AND (is_posted OR leads IS NOT NULL) FOR UPDATE`,
      [artifactId],
    );
    return mark ?? null;
  }

  /** After the artifact's state was derived again in this transaction, which left postings alone and marked what it is to be posted by. */
  async differences(sql: Sql, artifactId: number, before: PostingMark): Promise<string[]> {
    const after = await this.read(sql, artifactId);
    if (after === null) return [];
    const differences = before.dates === after.dates ? [] : ['the date of its evidence is not what its scans say'];
    if (before.isPosted) return [...differences, ...(await this.wrongPostings(sql, artifactId))];
    if (before.names !== after.names) differences.push('the names that it is found by are not what its scans say');
    return differences;
  }

  private async wrongPostings(sql: Sql, artifactId: number): Promise<string[]> {
    const count = (kind: number, side: string): string =>
      `(count(*) FILTER (WHERE coalesce(due.kind, posted.kind) = ${kind} AND ${side}.kind IS NULL))::int`;
    const { component, name } = POSTING_KINDS;
    const [counts] = await sql.query<Counts>(
      `SELECT ${count(component, 'posted')} AS "lackedComponents", ${count(name, 'posted')} AS "lackedNames",
         ${count(component, 'due')} AS "foreignComponents", ${count(name, 'due')} AS "foreignNames"
       FROM (SELECT DISTINCT kind, key FROM (${edgesOf('ARRAY[$1]')}) AS edge) AS due
         FULL JOIN (${postedOf('$1')}) AS posted ON posted.kind = due.kind AND posted.key = due.key`,
      [artifactId],
    );
    if (counts === undefined) return [];
    const { lackedComponents, lackedNames, foreignComponents, foreignNames } = counts;
    return [
      ...(lackedComponents === 0 ? [] : [`it is not found by ${lackedComponents} of its components`]),
      ...(lackedNames === 0 ? [] : [`it is not found by ${lackedNames} of the names of its advisories`]),
      ...(foreignComponents === 0
        ? []
        : [`it is found by ${counted(foreignComponents, 'component')} that it does not have`]),
      ...(foreignNames === 0 ? [] : [`it is found by ${counted(foreignNames, 'name')} that no advisory of it has`]),
    ];
  }
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
