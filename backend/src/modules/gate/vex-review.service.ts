import { Injectable } from '@nestjs/common';
import { assessments } from '../../core/gate/assessments.js';
import type { Facts } from '../../core/gate/facts.js';
import type { Settings } from '../../core/gate/settings.js';
import { verdictSender } from '../../core/gate/verdict-scan.js';
import { reviewVex, type StatementReview } from '../../core/gate/vex-review.js';
import type { Assessed } from '../../core/vex/assessment.js';
import { cycloneDxOf, cycloneDxOfImage } from '../../core/vex/cyclonedx-writer.js';
import { openVexOf, openVexOfImage } from '../../core/vex/openvex-writer.js';
import type { VexStatement } from '../../core/vex/vex-document.js';
import { Database, type Sql } from '../../database/database.js';
import type { ActivePolicyVersion } from '../policy/active-policy.store.js';
import { ArtifactVex, type FiledVex, type VexFiling } from '../vex-documents/artifact-vex.js';
import type {
  ArtifactVexReview,
  ExportFormat,
  VexDocumentOfArtifact,
  VexStatementOfArtifact,
} from './dto/vex-review.dto.js';
import { EnvironmentUnknownError } from './gate.errors.js';
import { StoredFacts } from './stored-facts.js';
import { StoredQuestions } from './stored-questions.js';
import { type GatedArtifact, VerdictsRepository } from './verdicts.repository.js';

/** Statements that are listed. */
const MOST_LISTED = 1_000;
const MOST_FINDINGS = 100;
const MOST_PRODUCTS = 20;

export interface VexReviewAsked {
  readonly artifactId: number;
}

export interface VexExportAsked {
  readonly of: { readonly artifactId: number } | { readonly image: string; readonly artifactIds: readonly number[] };
  readonly format: ExportFormat;
  /** Left out: the policy's last. */
  readonly environment?: string | undefined;
}

/** What the VEX documents that are filed for an artifact say of it, and what is held of its vulnerabilities. Much work: not where requests are answered. */
@Injectable()
export class VexReviewService {
  constructor(
    private readonly database: Database,
    private readonly verdicts: VerdictsRepository,
    private readonly facts: StoredFacts,
    private readonly vex: ArtifactVex,
    private readonly questions: StoredQuestions,
  ) {}

  /** Null for an artifact that is gone. */
  async review({ artifactId }: VexReviewAsked, active: ActivePolicyVersion): Promise<ArtifactVexReview | null> {
    return this.reading(async (sql) => {
      const artifact = await this.verdicts.findById(sql, artifactId);
      if (artifact === null) return null;
      const documents = await this.vex.listFiled(sql, artifact);
      // The findings of an artifact are much to read for nothing.
      if (documents.length === 0) return { documents: [], statements: [], statementCount: 0 };
      const filings = await this.vex.filingsOf(sql, documents);
      return reviewOf({ documents, filings }, await this.factsOf(sql, artifact), active, Date.now());
    });
  }

  /** The document's text; null where every artifact is gone. Throws EnvironmentUnknownError. */
  async export({ of, format, environment }: VexExportAsked, active: ActivePolicyVersion): Promise<string | null> {
    const { environments } = active.policy;
    const name = environment ?? environments.at(-1)?.name ?? '';
    const settings = environments.find((each) => each.name === name)?.settings;
    if (settings === undefined) {
      throw new EnvironmentUnknownError(
        name,
        environments.map((each) => each.name),
      );
    }
    return this.reading(async (sql) => {
      const at = new Date();
      const artifacts: Assessed[] = [];
      for (const id of 'image' in of ? of.artifactIds : [of.artifactId]) {
        const assessed = await this.assessedOf(sql, id, { active, environment: name, settings, at });
        if (assessed !== null) artifacts.push(assessed);
      }
      const [first] = artifacts;
      if (first === undefined) return null;
      if (!('image' in of)) return format === 'openvex' ? openVexOf(first) : cycloneDxOf(first);
      const write = format === 'openvex' ? openVexOfImage : cycloneDxOfImage;
      return write(of.image, at.toISOString(), artifacts);
    });
  }

  private async assessedOf(
    sql: Sql,
    artifactId: number,
    {
      active,
      environment,
      settings,
      at,
    }: {
      readonly active: ActivePolicyVersion;
      readonly environment: string;
      readonly settings: Settings;
      readonly at: Date;
    },
  ): Promise<Assessed | null> {
    const artifact = await this.verdicts.findById(sql, artifactId);
    if (artifact === null) return null;
    const [question] = await this.questions.of(sql, artifact, active, [environment], at);
    if (question === undefined) return null;
    const held = assessments({ ...question, vex: question.vex ?? [], settings, at: at.getTime() });
    return { subject: artifact, at: at.toISOString(), assessments: held };
  }

  private async factsOf(sql: Sql, artifact: GatedArtifact): Promise<Facts> {
    return this.facts.ofEverybody(sql, artifact, await this.facts.historyOf(sql, artifact.id));
  }

  private reading<Result>(read: (sql: Sql) => Promise<Result>): Promise<Result> {
    return this.database.transaction(async (sql) => {
      await sql.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
      return read(sql);
    });
  }
}

interface Filed {
  readonly documents: readonly FiledVex[];
  readonly filings: ReadonlyMap<number, VexFiling>;
}

function reviewOf(
  { documents, filings }: Filed,
  facts: Facts,
  { policy }: ActivePolicyVersion,
  at: number,
): ArtifactVexReview {
  const byEnvironment = policy.environments.map(({ name, settings }: { name: string; settings: Settings }) => ({
    environment: name,
    reviews: reviewVex(documents, { facts, settings, at }),
  }));
  const [first] = byEnvironment;
  const statements = (first?.reviews ?? []).map((review, place) => {
    const environments = byEnvironment.map(({ environment, reviews }) => {
      const { clearedCount = 0, miss = null } = reviews[place] ?? {};
      return { environment, clearedCount, miss };
    });
    const isClearing = environments.some(({ clearedCount }) => clearedCount > 0);
    return { rank: isClearing ? 0 : review.findings.length > 0 ? 1 : 2, said: statementOf(review, environments) };
  });
  return {
    documents: documents.flatMap((each) => {
      const filing = filings.get(each.vexId);
      return filing === undefined ? [] : [documentOf(each, filing)];
    }),
    statements: statements
      .toSorted((a, b) => a.rank - b.rank)
      .slice(0, MOST_LISTED)
      .map(({ said }) => said),
    statementCount: statements.length,
  };
}

function documentOf(
  { vexId, document, content, sender }: FiledVex,
  { image, digest, receivedAt }: VexFiling,
): VexDocumentOfArtifact {
  return {
    id: String(vexId),
    document,
    name: content.id,
    author: content.author,
    format: content.format,
    issuedAt: content.issuedAt,
    sender: verdictSender(sender),
    image,
    digest,
    receivedAt: receivedAt.toISOString(),
    statementCount: content.statements.length,
  };
}

function statementOf(
  { source, statement, findings }: StatementReview,
  environments: VexStatementOfArtifact['environments'],
): VexStatementOfArtifact {
  const { pointer, vulnerability, status, justification, impact, action, saidAt } = statement;
  return {
    documentId: String((source as FiledVex).vexId),
    pointer,
    vulnerability: [...vulnerability],
    status,
    justification,
    impact,
    action,
    saidAt,
    products: productsOf(statement).slice(0, MOST_PRODUCTS),
    findings: findings.slice(0, MOST_FINDINGS),
    findingCount: findings.length,
    environments,
  };
}

function productsOf({ products }: VexStatement): string[] {
  const written = products.flatMap(({ identities, parts = [] }) =>
    [identities, ...parts].flatMap((each) => each.slice(0, 1)),
  );
  return [...new Set(written.map((identity) => identity.written))];
}
