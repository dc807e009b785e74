import { Injectable } from '@nestjs/common';
import { arrayLiteral } from '../../database/array-literal.js';
import type { Sql } from '../../database/database.js';
import { type AdvisoryNames, type AdvisoryPlan, type KnownAlias, planAdvisories } from './advisory-plan.js';
import { chunksOf } from './intern.js';

/** 'advisory' in ASCII: whoever unites advisories holds it alone, whoever names them holds it with others. */
const ADVISORY_LOCK = '7017864314630402681';

/** Two advisories are one, or somebody else named one at the same moment: try again with the catalogue to yourself. */
export class AdvisoriesMustUniteError extends Error {
  override readonly name = 'AdvisoriesMustUniteError';
}

/** A name, and the advisory that it belongs to. */
export interface AliasRow {
  readonly id: number;
  readonly advisoryId: number;
}

type NewAlias = { id: number; alias: string; advisoryId: number };

/**
 * Every vulnerability with all its names. Uniting two touches every match of theirs, so it is done alone;
 * the rule is that a transaction takes the lock before anything else.
 */
@Injectable()
export class AdvisoryCatalogueRepository {
  async lock(sql: Sql, isAlone: boolean): Promise<void> {
    await sql.query(`SELECT pg_advisory_xact_lock${isAlone ? '' : '_shared'}($1::bigint)`, [ADVISORY_LOCK]);
  }

  /**
   * Gives the number of every name of the given advisories and makes what is not there yet. Throws
   * AdvisoriesMustUniteError where that takes the catalogue for itself and `isAlone` says it has not.
   */
  async intern(
    sql: Sql,
    advisories: readonly AdvisoryNames[],
    isAlone: boolean,
  ): Promise<ReadonlyMap<string, AliasRow>> {
    const names = advisories.flatMap((advisory) => advisory.names).sort();
    const known = await this.findAliases(sql, names);
    const plan = planAdvisories(advisories, known);
    if (!isAlone && (plan.absorb.length > 0 || plan.relead.length > 0)) throw new AdvisoriesMustUniteError();
    const aliases = new Map<string, AliasRow>(known);
    for (const row of await this.insertNames(sql, plan, isAlone)) aliases.set(row.alias, row);
    if (plan.absorb.length === 0 && plan.relead.length === 0) return aliases;
    for (const { from, into } of plan.absorb) await this.absorb(sql, from, into);
    await sql.query(
      'UPDATE advisory SET lead = given.lead FROM unnest($1::int[], $2::text[]) AS given (id, lead) WHERE advisory.id = given.id',
      [
        arrayLiteral(plan.relead.map(({ advisoryId }) => advisoryId)),
        arrayLiteral(plan.relead.map(({ lead }) => lead)),
      ],
    );
    return this.findAliases(sql, names);
  }

  /** By identifier; those that nobody named are left out. */
  async findAliases(sql: Sql, names: readonly string[]): Promise<Map<string, KnownAlias>> {
    const known = new Map<string, KnownAlias>();
    for (const chunk of chunksOf(names)) {
      const rows = await sql.query<KnownAlias & Record<string, unknown>>(
        `SELECT name.id, alias, advisory_id AS "advisoryId", lead
         FROM advisory_alias AS name JOIN advisory ON advisory.id = advisory_id WHERE alias = ANY ($1::text[])`,
        [arrayLiteral(chunk)],
      );
      for (const row of rows) known.set(row.alias, row);
    }
    return known;
  }

  private async insertNames(sql: Sql, { create, attach }: AdvisoryPlan, isAlone: boolean): Promise<NewAlias[]> {
    const made: NewAlias[] = [];
    const advisoryIds = new Map<string, number>();
    for (const chunk of chunksOf(create)) {
      const rows = await sql.query<{ id: number; lead: string }>(
        'INSERT INTO advisory (lead) SELECT * FROM unnest($1::text[]) RETURNING id, lead',
        [arrayLiteral(chunk.map(({ lead }) => lead))],
      );
      for (const { id, lead } of rows) advisoryIds.set(lead, id);
    }
    const names = [
      ...attach,
      ...create.flatMap(({ lead, names }) => names.map((name) => ({ name, advisoryId: advisoryIds.get(lead) ?? 0 }))),
    ].sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const chunk of chunksOf(names)) {
      const rows = await sql.query<NewAlias>(
        `INSERT INTO advisory_alias (alias, advisory_id) SELECT * FROM unnest($1::text[], $2::int[])
         ON CONFLICT (alias) DO NOTHING RETURNING id, alias, advisory_id AS "advisoryId"`,
        [arrayLiteral(chunk.map(({ name }) => name)), arrayLiteral(chunk.map(({ advisoryId }) => advisoryId))],
      );
      if (rows.length < chunk.length && !isAlone) throw new AdvisoriesMustUniteError();
      made.push(...rows);
    }
    return made;
  }

  /** Names, matches and claims move over; a match that both had becomes one. */
  private async absorb(sql: Sql, from: number, into: number): Promise<void> {
    await sql.query('UPDATE advisory_alias SET advisory_id = $2 WHERE advisory_id = $1', [from, into]);
    await sql.query(
      `UPDATE claim SET match_id = kept.id
       FROM match AS gone JOIN match AS kept USING (component_id)
       WHERE gone.advisory_id = $1 AND kept.advisory_id = $2 AND claim.match_id = gone.id`,
      [from, into],
    );
    await sql.query(
      `DELETE FROM match AS gone USING match AS kept
       WHERE gone.advisory_id = $1 AND kept.advisory_id = $2 AND gone.component_id = kept.component_id`,
      [from, into],
    );
    await sql.query('UPDATE match SET advisory_id = $2 WHERE advisory_id = $1', [from, into]);
    await sql.query('DELETE FROM advisory WHERE id = $1', [from]);
  }
}
