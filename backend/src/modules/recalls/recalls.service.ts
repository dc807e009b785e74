import { Injectable } from '@nestjs/common';
import { isToolVersionRange } from '../../core/versions/tool-version.js';
import type { ProblemIssue } from '../../common/errors/problem.dto.js';
import { InvalidInputError } from '../../common/errors/invalid-input.error.js';
import { Database, type Sql } from '../../database/database.js';
import { ForbiddenError } from '../access/access.errors.js';
import type { ProjectScope } from '../access/project-scope.js';
import { auditActor, type AuditNote, type AuditSource } from '../audit/audit-event.js';
import { AuditLog } from '../audit/audit-log.js';
import { DecidedAgain } from '../gate/decided-again.js';
import { type EndedOutcome, EndedVerdictsRepository } from '../gate/ended-verdicts.repository.js';
import { JobQueue } from '../jobs/job-queue.js';
import { Projects } from '../projects/projects.js';
import { IntakeLock } from '../scans/intake-lock.js';
import type { NewRecall, RecallList, RecallPreview, RecallQuery, RecallResult } from './dto/recall.dto.js';
import { previewOf, toRecall } from './recall-answers.js';
import { RecallNotFoundError } from './recalls.errors.js';
import { type Recallable, type RecallRow, RecallsRepository } from './recalls.repository.js';

/** Takes back evidence that turned out to be none, and gives it back. No answer of the gate after that rests on it. */
@Injectable()
export class RecallsService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditLog,
    private readonly intake: IntakeLock,
    private readonly projects: Projects,
    private readonly recalls: RecallsRepository,
    private readonly ended: EndedVerdictsRepository,
    private readonly again: DecidedAgain,
    private readonly jobs: JobQueue,
  ) {}

  async list(scope: ProjectScope): Promise<RecallList> {
    return { items: (await this.recalls.list(scope)).map(toRecall) };
  }

  async preview(query: RecallQuery, scope: ProjectScope): Promise<RecallPreview> {
    const found = await this.recalls.findScans(this.database, await this.recallableOf(query, scope));
    const preview = previewOf(found);
    const named = await this.ended.nameArtifacts(preview.artifacts.map(({ artifactId }) => artifactId));
    return {
      ...preview,
      artifacts: preview.artifacts.flatMap(({ artifactId, ...counts }) => {
        const artifact = named.find((each) => each.artifactId === artifactId);
        return artifact === undefined ? [] : [{ ...artifact, ...counts, artifactId: String(artifactId) }];
      }),
    };
  }

  async recall(source: AuditSource, { reason, ...query }: NewRecall, scope: ProjectScope): Promise<RecallResult> {
    const recallable = await this.recallableOf(query, scope);
    const made = await this.audit.changeInSql(source, async (sql, note) => {
      // Alone: a scan that is being taken in meanwhile would not be found here, nor find the recall.
      await this.intake.holdAlone(sql);
      const at = new Date();
      const found = await this.recalls.findScans(sql, recallable);
      const id = await this.recalls.insert(sql, recallable, { reason, by: auditActor(source), at });
      await this.recalls.addScans(
        sql,
        id,
        found.map(({ scanId }) => scanId),
      );
      const before = await this.ended.endAll(sql, artifactsOf(found));
      await this.jobs.request(sql, 'verdict-expiry');
      const recall = await this.get(sql, id, 'all');
      await note(noteOf('evidence.recalled', recall));
      return { id, artifactIds: artifactsOf(found), before };
    });
    return this.followUp(source, made, scope);
  }

  async undo(source: AuditSource, id: number, scope: ProjectScope): Promise<RecallResult> {
    const known = await this.get(this.database, id, scope);
    if (known.projectId === null && scope !== 'all') throw new ForbiddenError('evidence:recall');
    const undone = await this.audit.changeInSql(source, async (sql, note) => {
      await this.intake.holdAlone(sql);
      if (!(await this.recalls.undo(sql, id, auditActor(source), new Date())))
        return { id, artifactIds: [], before: [] };
      const artifactIds = await this.recalls.listArtifacts(sql, id);
      const before = await this.ended.endAll(sql, artifactIds);
      await this.jobs.request(sql, 'verdict-expiry');
      await note(noteOf('evidence.recall-undone', await this.get(sql, id, 'all')));
      return { id, artifactIds, before };
    });
    return this.followUp(source, undone, scope);
  }

  /** Better verdicts are attributed to the person who has just made or undone the recall. */
  private async followUp(
    source: AuditSource,
    { id, artifactIds, before }: { id: number; artifactIds: readonly number[]; before: readonly EndedOutcome[] },
    scope: ProjectScope,
  ): Promise<RecallResult> {
    const again = await this.again.evaluateAtOnce(source, artifactIds, before);
    return { recall: toRecall(await this.get(this.database, id, scope)), ...again };
  }

  private async get(sql: Sql, id: number, scope: ProjectScope): Promise<RecallRow> {
    const row = await this.recalls.find(sql, id, scope);
    if (row === null) throw new RecallNotFoundError(id);
    return row;
  }

  private async recallableOf(query: RecallQuery, scope: ProjectScope): Promise<Recallable> {
    const { project = null, tool = null, versions = null, sender = null } = query;
    const receivedFrom = instantOf('receivedFrom', query.receivedFrom);
    const receivedUntil = instantOf('receivedUntil', query.receivedUntil);
    const issues: ProblemIssue[] = [];
    if ([tool, versions, sender, receivedFrom, receivedUntil].every((condition) => condition === null)) {
      issues.push({ parameter: 'tool', message: 'or versions, sender, receivedFrom or receivedUntil is needed' });
    }
    if (versions !== null && !isToolVersionRange(versions)) {
      issues.push({ parameter: 'versions', message: 'must be a range of versions, such as >=0.69.4 <0.69.7' });
    }
    if (receivedFrom !== null && receivedUntil !== null && receivedFrom >= receivedUntil) {
      issues.push({ parameter: 'receivedUntil', message: 'must be after receivedFrom' });
    }
    if (issues.length > 0) throw new InvalidInputError(issues);
    if (project === null && scope !== 'all') throw new ForbiddenError('evidence:recall');
    const projectId = project === null ? null : await this.projects.idOf(project, scope);
    return { projectId, tool, versions, sender, receivedFrom, receivedUntil };
  }
}

function instantOf(parameter: string, text: string | null | undefined): Date | null {
  if (text === null || text === undefined) return null;
  const instant = new Date(text);
  if (Number.isNaN(instant.getTime())) {
    throw new InvalidInputError([{ parameter, message: 'must be an instant such as 2026-11-21T00:00:00Z' }]);
  }
  return instant;
}

function artifactsOf(found: readonly { readonly artifactId: number }[]): number[] {
  return [...new Set(found.map(({ artifactId }) => artifactId))];
}

function noteOf(action: AuditNote['action'], recall: RecallRow): AuditNote {
  const { project, tool, versions, sender, receivedFrom, receivedUntil, reason, scanCount, artifactCount } = recall;
  return {
    action,
    target: { kind: 'recall', id: String(recall.id), name: `recall ${recall.id}` },
    after: { project, tool, versions, sender, receivedFrom, receivedUntil, reason, scanCount, artifactCount },
  };
}
