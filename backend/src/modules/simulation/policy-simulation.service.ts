import { Injectable } from '@nestjs/common';
import { InvalidInputError } from '../../common/errors/invalid-input.error.js';
import { Configuration } from '../../config/configuration.js';
import type { Waiver } from '../../core/model/waiver.js';
import { parsePolicy } from '../../core/policy/parse-policy.js';
import { parseWaivers } from '../../core/policy/parse-waivers.js';
import { PolicyError } from '../../core/policy/policy-error.js';
import type { Principal } from '../access/principal.js';
import type { ProjectScope } from '../access/project-scope.js';
import { InvalidPolicyError } from '../policy/policy.errors.js';
import { Projects } from '../projects/projects.js';
import type { PolicySimulation, SimulatePolicyBody } from './dto/policy-simulation.dto.js';
import type { SimulatedFleet, SimulationAsked } from './fleet-simulation.js';
import type { WaiverChange } from './waiver-change.js';
import { SimulationTurns } from './simulation-turns.js';

/** In milliseconds. */
const PATIENCE = 20_000;

/** Has policies simulated, in a thread of their own. */
@Injectable()
export class PolicySimulationService {
  private readonly turns = new SimulationTurns();
  private simulateElsewhere: ((asked: SimulationAsked) => Promise<SimulatedFleet>) | null = null;

  constructor(
    private readonly configuration: Configuration,
    private readonly projects: Projects,
  ) {}

  /** Called once, when the application starts: threads are above. */
  simulateBy(simulateElsewhere: (asked: SimulationAsked) => Promise<SimulatedFleet>): void {
    this.simulateElsewhere = simulateElsewhere;
  }

  async simulate(
    { source, waivers, at, project, limit = 100 }: SimulatePolicyBody,
    caller: Principal,
    scope: ProjectScope,
  ): Promise<PolicySimulation> {
    try {
      parsePolicy(source);
    } catch (error) {
      throw error instanceof PolicyError ? new InvalidPolicyError(error) : error;
    }
    const within = project === undefined ? scope : [await this.projects.idOf(project, scope)];
    if (waivers === undefined && at === undefined)
      return (await this.run({ source, scope: within, limit }, caller)).simulation;
    const added = waivers === undefined ? [] : read(waivers);
    const waiver: WaiverChange = {
      projectId: null,
      scope: {},
      names: null,
      added,
      removed: added.map(({ id }) => id),
      later: at === undefined ? 0 : timeUntil(at),
    };
    return (await this.run({ source, waiver, scope: within, limit }, caller)).simulation;
  }

  /** By the active policy, with other waivers. */
  preview(waiver: WaiverChange, limit: number, caller: Principal, scope: ProjectScope): Promise<SimulatedFleet> {
    return this.run({ source: null, waiver, scope, limit }, caller);
  }

  private run(asked: Omit<SimulationAsked, 'patience'>, caller: Principal): Promise<SimulatedFleet> {
    const { simulateElsewhere } = this;
    if (simulateElsewhere === null) throw new Error('there is no thread to simulate in');
    // Well before the thread is ended for the time that it takes.
    const patience = Math.min(PATIENCE, this.configuration.get('INGEST_TIME_LIMIT_MS') / 2);
    return this.turns.run(nameOf(caller), () => simulateElsewhere({ ...asked, patience }));
  }
}

/** Throws InvalidInputError. */
function read(waivers: string): readonly Waiver[] {
  try {
    return parseWaivers(waivers);
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    throw new InvalidInputError(
      error.issues.map(({ line, column, path, message }) => ({
        pointer: '/waivers',
        message: `${line}:${column} ${path === '' ? '' : `${path}: `}${message}`,
      })),
    );
  }
}

/** In milliseconds. Throws InvalidInputError. */
function timeUntil(at: string): number {
  const later = Date.parse(at) - Date.now();
  if (later <= 0) throw new InvalidInputError([{ pointer: '/at', message: 'must be an instant to come' }]);
  return later;
}

/** A token of somebody's is that person: one caller, however many tokens. */
function nameOf(caller: Principal): string {
  if (caller.kind === 'person') return `account ${caller.accountId}`;
  return caller.owner === null ? `token ${caller.tokenId}` : `account ${caller.owner.accountId}`;
}
