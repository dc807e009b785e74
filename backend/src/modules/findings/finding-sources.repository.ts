import { Injectable } from '@nestjs/common';
import type { FindingComponent } from '../../core/findings/finding.js';
import { SEVERITIES } from '../../core/model/severity.js';
import type { Claim, Place, Problem, SuppressionSource } from '../../core/reports/scan.js';
import { decodeWord, descriptionsOf } from '../../core/words/decode-word.js';
import { Database } from '../../database/database.js';
import { claimNumber, wordOfClaim } from '../catalogue/claim-number.js';
import { WordsRepository } from '../catalogue/words.repository.js';

export interface SourceClaim {
  id: number;
  tool: string;
  componentId: number;
  component: FindingComponent;
  claim: Claim;
}

export interface SourceProblem {
  id: number;
  scanId: number;
  tool: string;
  toolVersion: string | null;
  component: FindingComponent | null;
  problem: Problem;
}

type ClaimRow = Omit<Claim, 'severity' | 'publishedAt' | 'suppressedBy'> & {
  suppressedBy: SuppressionSource | null;
  id: number;
  tool: string;
  severity: number;
  publishedAt: Date | null;
  componentId: number;
  key: string;
  purl: string | null;
  type: string;
  name: string;
  version: string | null;
};

type ReadWord = Omit<SourceClaim, 'id' | 'claim'> & { wordId: number; claims: readonly Claim[] };

type ProblemRow = Omit<Problem, 'severity'> & {
  id: number;
  severity: number;
  scanId: number;
  tool: string;
  toolVersion: string | null;
  component: FindingComponent | null;
};

/** The words of scanners behind a page of findings. */
@Injectable()
export class FindingSourcesRepository {
  constructor(
    private readonly database: Database,
    private readonly words: WordsRepository,
  ) {}

  /** By their numbers, of the artifact's current scans. */
  async findClaims(artifactId: number, numbers: readonly number[]): Promise<SourceClaim[]> {
    const rows = await this.findRows(numbers.filter((number) => wordOfClaim(number) === null));
    return [...rows, ...(await this.findInWords(artifactId, numbers))];
  }

  /** The numbers of the claims whose title or identifiers have the text in them, of the artifact's current scans that are in words. */
  async searchWords(artifactId: number, text: string): Promise<number[]> {
    const wanted = text.toLowerCase();
    const found: number[] = [];
    for (const { wordId, claims } of await this.readWords(artifactId, null)) {
      for (const [place, { title, ids }] of claims.entries()) {
        if ([title ?? '', ids.join(' ')].some((said) => said.toLowerCase().includes(wanted)))
          found.push(claimNumber(wordId, place));
      }
    }
    return found;
  }

  private async findInWords(artifactId: number, numbers: readonly number[]): Promise<SourceClaim[]> {
    const wanted = new Set(numbers);
    const wordIds = [...new Set(numbers.flatMap((number) => wordOfClaim(number)?.wordId ?? []))];
    const read = wordIds.length === 0 ? [] : await this.readWords(artifactId, wordIds);
    return read.flatMap(({ wordId, tool, componentId, component, claims }) =>
      claims.flatMap((claim, place) => {
        const id = claimNumber(wordId, place);
        return wanted.has(id) ? [{ id, tool, componentId, component, claim }] : [];
      }),
    );
  }

  /** All words of the artifact's current scans, without descriptions, or these, with them. */
  private async readWords(artifactId: number, wordIds: readonly number[] | null): Promise<ReadWord[]> {
    const rows = await this.database.query<Omit<ReadWord, 'claims'>>(
      `SELECT DISTINCT ON (word.id, tool) word.id AS "wordId", tool, component_id AS "componentId",
         json_build_object('key', key, 'purl', purl, 'type', type, 'name', name, 'version', version) AS component
       FROM scan, unnest(word_ids) AS said (id) JOIN word USING (id) JOIN component ON component.id = component_id
       WHERE artifact_id = $1 AND is_current AND ($2::int[] IS NULL OR word.id = ANY ($2)) ORDER BY word.id, tool`,
      [artifactId, wordIds],
    );
    const words = await this.words.find(
      this.database,
      rows.map(({ wordId }) => wordId),
    );
    const said = rows.flatMap((row) => {
      const word = words.get(row.wordId);
      return word === undefined ? [] : [{ row, word: { ...word, componentKey: row.component.key } }];
    });
    const hashes = wordIds === null ? [] : said.flatMap(({ word }) => descriptionsOf(word));
    const descriptions = await this.words.findDescriptions(this.database, [...new Set(hashes)]);
    return said.map(({ row, word }) => ({
      ...row,
      claims: decodeWord(word, (hash) => descriptions.get(hash) ?? null),
    }));
  }

  private async findRows(ids: readonly number[]): Promise<SourceClaim[]> {
    if (ids.length === 0) return [];
    const rows = await this.database.query<ClaimRow>(
      `SELECT claim.id, tool, reported_id AS "reportedId", ids, severity, title, text.body AS description,
         fixed_version AS "fixedVersion", fix_state AS "fixState", published_at AS "publishedAt",
         cvss_score AS "cvssScore", cvss_vector AS "cvssVector", epss, is_known_exploited AS "isKnownExploited", url,
         analysis, is_suppressed AS "isSuppressed", suppressed_by AS "suppressedBy", is_statement AS "isStatement",
         component.id AS "componentId", key, key AS "componentKey", purl,
         type, name, version
       FROM claim JOIN match ON match.id = match_id JOIN component ON component.id = component_id
         LEFT JOIN text ON text.id = description_id
       WHERE claim.id = ANY ($1::int[]) ORDER BY claim.id`,
      [ids],
    );
    return rows.map(({ id, tool, componentId, key, purl, type, name, version, suppressedBy, ...claim }) => ({
      id,
      tool,
      componentId,
      component: { key, purl, type, name, version },
      claim: {
        ...claim,
        ...(suppressedBy === null ? {} : { suppressedBy }),
        severity: SEVERITIES[claim.severity] ?? 'unknown',
        publishedAt: claim.publishedAt?.toISOString() ?? null,
      },
    }));
  }

  async findProblems(ids: readonly number[]): Promise<SourceProblem[]> {
    if (ids.length === 0) return [];
    const rows = await this.database.query<ProblemRow>(
      `SELECT problem.id, kind, rule, severity, title, description, resolution, path, start_line AS "startLine",
         end_line AS "endLine", subject, layer, component_key AS "componentKey", url, is_suppressed AS "isSuppressed",
         scan.id AS "scanId", tool, tool_version AS "toolVersion",
         (SELECT json_build_object('key', key, 'purl', purl, 'type', type, 'name', name, 'version', version)
          FROM component WHERE key = component_key) AS component
       FROM problem JOIN scan ON scan.id = scan_id WHERE problem.id = ANY ($1::int[]) ORDER BY problem.id`,
      [ids],
    );
    return rows.map(({ id, scanId, tool, toolVersion, component, ...problem }) => ({
      id,
      scanId,
      tool,
      toolVersion,
      component,
      problem: { ...problem, severity: SEVERITIES[problem.severity] ?? 'unknown' },
    }));
  }

  /** The artifact's current scans that made these claims; two tools may have made the same. */
  findScans(
    artifactId: number,
    claimIds: readonly number[],
  ): Promise<{ claimId: number; scanId: number; tool: string; toolVersion: string | null }[]> {
    return this.database.query(
      `SELECT wanted AS "claimId", scan.id AS "scanId", tool, tool_version AS "toolVersion"
       FROM scan, unnest($2::float8[], $3::int[]) AS named (wanted, word)
       WHERE artifact_id = $1 AND is_current AND (wanted = ANY (claim_ids) OR word = ANY (word_ids))
       ORDER BY scan.id DESC`,
      [artifactId, claimIds, claimIds.map((id) => wordOfClaim(id)?.wordId ?? null)],
    );
  }

  async listPlaces(artifactId: number, componentIds: readonly number[]): Promise<Place[]> {
    const rows = await this.database.query<{ places: Place[] | null }>(
      `SELECT places FROM artifact_component WHERE artifact_id = $1 AND component_id = ANY ($2::int[])
       ORDER BY component_id`,
      [artifactId, componentIds],
    );
    return rows.flatMap(({ places }) => places ?? []);
  }
}
