import { readFile } from 'node:fs/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import { LOG, type Log } from '../../common/logging/log.js';
import { Configuration } from '../../config/configuration.js';
import { parsePolicy } from '../../core/policy/parse-policy.js';
import type { Policy } from '../../core/policy/policy.js';
import { PolicyActivation } from './policy-activation.js';
import { PolicyRepository } from './policy.repository.js';

export interface ActivePolicyVersion {
  /** policy_version.id */
  readonly id: number;
  readonly policy: Policy;
}

/** How long a replica can use the former policy after another has activated a new one. */
const RECHECK_MS = 1000;

/**
 * The policy that verdicts are given by: the one activated last, in the database, so that all replicas use the same.
 * The file that this process was started with becomes the active policy only until a policy is saved.
 */
@Injectable()
export class ActivePolicyStore implements OnModuleInit, OnApplicationBootstrap {
  private file: Policy | undefined;
  private isOffered = false;
  private current: ActivePolicyVersion | undefined;
  private checkedAt = 0;

  constructor(
    private readonly configuration: Configuration,
    private readonly policies: PolicyRepository,
    private readonly activation: PolicyActivation,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** A file that cannot be read keeps the process from starting; PolicyError says where it is wrong. */
  async onModuleInit(): Promise<void> {
    this.file = parsePolicy(await readFile(this.configuration.get('PLIMSOLL_POLICY_FILE'), 'utf8'));
    for (const warning of this.file.warnings) this.log.warn(warning, 'the policy has warnings');
  }

  /** A database that is not there yet, or not migrated, is no reason not to start: readiness tells. */
  async onApplicationBootstrap(): Promise<void> {
    try {
      const { policy } = await this.get();
      this.log.info({ version: policy.version, environments: policy.environments.map(({ name }) => name) }, 'policy');
    } catch (error) {
      this.log.warn({ err: error }, 'the policy is not active yet: the database cannot be asked');
    }
  }

  async get(): Promise<ActivePolicyVersion> {
    if (this.current !== undefined && Date.now() - this.checkedAt < RECHECK_MS) return this.current;
    await this.offerFile();
    const checkedAt = Date.now();
    const active = await this.policies.findActiveVersion();
    if (active === null) throw new Error('there is no active policy');
    if (this.current?.id !== active.id) {
      this.current = { id: active.id, policy: await this.parse(active) };
    }
    this.checkedAt = checkedAt;
    return this.current;
  }

  /** What lists need to know of it. */
  async scope(): Promise<{ id: number; environments: readonly string[] }> {
    const { id, policy } = await this.get();
    return { id, environments: policy.environments.map(({ name }) => name) };
  }

  /** Called after a change: the next read asks the database again. */
  expire(): void {
    this.checkedAt = 0;
  }

  private async offerFile(): Promise<void> {
    if (this.isOffered || this.file === undefined) return;
    const isActive = await this.activation.activateFile(this.file);
    this.isOffered = true;
    if (isActive) return;
    this.log.warn(
      { file: this.file.version },
      'the policy file is not active: another policy was saved in the console',
    );
  }

  private async parse({ id, version }: { id: number; version: string }): Promise<Policy> {
    if (this.file?.version === version) return this.file;
    const source = await this.policies.findSource(id);
    if (source === null) throw new Error('the active policy is gone');
    return parsePolicy(source);
  }
}
