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
    await this.absorb(sql, plan.absorb);
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

  /** Names, matches and claims move over; a match that several had becomes one. However many there are, in five statements. */
  private async absorb(sql: Sql, absorb: AdvisoryPlan['absorb']): Promise<void> {
    if (absorb.length === 0) return;
    // What absorbs one may be absorbed by the next: all go to the last.
    const kept = new Map<number, number>();
    for (const { from, into } of absorb.toReversed()) kept.set(from, kept.get(into) ?? into);
    const given = [arrayLiteral([...kept.keys()]), arrayLiteral([...kept.values()])];
    const GIVEN = 'unnest($1::int[], $2::int[]) AS given (gone, kept)';
    await sql.query(`UPDATE advisory_alias SET advisory_id = kept FROM ${GIVEN} WHERE advisory_id = gone`, given);
    // Of the matches of one component with what becomes one advisory, the first stays.
    const SAME = `SELECT match.id, kept AS advisory_id,
        first_value(match.id) OVER (PARTITION BY kept, component_id ORDER BY advisory_id <> kept, match.id) AS first
      FROM (SELECT gone, kept FROM ${GIVEN} UNION SELECT kept, kept FROM ${GIVEN}) AS either JOIN match ON advisory_id = gone`;
    await sql.query(
      `UPDATE claim SET match_id = first FROM (${SAME}) AS same WHERE match_id = same.id AND same.id <> first`,
      given,
    );
    await sql.query(`DELETE FROM match USING (${SAME}) AS same WHERE match.id = same.id AND same.id <> first`, given);
    await sql.query(`UPDATE match SET advisory_id = kept FROM ${GIVEN} WHERE advisory_id = gone`, given);
    await sql.query(`DELETE FROM advisory USING ${GIVEN} WHERE id = gone`, given);
  }
}
