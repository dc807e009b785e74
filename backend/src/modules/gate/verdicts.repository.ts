import { Injectable } from '@nestjs/common';
import { isAcceptedUnchecked, passedWords } from '../../core/gate/passed-words.js';
import type { Outcome, Verdict } from '../../core/gate/verdict.js';
import { arrayLiteral } from '../../database/array-literal.js';
import { Database, type Sql } from '../../database/database.js';
import { PrismaService } from '../../database/prisma.service.js';
import { type ProjectScope, scopeParameter } from '../access/project-scope.js';
import type { StoredStamp } from '../scans/scan-records.repository.js';
import type { ApprovedWaiver } from '../approved-waivers/stored-waiver.js';
import { isStanding } from './standing-verdict.js';

export interface ArtifactAddress {
  project: string;
  image: string;
  digest?: string | undefined;
  tag?: string | undefined;
}

/** An artifact as far as the gate must know it. */
export type GatedArtifact = {
  id: number;
  image: string;
  digest: string;
  componentCount: number;
  componentsWithoutPurl: number;
};

/** A verdict, and the text of it that is kept and answered. */
export interface WrittenVerdict {
  readonly verdict: Verdict;
  readonly body: string;
  /** The scans that it rests on. */
  readonly scans: readonly Pick<StoredStamp, 'scanId' | 'reader'>[];
  /** The waivers that it rests on. */
  readonly waivers: readonly Pick<ApprovedWaiver, 'waiverId' | 'number' | 'approvers'>[];
}

/** A verdict that was given, and all that it was given by. */
export type GivenVerdict = {
  /** verdict.id */
  row: number;
  verdictId: string;
  artifactId: number;
  projectId: number;
  image: string;
  digest: string;
  body: string;
  /** The policy's text. */
  policy: string;
  /** Null for verdicts of versions that did not keep them. */
  scanIds: number[] | null;
  /** READER_VERSION of each of them when the verdict was given. */
  scanReaders: number[] | null;
};

/** The verdict that an artifact had for an environment until another was given. */
export type GivenBefore = {
  environment: string;
  outcome: Outcome;
  /** verdict.id */
  verdictRow: number;
};

/** What a verdict that was given rests on. */
export interface Base {
  readonly verdictId: string;
  readonly policyVersion: string;
  /** `sha256:` of each report. */
  readonly reports: readonly string[];
}

export type VerdictName = { verdictId: string; outcome: Outcome };

export type StandingOutcome = { environment: string; outcome: Outcome };

export type StandingVerdict = StandingOutcome & VerdictName;

/** In characters. */
const ENTRY = 20;

@Injectable()
export class VerdictsRepository {
  constructor(
    private readonly database: Database,
    private readonly prisma: PrismaService,
  ) {}

  /** By digest where it is given, else by the tag. */
  async findArtifact(address: ArtifactAddress, scope: ProjectScope): Promise<GatedArtifact | null> {
    const [artifact] = await this.database.query<GatedArtifact>(
      `SELECT ${GATED_ARTIFACT} ${ADDRESSED}`,
      addressParameters(address, scope),
    );
    return artifact ?? null;
  }

  /** The same with the text of the verdict that stands for an environment, if one does: at the gate nearly all ask for no more. */
  async findWithStanding(
    address: ArtifactAddress,
    scope: ProjectScope,
    environment: string,
    policyId: number,
    at: Date,
  ): Promise<(GatedArtifact & { standing: string | null }) | null> {
    const [artifact] = await this.database.query<GatedArtifact & { standing: string | null }>(
      `SELECT ${GATED_ARTIFACT}, (
         SELECT body FROM artifact_verdict AS standing JOIN verdict ON verdict.id = standing.verdict_id
         WHERE standing.artifact_id = artifact.id AND ${isStanding({ policy: '$6', environments: 'ARRAY[$7]', at: later('$8') })}
       ) AS standing ${ADDRESSED}`,
      [...addressParameters(address, scope), policyId, environment, at],
    );
    return artifact ?? null;
  }

  /** Without holding it. */
  async findById(sql: Sql, artifactId: number): Promise<GatedArtifact | null> {
    const [artifact] = await sql.query<GatedArtifact>(
      `SELECT ${GATED_ARTIFACT} FROM artifact JOIN image ON image.id = image_id WHERE artifact.id = $1`,
      [artifactId],
    );
    return artifact ?? null;
  }

  /** Holds the artifact until the transaction ends, so that its scans and verdicts change one after the other. */
  async lockArtifact(sql: Sql, artifactId: number): Promise<GatedArtifact | null> {
    const [artifact] = await sql.query<GatedArtifact>(
      `SELECT ${GATED_ARTIFACT} FROM artifact JOIN image ON image.id = image_id WHERE artifact.id = $1
       FOR NO KEY UPDATE OF artifact`,
      [artifactId],
    );
    return artifact ?? null;
  }

  /** Those of these environments that stand, without their texts. */
  listStanding(
    sql: Sql,
    artifactId: number,
    policyId: number,
    environments: readonly string[],
    at: Date,
  ): Promise<StandingVerdict[]> {
    return sql.query<StandingVerdict>(
      `SELECT standing.environment, standing.outcome, verdict.verdict_id AS "verdictId"
       FROM artifact_verdict AS standing JOIN verdict ON verdict.id = standing.verdict_id
       WHERE standing.artifact_id = $1 AND ${isStanding({ policy: '$2', environments: '$3', at: later('$4') })}`,
      [artifactId, policyId, environments, at],
    );
  }

  /** The newest evaluation of that name. */
  async findBody(verdictId: string, scope: ProjectScope): Promise<string | null> {
    const prisma = await this.prisma.open();
    const verdict = await prisma.verdict.findFirst({
      where: { verdictId, ...(scope !== 'all' && { artifact: { image: { projectId: { in: [...scope] } } } }) },
      orderBy: { id: 'desc' },
      select: { body: true },
    });
    return verdict?.body ?? null;
  }

  /** The newest evaluation of that name. */
  async findNamed(verdictId: string, scope: ProjectScope): Promise<GivenVerdict | null> {
    const [given] = await this.database.query<GivenVerdict>(
      `${GIVEN_VERDICT} WHERE verdict.verdict_id = $1 AND ($2::int[] IS NULL OR project_id = ANY ($2)) ORDER BY verdict.id DESC LIMIT 1`,
      [verdictId, scopeParameter(scope)],
    );
    return given ?? null;
  }

  /** By verdict.id. */
  async findRow(sql: Sql, row: number): Promise<GivenVerdict | null> {
    const [given] = await sql.query<GivenVerdict>(`${GIVEN_VERDICT} WHERE verdict.id = $1`, [row]);
    return given ?? null;
  }

  /** The text of a verdict that was given on the artifact. */
  async findGiven(artifactId: number, verdictId: string): Promise<string | null> {
    const [verdict] = await this.database.query<{ body: string }>(
      'SELECT body FROM verdict WHERE artifact_id = $1 AND verdict_id = $2 ORDER BY id DESC LIMIT 1',
      [artifactId, verdictId],
    );
    return verdict?.body ?? null;
  }

  /**
   * How much there is to judge, in characters of identifiers and fixed versions; each finding and each scan of the artifact counts as
   * twenty more. Beyond `most` it may be any number that is greater.
   */
  async weigh(artifactId: number, most: number): Promise<number> {
    const [weighed] = await this.database.query<{ entries: number; characters: number }>(
      `WITH judged AS (SELECT id, claim_count, claim_characters, array_remove(claim_ids, 0) AS claim_ids
           FROM scan WHERE artifact_id = $1),
         claims AS (SELECT ids, fixed_version FROM claim WHERE id = ANY (ARRAY(SELECT unnest(claim_ids) FROM judged LIMIT $2)))
       SELECT ((SELECT count(*) FROM scan WHERE artifact_id = $1)
           + (SELECT count(*) FROM problem WHERE scan_id IN (SELECT id FROM judged))
           + (SELECT coalesce(sum(claim_count + cardinality(claim_ids)), 0) FROM judged))::float8 AS entries,
         ((SELECT coalesce(sum(length(ids::text) + coalesce(length(fixed_version), 0)), 0) FROM claims)
           + (SELECT coalesce(sum(claim_characters), 0) FROM judged))::float8 AS characters`,
      [artifactId, Math.ceil(most / ENTRY)],
    );
    return weighed === undefined ? 0 : weighed.entries * ENTRY + weighed.characters;
  }

  /** Keeps verdicts and has them stand. Answers what was given last for the artifact, in any environment. */
  async save(
    sql: Sql,
    artifactId: number,
    policyId: number,
    written: readonly WrittenVerdict[],
  ): Promise<GivenBefore[]> {
    const verdicts = written.map(({ verdict }) => verdict);
    const before = await sql.query<GivenBefore>(
      `WITH given AS (
         SELECT * FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[], $9::timestamptz[],
           $10::text[], $11::text[], $12::text[])
         AS given (verdict_id, environment, outcome, summary, body, evaluated_at, holds_until, scan_ids, scan_readers, unmet_rules)
       ), kept AS (
         INSERT INTO verdict (verdict_id, artifact_id, environment, policy_id, outcome, body, evaluated_at, holds_until, scan_ids, scan_readers)
         SELECT verdict_id, $1, environment, $2, outcome, body, evaluated_at, holds_until, scan_ids::int[], scan_readers::smallint[] FROM given
         RETURNING id, environment
       ), standing AS (
       INSERT INTO artifact_verdict (artifact_id, environment, verdict_id, policy_id, outcome, summary, holds_until, unmet_rules)
       SELECT $1, environment, kept.id, $2, outcome, summary, holds_until, unmet_rules::text[] FROM given JOIN kept USING (environment)
       ON CONFLICT (artifact_id, environment) DO UPDATE SET verdict_id = excluded.verdict_id,
         policy_id = excluded.policy_id, outcome = excluded.outcome, summary = excluded.summary,
         holds_until = excluded.holds_until, unmet_rules = excluded.unmet_rules
       )
       SELECT environment, outcome, verdict_id AS "verdictRow" FROM artifact_verdict WHERE artifact_id = $1`,
      [
        artifactId,
        policyId,
        verdicts.map(({ verdictId }) => verdictId),
        verdicts.map(({ environment }) => environment),
        verdicts.map(({ outcome }) => outcome),
        verdicts.map(summaryOf),
        arrayLiteral(written.map(({ body }) => body)),
        verdicts.map(({ evaluatedAt }) => evaluatedAt),
        verdicts.map(({ holdsUntil }) => holdsUntil),
        written.map(({ scans }) => `{${scans.map(({ scanId }) => scanId).join()}}`),
        written.map(({ scans }) => `{${scans.map(({ reader }) => reader).join()}}`),
        verdicts.map((verdict) => arrayLiteral(unmetRulesOf(verdict))),
      ],
    );
    await this.saveUses(sql, artifactId, written);
    return before;
  }

  /** The verdicts have just been given. */
  private async saveUses(sql: Sql, artifactId: number, written: readonly WrittenVerdict[]): Promise<void> {
    const uses = written.flatMap(({ verdict: { environment }, waivers }) =>
      waivers.map(({ waiverId, number, approvers }) => ({ environment, waiver: waiverId, number, approvers })),
    );
    if (uses.length === 0) return;
    await sql.query(
      `INSERT INTO waiver_use (verdict_id, waiver_id, number, approvers)
       SELECT verdict_id, waiver, number, approvers
       FROM jsonb_to_recordset($2::jsonb) AS used (environment text, waiver int, number int, approvers text[])
         JOIN artifact_verdict USING (environment) WHERE artifact_id = $1`,
      [artifactId, JSON.stringify(uses)],
    );
  }

  /** By verdict.id. */
  async listBases(sql: Sql, verdictRows: readonly number[]): Promise<ReadonlyMap<number, Base>> {
    const rows = await sql.query<{ id: number; verdictId: string; policyVersion: string; reports: string[] }>(
      `SELECT id, verdict_id AS "verdictId", body::json ->> 'policyVersion' AS "policyVersion",
         ARRAY(SELECT scan ->> 'report' FROM json_array_elements(body::json #> '{inputs,scans}') AS scan) AS reports
       FROM verdict WHERE id = ANY ($1::int[])`,
      [verdictRows],
    );
    return new Map(rows.map(({ id, ...base }) => [id, base]));
  }

  /** By `sha256:` of the report; of the same bytes the scan that came last. */
  async findScanIds(sql: Sql, artifactId: number, reports: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const rows = await sql.query<{ id: number; report: string }>(
      `SELECT scan.id, 'sha256:' || sha256 AS report FROM scan JOIN report ON report.id = report_id
       WHERE artifact_id = $1 AND 'sha256:' || sha256 = ANY ($2::text[]) ORDER BY scan.id`,
      [artifactId, [...new Set(reports)]],
    );
    return new Map(rows.map(({ id, report }) => [report, String(id)]));
  }
}

/** A waiver has ended by PostgreSQL's clock, whatever this process's shows. */
function later(at: string): string {
  return `greatest(${at}::timestamptz, now())`;
}

const GATED_ARTIFACT = `artifact.id, repository AS image, digest, listed_count AS "componentCount",
  without_purl_count AS "componentsWithoutPurl"`;

/** By project, repository, digest, tag and the projects of the scope. */
const ADDRESSED = `FROM project JOIN image ON project_id = project.id JOIN artifact ON image_id = image.id
  WHERE project.slug = $1 AND ($5::int[] IS NULL OR project.id = ANY ($5)) AND repository = $2 AND CASE WHEN $3::text IS NOT NULL THEN digest = $3
    ELSE artifact.id = (SELECT artifact_id FROM artifact_tag WHERE image_id = image.id AND tag = $4) END`;

function addressParameters({ project, image, digest, tag }: ArtifactAddress, scope: ProjectScope): unknown[] {
  return [project, image, digest ?? null, tag ?? null, scopeParameter(scope)];
}

const GIVEN_VERDICT = `SELECT verdict.id AS row, verdict_id AS "verdictId", artifact_id AS "artifactId", project_id AS "projectId", repository AS image, digest, body, source AS policy,
    scan_ids AS "scanIds", scan_readers AS "scanReaders"
  FROM verdict JOIN artifact ON artifact.id = artifact_id JOIN image ON image.id = image_id
    JOIN policy_version ON policy_version.id = policy_id`;

/** The first reason that decides it. */
function summaryOf({ environment, outcome, reasons }: Verdict): string {
  if (outcome === 'pass') {
    return reasons.some(isAcceptedUnchecked) ? `${passedWords(reasons)}.` : `All rules for ${environment} passed.`;
  }
  return reasons[0]?.message ?? '';
}

/** Each once, in the verdict's order. */
function unmetRulesOf({ reasons }: Verdict): string[] {
  return [...new Set(reasons.flatMap(({ rule, outcome }) => (outcome === 'pass' ? [] : [rule])))];
}
