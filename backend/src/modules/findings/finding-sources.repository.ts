import { Injectable } from '@nestjs/common';
import type { FindingComponent } from '../../core/findings/finding.js';
import { SEVERITIES } from '../../core/model/severity.js';
import type { Claim, Place, Problem } from '../../core/reports/scan.js';
import { decodeWord, descriptionsOf } from '../../core/words/decode-word.js';
import type { Sql } from '../../database/database.js';
import { WordsRepository } from '../catalogue/words.repository.js';
import { ClaimRowsRepository } from '../scans/claim-rows.repository.js';
import { ComponentPlacesRepository } from '../scans/component-places.repository.js';

/** Who says it. */
interface Source {
  readonly scanId: number;
  readonly tool: string;
  readonly toolVersion: string | null;
}

export interface SourceClaim extends Source {
  readonly claim: Claim;
}

export interface SourceProblem extends Source {
  readonly format: string;
  readonly component: FindingComponent | null;
  readonly problem: Problem;
}

/** What problems that may be one finding have in common. */
export interface ProblemPlace extends Pick<Problem, 'kind' | 'startLine' | 'componentKey'> {
  /** As `normalisePath` has it. */
  readonly path: string | null;
}

/** What one scan says of the components that are asked for. */
type SaidByScan = Source & {
  wordIds: number[];
  /** An earlier version took it in. */
  hasRows: boolean;
};

type ProblemRow = Source &
  Omit<Problem, 'severity'> & {
    format: string;
    severity: number;
    component: FindingComponent | null;
  };

/** The words of scanners behind a finding, in the artifact's current scans. */
@Injectable()
export class FindingSourcesRepository {
  constructor(
    private readonly words: WordsRepository,
    private readonly rows: ClaimRowsRepository,
    private readonly places: ComponentPlacesRepository,
  ) {}

  /** All about these components, those of the newest scan first. */
  async findClaims(sql: Sql, artifactId: number, componentKeys: readonly string[]): Promise<SourceClaim[]> {
    const scans = await sql.query<SaidByScan & Record<string, unknown>>(
      `SELECT scan.id AS "scanId", tool, tool_version AS "toolVersion",
         ARRAY(SELECT word.id FROM component JOIN word ON component_id = component.id
               WHERE key = ANY ($2::text[]) AND word.id = ANY (word_ids) ORDER BY word.id) AS "wordIds",
         claim_ids <> '{}' AND claim_ids <> '{0}' AS "hasRows"
       FROM scan WHERE artifact_id = $1 AND is_current ORDER BY scan.id DESC`,
      [artifactId, componentKeys],
    );
    const inWords = await this.findInWords(sql, componentKeys, [...new Set(scans.flatMap(({ wordIds }) => wordIds))]);
    const found: SourceClaim[] = [];
    for (const { scanId, tool, toolVersion, wordIds, hasRows } of scans) {
      const inRows = hasRows ? ((await this.rows.findClaims(sql, scanId)) ?? []) : [];
      const claims = [
        ...wordIds.flatMap((id) => inWords.get(id) ?? []),
        ...inRows.filter(({ componentKey }) => componentKeys.includes(componentKey)),
      ];
      for (const claim of claims) found.push({ scanId, tool, toolVersion, claim });
    }
    return found;
  }

  /** By the words' numbers. */
  private async findInWords(
    sql: Sql,
    componentKeys: readonly string[],
    ids: readonly number[],
  ): Promise<ReadonlyMap<number, readonly Claim[]>> {
    const words = await this.words.find(sql, ids);
    const components = await sql.query<{ id: number; key: string }>(
      'SELECT id, key FROM component WHERE key = ANY ($1::text[])',
      [componentKeys],
    );
    const keyOf = new Map(components.map(({ id, key }) => [id, key]));
    const said = Array.from(words, ([id, word]) => ({
      id,
      word: { ...word, componentKey: keyOf.get(word.componentId) ?? '' },
    }));
    const hashes = new Set(said.flatMap(({ word }) => descriptionsOf(word)));
    const descriptions = await this.words.findDescriptions(sql, [...hashes]);
    return new Map(said.map(({ id, word }) => [id, decodeWord(word, (hash) => descriptions.get(hash) ?? null)]));
  }

  async findProblems(
    sql: Sql,
    artifactId: number,
    { kind, path, startLine, componentKey }: ProblemPlace,
  ): Promise<SourceProblem[]> {
    const rows = await sql.query<ProblemRow & Record<string, unknown>>(
      `SELECT kind, rule, severity, title, description, resolution, path, start_line AS "startLine",
         end_line AS "endLine", subject, layer, component_key AS "componentKey", url, is_suppressed AS "isSuppressed",
         scan.id AS "scanId", tool, tool_version AS "toolVersion", format,
         (SELECT json_build_object('key', key, 'purl', purl, 'type', type, 'name', name, 'version', version)
          FROM component WHERE key = component_key) AS component
       FROM problem JOIN scan ON scan.id = scan_id
       WHERE artifact_id = $1 AND is_current AND kind = $2 AND start_line IS NOT DISTINCT FROM $3
         AND component_key IS NOT DISTINCT FROM $4
         AND regexp_replace(path, '^(\\.?/)+', '') IS NOT DISTINCT FROM $5
       ORDER BY problem.id`,
      [artifactId, kind, startLine, componentKey, path],
    );
    return rows.map(({ scanId, tool, toolVersion, format, component, ...problem }) => ({
      scanId,
      tool,
      toolVersion,
      format,
      component,
      problem: { ...problem, severity: SEVERITIES[problem.severity] ?? 'unknown' },
    }));
  }

  async listPlaces(sql: Sql, artifactId: number, componentKeys: readonly string[]): Promise<Place[]> {
    const components = await sql.query<{ id: number }>('SELECT id FROM component WHERE key = ANY ($1::text[])', [
      componentKeys,
    ]);
    const ids = components.map(({ id }) => id);
    const placed = await this.places.find(sql, artifactId, ids);
    return [...placed].sort(([a], [b]) => a - b).flatMap(([, { places }]) => places);
  }
}
