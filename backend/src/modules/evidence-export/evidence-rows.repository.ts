import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { FINDING_COUNT } from '../scans/scan-records.repository.js';
import { type ProjectScope, scopeParameter } from '../access/project-scope.js';

/** Which part of an artifact's evidence. Null: no limit. */
export interface EvidenceSpan {
  readonly environment: string | null;
  readonly from: string | null;
  readonly to: string | null;
}

export type ArtifactRow = {
  id: number;
  projectId: number;
  imageId: number;
  project: string;
  image: string;
  digest: string;
  tags: string[];
  createdAt: Date;
  lastScannedAt: Date;
  operatingSystem: unknown;
  imageFacts: unknown;
};

export type VerdictRow = {
  id: number;
  verdictId: string;
  environment: string;
  outcome: string;
  evaluatedAt: Date;
  holdsUntil: Date | null;
  policyVersion: string;
  /** The very text that the gate answered. */
  body: string;
  scanIds: number[] | null;
  /** READER_VERSION of each when the verdict was given. */
  scanReaders: number[] | null;
};

export type ScanRow = Record<string, unknown> & {
  id: number;
  reportId: number;
  sha256: string;
  sizeBytes: string;
  receivedAt: Date;
  /** When the same bytes first came. */
  firstReceivedAt: Date;
  reportRemovedAt: Date | null;
};

export type WaiverRow = Record<string, unknown> & { id: number; name: string; requestedAt: Date };
export type DeploymentRow = Record<string, unknown> & { id: number; environment: string };
export type PolicyRow = { version: string; source: string; createdAt: Date };

export type VexRow = Record<string, unknown> & {
  id: number;
  sha256: string;
  receivedAt: Date;
};

/** Bodies of verdicts are held in memory so many at once. */
const BATCH = 50;

/** $1: the artifact; $2: the environment; $3 and $4: from and before. */
const IN_SPAN = `artifact_id = $1 AND ($2::text IS NULL OR environment = $2)
  AND ($3::timestamptz IS NULL OR evaluated_at >= $3) AND ($4::timestamptz IS NULL OR evaluated_at < $4)`;

export const VERDICT_COLUMNS = `verdict.id, verdict_id AS "verdictId", environment, outcome, evaluated_at AS "evaluatedAt",
  holds_until AS "holdsUntil", version AS "policyVersion", body, scan_ids AS "scanIds", scan_readers AS "scanReaders"`;

export const SCAN_COLUMNS = `scan.id, scan.report_id AS "reportId", sha256, size_bytes AS "sizeBytes", format, tool, tool_version AS "toolVersion",
    database_date AS "databaseDate", scanned_at AS "scannedAt", received_at AS "receivedAt",
    coalesce(first_received_at, received_at) AS "firstReceivedAt", sender, given, target, platform, covers,
    attempted, carries, failures, mismatches, reader, counts, component_count AS "componentCount", listed_count AS "listedCount",
    ${FINDING_COUNT} AS "findingCount", scan.operating_system AS "operatingSystem", scan.image_facts AS "imageFacts",
    skipped_count AS "skippedCount", is_current AS "isCurrent", removed_at AS "reportRemovedAt",
    (SELECT coalesce(json_agg(json_build_object('id', recall.id::text, 'reason', reason, 'recalledAt', recalled_at,
        'undoneAt', undone_at) ORDER BY recall.id), '[]')
      FROM recalled_scan JOIN evidence_recall AS recall ON recall.id = recall_id WHERE scan_id = scan.id) AS "recalledBy",
    ARRAY(SELECT recall_id FROM recalled_scan WHERE scan_id = scan.id ORDER BY recall_id) AS recalls
  FROM scan JOIN report ON report.id = scan.report_id LEFT JOIN report_removal ON report_removal.report_id = report.id`;

/** Reads what an archive of evidence holds, as it is stored. In SQL, since it goes through a history by key. */
@Injectable()
export class EvidenceRowsRepository {
  constructor(private readonly database: Database) {}

  async findArtifact(id: number, scope: ProjectScope): Promise<ArtifactRow | null> {
    const [artifact] = await this.database.query<ArtifactRow>(
      `SELECT artifact.id, project_id AS "projectId", image.id AS "imageId", slug AS project, repository AS image, digest,
         ARRAY(SELECT tag FROM artifact_tag WHERE artifact_id = artifact.id ORDER BY tag) AS tags,
         artifact.created_at AS "createdAt", last_scanned_at AS "lastScannedAt", operating_system AS "operatingSystem",
         image_facts AS "imageFacts"
       FROM artifact JOIN image ON image.id = image_id JOIN project ON project.id = project_id
       WHERE artifact.id = $1 AND ($2::int[] IS NULL OR project_id = ANY ($2))`,
      [id, scopeParameter(scope)],
    );
    return artifact ?? null;
  }

  /** Verdicts, scans and deployments: what an archive has a file or a row for. */
  async count(artifactId: number, span: EvidenceSpan): Promise<number> {
    const [counted] = await this.database.query<{ count: number }>(
      `SELECT ((SELECT count(*) FROM verdict WHERE ${IN_SPAN}) + (SELECT count(*) FROM scan WHERE artifact_id = $1)
         + (SELECT count(*) FROM deployment WHERE artifact_id = $1))::int AS count`,
      parametersOf(artifactId, span),
    );
    return counted?.count ?? 0;
  }

  /** In the order in which they were given, up to the one that is the last now. */
  async *walkVerdicts(artifactId: number, span: EvidenceSpan): AsyncGenerator<VerdictRow> {
    const [last] = await this.database.query<{ id: number | null }>(
      'SELECT max(id) AS id FROM verdict WHERE artifact_id = $1',
      [artifactId],
    );
    for (let after = 0; ;) {
      const rows = await this.database.query<VerdictRow>(
        `SELECT ${VERDICT_COLUMNS}
         FROM verdict JOIN policy_version ON policy_version.id = policy_id
         WHERE ${IN_SPAN} AND verdict.id > $5 AND verdict.id <= $6 ORDER BY verdict.id LIMIT ${BATCH}`,
        [...parametersOf(artifactId, span), after, last?.id ?? 0],
      );
      yield* rows;
      const end = rows.at(-1);
      if (end === undefined || rows.length < BATCH) return;
      after = end.id;
    }
  }

  /** Those that these verdicts rest on, and those that came in the span. */
  listScans(artifactId: number, { from, to }: EvidenceSpan, used: readonly number[]): Promise<ScanRow[]> {
    return this.database.query<ScanRow>(
      `SELECT ${SCAN_COLUMNS}
       WHERE artifact_id = $1 AND (scan.id = ANY ($2::int[]) OR
         ($3::timestamptz IS NULL OR received_at >= $3) AND ($4::timestamptz IS NULL OR received_at < $4))
       ORDER BY scan.id`,
      [artifactId, used, from, to],
    );
  }

  /** Those that the verdicts rest on, with what was requested and who approved it. */
  listWaivers(artifactId: number, span: EvidenceSpan): Promise<WaiverRow[]> {
    return this.database.query<WaiverRow>(
      `${waiversUsedBy(IN_SPAN)} ORDER BY waiver.id`,
      parametersOf(artifactId, span),
    );
  }

  /** The same of these verdicts, as far as they are of the project or of every project. `verdictRows`: verdict.id. */
  listWaiversOf(verdictRows: readonly number[], projectId: number): Promise<WaiverRow[]> {
    return this.database.query<WaiverRow>(
      `${waiversUsedBy('verdict.id = ANY ($1::int[])')} AND (waiver.project_id IS NULL OR waiver.project_id = $2) ORDER BY waiver.id`,
      [verdictRows, projectId],
    );
  }

  /** Those that ran at some time of the span. */
  listDeployments(artifactId: number, { environment, from, to }: EvidenceSpan): Promise<DeploymentRow[]> {
    return this.database.query<DeploymentRow>(
      `SELECT id, environment, tag, source, recorded_at AS "recordedAt", recorded_by_kind AS "recordedByKind",
         recorded_by AS "recordedBy", verdict_id AS "verdictId", outcome, ended_at AS "endedAt"
       FROM deployment WHERE artifact_id = $1 AND ($2::text IS NULL OR environment = $2)
         AND ($3::timestamptz IS NULL OR ended_at IS NULL OR ended_at >= $3) AND ($4::timestamptz IS NULL OR recorded_at < $4)
       ORDER BY id`,
      [artifactId, environment, from, to],
    );
  }

  async findPolicy(version: string): Promise<PolicyRow | null> {
    const [policy] = await this.database.query<PolicyRow>(
      'SELECT version, source, created_at AS "createdAt" FROM policy_version WHERE version = $1',
      [version],
    );
    return policy ?? null;
  }

  /** Those of these that are not of another project than the caller's. `documents`: SHA-256, hexadecimal. */
  listVex(documents: readonly string[], scope: ProjectScope): Promise<VexRow[]> {
    return this.database.query<VexRow>(
      `SELECT vex_document.id, sha256, slug AS project, image, digest, format, vex_document.name, author, issued_at AS "issuedAt",
         signed_by AS "signedBy", sender, received_at AS "receivedAt", withdrawn_at AS "withdrawnAt", withdrawn_by AS "withdrawnBy",
         withdraw_reason AS "withdrawReason"
       FROM vex_document JOIN project ON project.id = project_id
       WHERE sha256 = ANY ($1::text[]) AND ($2::int[] IS NULL OR project_id = ANY ($2)) ORDER BY vex_document.id`,
      [documents, scopeParameter(scope)],
    );
  }

  /** In Brotli, as stored. */
  async findVexBody(id: number): Promise<Buffer | null> {
    const [document] = await this.database.query<{ body: Buffer }>('SELECT body FROM vex_document WHERE id = $1', [id]);
    return document?.body ?? null;
  }
}

/** `condition` on the verdicts. */
function waiversUsedBy(condition: string): string {
  return `SELECT waiver.id, waiver.name, slug AS project, source, origin, state, waiver.requested_at AS "requestedAt",
      waiver.expires_at AS "expiresAt", ended_at AS "endedAt", ended_by AS "endedBy", end_reason AS "endReason",
      (SELECT json_agg(json_build_object('number', revision.number, 'hash', revision.hash, 'content', content,
          'requestedBy', requested_by, 'requestedAt', revision.requested_at, 'validFrom', revision.valid_from,
          'verdictHash', verdict_hash, 'names', names,
          'approvals', (SELECT coalesce(json_agg(json_build_object('approver', approver, 'approvedBy', approved_by,
              'approvedAt', approved_at) ORDER BY approved_at, account_id), '[]')
            FROM waiver_approval AS approval
            WHERE approval.waiver_id = waiver.id AND approval.number = revision.number)) ORDER BY revision.number)
        FROM waiver_revision AS revision WHERE revision.waiver_id = waiver.id) AS revisions,
      (SELECT json_agg(json_build_object('verdict', verdict.verdict_id, 'environment', environment,
          'evaluatedAt', evaluated_at, 'revision', used.number, 'approvers', approvers) ORDER BY verdict.id)
        FROM waiver_use AS used JOIN verdict ON verdict.id = used.verdict_id
        WHERE used.waiver_id = waiver.id AND ${condition}) AS uses
    FROM waiver LEFT JOIN project ON project.id = waiver.project_id
    WHERE waiver.id IN (SELECT used.waiver_id FROM waiver_use AS used JOIN verdict ON verdict.id = used.verdict_id
      WHERE ${condition})`;
}

function parametersOf(artifactId: number, { environment, from, to }: EvidenceSpan): unknown[] {
  return [artifactId, environment, from, to];
}
