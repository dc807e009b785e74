import { Injectable } from '@nestjs/common';
import { evaluateWhole } from '../../core/gate/evaluate.js';
import { evidenceRulesOf } from '../../core/gate/counting-evidence.js';
import { factsOf } from '../../core/gate/facts-of.js';
import type { Reason, ReasonFinding, Verdict } from '../../core/gate/verdict.js';
import { parsePolicy } from '../../core/policy/parse-policy.js';
import type { Policy } from '../../core/policy/policy.js';
import { PolicyError } from '../../core/policy/policy-error.js';
import { Database, type Sql } from '../../database/database.js';
import { ScanRecordsRepository } from '../scans/scan-records.repository.js';
import { ArtifactWaivers } from '../approved-waivers/artifact-waivers.js';
import { ArtifactVex } from '../vex-documents/artifact-vex.js';
import { MOST_CLAIMS_HERE } from './fresh-verdicts.js';
import {
  EvaluationTooHeavyError,
  FindingsTooHeavyError,
  VerdictEvidenceDeletedError,
  VerdictNotFoundError,
  VerdictNotReplayableError,
} from './gate.errors.js';
import { type GivenVerdict, VerdictsRepository } from './verdicts.repository.js';

/** Some of the findings behind a reason: data alone. */
export interface FindingsAsked {
  readonly artifactId: number;
  /** verdict.id */
  readonly row: number;
  readonly rule: string;
  /** How many to leave out, and how many to give. */
  readonly offset: number;
  readonly limit: number;
}

/**
 * Evaluates again what a verdict was given for: the same scans, policy and instant. Of the findings behind its reasons a verdict keeps the
 * worst alone; here are the others, or an error where they might be others than it was given for.
 */
@Injectable()
export class VerdictReplay {
  private listElsewhere: ((asked: FindingsAsked) => Promise<readonly ReasonFinding[]>) | null = null;

  constructor(
    private readonly database: Database,
    private readonly verdicts: VerdictsRepository,
    private readonly records: ScanRecordsRepository,
    private readonly waivers: ArtifactWaivers,
    private readonly vex: ArtifactVex,
  ) {}

  /** Called once, when the application starts: threads are above the gate. */
  listBy(listElsewhere: (asked: FindingsAsked) => Promise<readonly ReasonFinding[]>): void {
    this.listElsewhere = listElsewhere;
  }

  /** Worst first. Throws VerdictNotReplayableError, VerdictEvidenceDeletedError, FindingsTooHeavyError. */
  async list(asked: FindingsAsked): Promise<readonly ReasonFinding[]> {
    const { artifactId, row, rule, offset, limit } = asked;
    if (this.listElsewhere !== null && (await this.verdicts.weigh(artifactId, MOST_CLAIMS_HERE)) > MOST_CLAIMS_HERE) {
      return this.listElsewhere(asked).catch((error: unknown) => {
        throw error instanceof EvaluationTooHeavyError ? new FindingsTooHeavyError() : error;
      });
    }
    const findings = await this.database.transaction(async (sql) => {
      // What is read below is of one instant: a scan may be read again meanwhile.
      await sql.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
      const given = await this.verdicts.findRow(sql, row);
      if (given === null) throw new VerdictNotFoundError();
      return this.replay(sql, given, rule);
    });
    return findings.slice(offset, offset + limit);
  }

  private async replay(sql: Sql, given: GivenVerdict, rule: string): Promise<readonly ReasonFinding[]> {
    const { scanIds, scanReaders, image, digest } = given;
    if (scanIds === null || scanReaders === null) throw new VerdictNotReplayableError();
    const readers = await this.records.findReaders(sql, scanIds);
    if (scanIds.some((id) => !readers.has(id))) throw new VerdictEvidenceDeletedError();
    if (scanIds.some((id, place) => readers.get(id) !== scanReaders[place])) throw new VerdictNotReplayableError();
    const { environment, evaluatedAt, reasons } = JSON.parse(given.body) as Verdict;
    const policy = policyOf(given.policy);
    const stored = await this.records.load(sql, scanIds);
    const used = await this.waivers.listUsed(sql, given.row);
    const facts = factsOf({
      image,
      digest,
      // One that was recalled since then counted.
      scans: stored.map(({ record }) => ({ ...record, recall: null })),
      componentCount: 0,
      componentsWithoutPurl: 0,
      ...evidenceRulesOf(policy.environments.find(({ name }) => name === environment)?.settings),
    });
    const waivers = used.map(({ waiver }) => waiver);
    const vex = await this.vex.listThen(sql, { id: given.artifactId, image, digest }, policy, evaluatedAt);
    const whole = evaluateWhole({ facts, policy, waivers, vex, environment, at: evaluatedAt });
    const [then, now] = [reasons, whole.reasons].map((list) => list.find((reason) => reason.rule === rule));
    if (then === undefined || now === undefined || !isSame(then, now)) throw new VerdictNotReplayableError();
    return now.findings;
  }
}

/** Another version may count otherwise. `whole` has all the findings. */
function isSame(given: Reason, whole: Reason): boolean {
  return (
    given.outcome === whole.outcome &&
    given.message === whole.message &&
    given.findingCount === whole.findings.length &&
    given.findings.every(({ id, severity }, place) => {
      const other = whole.findings[place];
      return other?.id === id && other.severity === severity;
    })
  );
}

function policyOf(source: string): Policy {
  try {
    return parsePolicy(source);
  } catch (error) {
    if (error instanceof PolicyError) throw new VerdictNotReplayableError();
    throw error;
  }
}
