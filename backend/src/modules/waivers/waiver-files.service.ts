import { Injectable } from '@nestjs/common';
import { InvalidInputError } from '../../common/errors/invalid-input.error.js';
import type { Waiver } from '../../core/model/waiver.js';
import { parseWaivers } from '../../core/policy/parse-waivers.js';
import { PolicyError } from '../../core/policy/policy-error.js';
import { Database, type Sql } from '../../database/database.js';
import { ForbiddenError } from '../access/access.errors.js';
import { HeldPermission } from '../access/held-permission.js';
import type { ProjectScope } from '../access/project-scope.js';
import { auditActor } from '../audit/audit-event.js';
import { AuditLog } from '../audit/audit-log.js';
import { DecidedAgain } from '../gate/decided-again.js';
import type { EndedOutcome } from '../gate/ended-verdicts.repository.js';
import { ActivePolicyStore } from '../policy/active-policy.store.js';
import { DefaultProject } from '../projects/default-project.js';
import { Projects } from '../projects/projects.js';
import { ArtifactWaivers } from '../approved-waivers/artifact-waivers.js';
import { type Asking, covers } from './asking.js';
import type { AppliedWaivers, ApplyWaivers, ExportedWaivers } from './dto/waiver-file.dto.js';
import { endedOnce } from './ended-once.js';
import { revisionOf } from './waiver-content.js';
import { type FilePlan, type FileWaiver, planFile } from './waiver-file-plan.js';
import { WaiverFilesRepository } from './waiver-files.repository.js';
import { WaiverEffects } from './waiver-effects.js';
import { requesterOf } from './waiver-people.js';
import { toExported } from './exported-waiver.js';
import { latestEndOf } from './latest-end.js';
import { WaiverNameTakenError, WaiverTooLongError } from './waivers.errors.js';
import { WaiversRepository } from './waivers.repository.js';

const GONE = 'The file no longer has it.';

/** Waivers that are kept in a file: one namespace and one engine with those that the server holds. */
@Injectable()
export class WaiverFilesService {
  constructor(
    private readonly audit: AuditLog,
    private readonly database: Database,
    private readonly policies: ActivePolicyStore,
    private readonly projects: Projects,
    private readonly defaultProject: DefaultProject,
    private readonly held: HeldPermission,
    private readonly waivers: WaiversRepository,
    private readonly files: WaiverFilesRepository,
    private readonly effects: WaiverEffects,
    private readonly again: DecidedAgain,
    private readonly artifactWaivers: ArtifactWaivers,
  ) {}

  /** All of the file, or nothing. Those of its origin that it no longer has are revoked. */
  async apply(asking: Asking, { project, origin, source, dryRun = false }: ApplyWaivers): Promise<AppliedWaivers> {
    const { context, principal } = asking;
    const waivers = read(source);
    const projectId = await this.projectOf(asking.scope, project);
    const place = { projectId, origin };
    if (dryRun)
      return { ...told(await this.plan(this.database, waivers, place)), isDryRun: true, changed: [], pendingCount: 0 };
    const { plan, before } = await this.audit.changeInSql(context, async (sql, note) => {
      await this.effects.prepare(sql);
      if (!covers(await this.held.scopeIn(sql, principal, 'waiver:apply'), projectId))
        throw new ForbiddenError('waiver:apply');
      const found = await this.plan(sql, waivers, place);
      const at = await this.waivers.now(sql);
      const ended = await this.write(sql, asking, found, { ...place, at });
      const { added, edited, revoked, unchangedCount } = told(found);
      await note({
        action: 'waiver.applied',
        target: { kind: 'waiver-file', id: null, name: origin },
        after: { projectId, added, edited, revoked, unchangedCount, verdicts: ended.length },
      });
      return { plan: found, before: ended };
    });
    const artifactIds = [...new Set(before.map(({ artifactId }) => artifactId))];
    const again = await this.again.evaluateAtOnce(context, artifactIds, before);
    return { ...told(plan), isDryRun: false, ...again };
  }

  /** Those that artifacts of the project are evaluated with, now or later. */
  async export(scope: ProjectScope, project: string | undefined): Promise<ExportedWaivers> {
    const projectId = await this.projects.idOf(project ?? (await this.defaultProject.slugFor(scope)), scope);
    const waivers = await this.artifactWaivers.listOfProject(this.database, projectId);
    return { version: 1, waivers: waivers.map(({ waiver }) => toExported(waiver)) };
  }

  private async plan(
    sql: Sql,
    waivers: readonly Waiver[],
    place: { projectId: number | null; origin: string },
  ): Promise<FilePlan> {
    const known = await this.files.listKnown(sql, { ...place, names: waivers.map(({ id }) => id) });
    const plan = planFile(waivers, known, place);
    const [taken] = plan.taken;
    if (taken !== undefined) throw new WaiverNameTakenError(taken.name);
    await this.refuseTooLong([...plan.added, ...plan.edited.map(({ after }) => after)]);
    return plan;
  }

  /** One that does not say when it began covers nothing where its time is limited. */
  private async refuseTooLong(waivers: readonly FileWaiver[]): Promise<void> {
    const { policy } = await this.policies.get();
    for (const { name, content } of waivers) {
      if (typeof content.validFrom !== 'string') continue;
      const latest = latestEndOf(policy, content, new Date(content.validFrom));
      if (latest !== null && Date.parse(content.expiresAt) > latest.until) {
        throw new WaiverTooLongError(latest, { pointer: '/source', name });
      }
    }
  }

  /** Answers what was given before, of the verdicts that end. */
  private async write(
    sql: Sql,
    { context, principal }: Asking,
    { added, edited, revoked }: FilePlan,
    { projectId, origin, at }: { projectId: number | null; origin: string; at: Date },
  ): Promise<EndedOutcome[]> {
    // What is revoked is revoked there as well.
    if (added.length + edited.length > 0) await this.projects.holdOpen(sql, projectId);
    const by = requesterOf(context, principal);
    const ended: EndedOutcome[] = [];
    for (const waiver of [...edited.map(({ before }) => before), ...revoked])
      ended.push(...(await this.effects.end(sql, waiver)));
    await this.files.revoke(
      sql,
      revoked.map(({ id }) => id),
      { by: auditActor(context), reason: GONE, at },
    );
    const begun: { id: number; after: FileWaiver }[] = [];
    for (const { before, after } of edited) {
      await this.files.revise(sql, before, { ...after, hash: revisionOf(after.content) }, { origin, by, at });
      begun.push({ id: before.id, after });
    }
    for (const after of added) {
      const id = await this.files.insert(
        sql,
        { ...after, hash: revisionOf(after.content) },
        { projectId, origin, by, at },
      );
      begun.push({ id, after });
    }
    for (const { id, after } of onePerReach(begun)) {
      ended.push(...(await this.effects.begin(sql, { id, projectId, content: after.content })));
    }
    return endedOnce(ended);
  }

  private async projectOf(scope: ProjectScope, project: string | null | undefined): Promise<number | null> {
    if (project !== null) return this.projects.idOf(project ?? (await this.defaultProject.slugFor(scope)), scope);
    if (scope !== 'all') throw new ForbiddenError('waiver:apply');
    return null;
  }
}

/** With the file's own checks. Throws InvalidInputError. */
function read(source: string): Waiver[] {
  try {
    const waivers = parseWaivers(source);
    const numbered = waivers.find(({ id }) => /^W-\d+$/.test(id));
    if (numbered === undefined) return waivers;
    throw new InvalidInputError([
      { pointer: '/source', message: `\`${numbered.id}\` is a name that the server gives to its own waivers.` },
    ]);
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    throw new InvalidInputError(
      error.issues.map(({ line, column, path, message }) => ({
        pointer: '/source',
        message: `${line}:${column} ${path === '' ? '' : `${path}: `}${message}`,
      })),
    );
  }
}

function told({ added, edited, revoked, unchangedCount }: FilePlan) {
  return {
    added: added.map(({ name }) => name),
    edited: edited.map(({ after }) => after.name),
    revoked: revoked.map(({ name }) => name),
    unchangedCount,
  };
}

/** Verdicts of the same artifacts and environments end once. */
function onePerReach<Begun extends { readonly after: FileWaiver }>(begun: readonly Begun[]): Begun[] {
  const reachOf = ({ after: { content } }: Begun) =>
    JSON.stringify([content.scope.image, content.scope.digest, content.scope.environments?.toSorted()]);
  return [...new Map(begun.map((one) => [reachOf(one), one])).values()];
}
