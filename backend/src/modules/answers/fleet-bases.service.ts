import { Injectable } from '@nestjs/common';
import { readCursor, writeCursor } from '../../common/paging/cursor.js';
import { fleetBaseSentence } from '../../core/compare/fleet-base-words.js';
import { upgradeKey } from '../../core/path/fleet-upgrades.js';
import type { ProjectScope } from '../access/project-scope.js';
import { namedArtifact, namedBuilds } from '../base-images/base-images.service.js';
import type { FoundBuilds } from '../base-images/newer-builds.js';
import { EnvironmentUnknownError } from '../gate/gate.errors.js';
import { ActivePolicyStore } from '../policy/active-policy.store.js';
import type { FleetBase, FleetBasePage, FleetBasesQuery } from './dto/fleet-bases.dto.js';
import { FleetBaseList, type ImagesOnBase, newerBaseOf } from './fleet-base-list.js';
import { KnownBaseChanges } from './known-base-changes.js';
import { PATIENCE, within } from './patience.js';
import { ProvenUpgrades, rebuildOn, type ToProve } from './proven-upgrades.js';

const CURSOR = 'fleet-bases';

/** Failing images of one page that are evaluated. */
const MOST_IMAGES = 2_000;

/** Which base images the fleet is built on, and what their newer builds do for it. */
@Injectable()
export class FleetBasesService {
  constructor(
    private readonly policies: ActivePolicyStore,
    private readonly bases: FleetBaseList,
    private readonly changes: KnownBaseChanges,
    private readonly proven: ProvenUpgrades,
  ) {}

  /** Throws EnvironmentUnknownError, InvalidInputError. */
  async list(query: FleetBasesQuery, scope: ProjectScope): Promise<FleetBasePage> {
    const { environment, project, cursor, limit } = query;
    const after = readCursor(cursor, CURSOR, ['integer', 'id']);
    const policy = await this.policies.scope();
    if (!policy.environments.includes(environment)) throw new EnvironmentUnknownError(environment, policy.environments);
    const listed = await this.bases.list({ environment, project }, policy, scope);
    const rest = after === null ? listed : listed.filter((base) => isBehind(base, after.map(Number)));
    const page = rest.slice(0, limit);
    const builds = await this.bases.buildsOf(page);
    const wanted = page.flatMap((base) => toProve(base, builds.get(base.baseId), environment)).slice(0, MOST_IMAGES);
    await within(PATIENCE, Promise.all([this.changes.find([...builds.values()]), this.proven.find(wanted)]));
    const last = page.at(-1);
    return {
      environment,
      items: page.flatMap((base) => {
        const found = builds.get(base.baseId);
        return found === undefined ? [] : [this.toFleetBase(base, found, environment)];
      }),
      nextCursor:
        rest.length > limit && last !== undefined ? writeCursor(CURSOR, [last.images.length, last.baseId]) : null,
      total: listed.length,
      imageCount: listed.reduce((sum, { images }) => sum + images.length, 0),
      isComplete:
        wanted.every((each) => this.proven.of(each) !== undefined) &&
        [...builds.values()].every((each) => each.newer === null || this.changes.of(each) !== undefined),
    };
  }

  private toFleetBase(base: ImagesOnBase, builds: FoundBuilds, environment: string): FleetBase {
    const { build, newer } = builds;
    const known = newer === null ? undefined : this.changes.of(builds);
    const change = known === undefined || known === 'too-large' ? null : known;
    const rebuild = newer === null ? null : upgradeKey(rebuildOn(newer));
    const looked =
      change?.isConclusive === true
        ? toProve(base, builds, environment).flatMap((each) => {
            const found = this.proven.of(each);
            return found === undefined || found === 'too-large' ? [] : [found];
          })
        : [];
    const facts = {
      imageCount: base.images.length,
      failing: base.images.filter(({ failedVerdictRow }) => failedVerdictRow !== null).length,
      change,
      evaluated: looked.length,
      passing: looked.filter(({ alone }) => alone.some((each) => upgradeKey(each) === rebuild)).length,
    };
    return {
      base: { ...namedArtifact(build), tags: [...build.tags] },
      ...facts,
      ...namedBuilds(builds),
      sentence: fleetBaseSentence({ ...facts, environment, hasNewerBuild: newer !== null }),
    };
  }
}

/** The images that fail, each on the newer build. */
function toProve({ images }: ImagesOnBase, builds: FoundBuilds | undefined, environment: string): ToProve[] {
  return images.flatMap((image) => {
    const { artifactId, failedVerdictRow: verdictRow } = image;
    const onBase = newerBaseOf(image, builds);
    return verdictRow === null || onBase === null ? [] : [{ artifactId, verdictRow, environment, onBase }];
  });
}

function isBehind({ baseId, images }: ImagesOnBase, [count = 0, id = 0]: readonly number[]): boolean {
  return images.length < count || (images.length === count && baseId > id);
}
