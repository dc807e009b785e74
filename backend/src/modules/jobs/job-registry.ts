import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { durationOf } from '../../core/model/duration.js';
import { JOB, type JobDeclaration, type JobMethod } from './job.js';
import { JOB_NAMES, type JobName } from './job-names.js';

export interface RegisteredJob {
  readonly name: JobName;
  readonly everyMs: number | null;
  readonly limitMs: number;
  readonly run: JobMethod;
}

const DEFAULT_LIMIT = '1h';

/** The queue keeps what ran for longer than that, which is how it knows that a span of time had its run. */
const LONGEST_SPAN = durationOf('1d');

/** Which method does which job. The process does not start where one is missing, or there are two. */
@Injectable()
export class JobRegistry implements OnModuleInit {
  private readonly jobs = new Map<JobName, RegisteredJob>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  onModuleInit(): void {
    for (const { instance } of this.discovery.getProviders()) {
      if (typeof instance !== 'object' || instance === null) continue;
      this.addMethodsOf(instance as Record<string, unknown>);
    }
    const missing = JOB_NAMES.filter((name) => !this.jobs.has(name));
    if (missing.length === 0) return;
    throw new Error(`No method has @Job('${missing[0]}'): ${missing.join(', ')} in job-names.ts would never run.`);
  }

  list(): readonly RegisteredJob[] {
    return JOB_NAMES.flatMap((name) => this.jobs.get(name) ?? []);
  }

  get(name: JobName): RegisteredJob {
    const job = this.jobs.get(name);
    if (job === undefined) throw new Error(`there is no job ${name}`);
    return job;
  }

  private addMethodsOf(instance: Record<string, unknown>): void {
    const prototype = Object.getPrototypeOf(instance) as object | null;
    for (const methodName of this.scanner.getAllMethodNames(prototype)) {
      const method = instance[methodName] as JobMethod | undefined;
      if (typeof method !== 'function') continue;
      const declaration = Reflect.getMetadata(JOB, method) as JobDeclaration | undefined;
      if (declaration !== undefined) this.add(declaration, method.bind(instance));
    }
  }

  private add({ name, every, limit = DEFAULT_LIMIT }: JobDeclaration, run: JobMethod): void {
    if (!JOB_NAMES.includes(name)) throw new Error(`@Job('${name}') has no line in job-names.ts and no queue.`);
    if (this.jobs.has(name)) throw new Error(`Two methods have @Job('${name}').`);
    const everyMs = every === undefined ? null : durationOf(every);
    if (everyMs !== null && everyMs > LONGEST_SPAN)
      throw new Error(`@Job('${name}'): at most every day, not ${every}.`);
    this.jobs.set(name, { name, everyMs, limitMs: durationOf(limit), run });
  }
}
