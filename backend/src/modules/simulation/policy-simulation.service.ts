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
import { ShardedSimulation, type SimulatedFleet, type SimulationAsked } from './sharded-simulation.js';
import type { WaiverChange } from './waiver-change.js';
import { SimulationTurns } from './simulation-turns.js';

/** In milliseconds. */
const PATIENCE = 20_000;

/** For whom. */
export interface Simulating {
  readonly caller: Principal;
  readonly scope: ProjectScope;
  /** Aborts when the caller has gone; null where that is not known. */
  readonly signal: AbortSignal | null;
}

/** Has policies simulated: one after the other, and as long as the caller waits for it. */
@Injectable()
export class PolicySimulationService {
  private readonly turns = new SimulationTurns();

  constructor(
    private readonly configuration: Configuration,
    private readonly projects: Projects,
    private readonly sharded: ShardedSimulation,
  ) {}

  async simulate(
    { source, waivers, at, project, limit = 100 }: SimulatePolicyBody,
    { caller, scope, signal }: Simulating,
  ): Promise<PolicySimulation> {
    try {
      parsePolicy(source);
    } catch (error) {
      throw error instanceof PolicyError ? new InvalidPolicyError(error) : error;
    }
    const within = project === undefined ? scope : [await this.projects.idOf(project, scope)];
    if (waivers === undefined && at === undefined)
      return (await this.run({ source, scope: within, limit }, caller, signal)).simulation;
    const added = waivers === undefined ? [] : read(waivers);
    const waiver: WaiverChange = {
      projectId: null,
      scope: {},
      names: null,
      added,
      removed: added.map(({ id }) => id),
      later: at === undefined ? 0 : timeUntil(at),
    };
    return (await this.run({ source, waiver, scope: within, limit }, caller, signal)).simulation;
  }

  /** By the active policy, with other waivers. */
  preview(waiver: WaiverChange, limit: number, { caller, scope, signal }: Simulating): Promise<SimulatedFleet> {
    return this.run({ source: null, waiver, scope, limit }, caller, signal);
  }

  private run(
    asked: Omit<SimulationAsked, 'patience'>,
    caller: Principal,
    signal: AbortSignal | null,
  ): Promise<SimulatedFleet> {
    // Well before the thread is ended for the time that it takes.
    const patience = Math.min(PATIENCE, this.configuration.get('INGEST_TIME_LIMIT_MS') / 2);
    return this.turns.run(nameOf(caller), () => this.sharded.run({ ...asked, patience }, signal));
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

/** A token of a person counts as that person: one caller, however many tokens. */
function nameOf(caller: Principal): string {
  if (caller.kind === 'person') return `account ${caller.accountId}`;
  return caller.owner === null ? `token ${caller.tokenId}` : `account ${caller.owner.accountId}`;
}
