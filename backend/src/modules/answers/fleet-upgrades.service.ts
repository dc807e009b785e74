import { Injectable } from '@nestjs/common';
import { type FleetUpgrade as Found, fleetUpgrades, type LookedAt } from '../../core/path/fleet-upgrades.js';
import { namedUpgradeSentence } from '../../core/path/way-words.js';
import type { ProjectScope } from '../access/project-scope.js';
import { EnvironmentUnknownError } from '../gate/gate.errors.js';
import { ActivePolicyStore } from '../policy/active-policy.store.js';
import type { FleetUpgrade, FleetUpgrades, FleetUpgradesQuery } from './dto/fleet-upgrades.dto.js';
import { FleetBaseList } from './fleet-base-list.js';
import { type FailingImage, FleetUpgradesRepository } from './fleet-upgrades.repository.js';
import { PATIENCE, within } from './patience.js';
import { ProvenUpgrades } from './proven-upgrades.js';

/** Images that are looked at. */
const MOST_IMAGES = 2_000;

const UPGRADES_LISTED = 10;

const IMAGES_NAMED = 5;

/** The upgrades that most images of the fleet pass by. */
@Injectable()
export class FleetUpgradesService {
  constructor(
    private readonly policies: ActivePolicyStore,
    private readonly images: FleetUpgradesRepository,
    private readonly bases: FleetBaseList,
    private readonly proven: ProvenUpgrades,
  ) {}

  /** Throws EnvironmentUnknownError. */
  async find({ environment, project }: FleetUpgradesQuery, scope: ProjectScope): Promise<FleetUpgrades> {
    const policy = await this.policies.scope();
    if (!policy.environments.includes(environment)) throw new EnvironmentUnknownError(environment, policy.environments);
    const listed = await this.images.listFailing({ environment, project }, policy, scope, MOST_IMAGES + 1);
    const failing = listed.slice(0, MOST_IMAGES);
    const onBases = await this.bases.newerOf({ environment, project }, policy, scope);
    const wanted = failing.map((image) => ({ ...image, environment, onBase: onBases.get(image.artifactId) ?? null }));
    await within(PATIENCE, this.proven.find(wanted));
    const looked: LookedAt<FailingImage>[] = [];
    let tooLarge = 0;
    for (const image of wanted) {
      const found = this.proven.of(image);
      if (found === 'too-large') tooLarge += 1;
      else if (found !== undefined) looked.push({ image, found });
    }
    const { upgrades, best } = fleetUpgrades(looked);
    return {
      environment,
      failing: listed.length,
      looked: looked.length,
      tooLarge,
      isComplete: looked.length + tooLarge === listed.length,
      upgrades: upgrades.slice(0, UPGRADES_LISTED).map(toFleetUpgrade),
      first: best === null ? null : toFleetUpgrade(best.first),
      next: best === null || best.next === null ? null : toFleetUpgrade(best.next),
    };
  }
}

function toFleetUpgrade({ upgrade, images }: Found<FailingImage>): FleetUpgrade {
  const { rebuild, ...named } = upgrade;
  return {
    ...named,
    isRebuild: rebuild !== undefined,
    packages: [...upgrade.packages],
    sentence: namedUpgradeSentence(upgrade),
    imageCount: images.length,
    images: images
      .slice(0, IMAGES_NAMED)
      .map(({ artifactId, project, image }) => ({ artifactId: String(artifactId), project, image })),
  };
}
