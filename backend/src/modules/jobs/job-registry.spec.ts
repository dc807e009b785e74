import type * as Common from '@nestjs/common';
import type * as Core from '@nestjs/core';
import { packageOfSources } from '../../../test/factories/realms.js';
import { Job } from './job.js';
import { JOB_NAMES, type JobName } from './job-names.js';
import { JobRegistry, type RegisteredJob } from './job-registry.js';

const { Injectable, Module } = await packageOfSources<typeof Common>('@nestjs/common');
const { DiscoveryModule, NestFactory } = await packageOfSources<typeof Core>('@nestjs/core');

type Type = Common.Type;

/** A provider with a method for each of these jobs. */
function providerOf(names: readonly JobName[], every?: string): Type {
  @Injectable()
  class Worker {}
  for (const name of names) {
    const run = async (): Promise<string> => name;
    Object.defineProperty(Worker.prototype, `run ${name}`, { value: run, writable: true });
    Job(name, every === undefined ? {} : { every })(Worker.prototype, `run ${name}`, { value: run });
  }
  return Worker;
}

async function jobsOf(...providers: Type[]): Promise<readonly RegisteredJob[]> {
  @Module({ imports: [DiscoveryModule], providers: [JobRegistry, ...providers] })
  class Root {}
  const app = await NestFactory.createApplicationContext(Root, { logger: false, abortOnError: false });
  try {
    return app.get(JobRegistry).list();
  } finally {
    await app.close();
  }
}

describe('JobRegistry', () => {
  it('knows the method of each job, and how often it is due', async () => {
    const jobs = await jobsOf(providerOf(JOB_NAMES, '10m'));
    expect(jobs.map(({ name, everyMs }) => [name, everyMs])).toEqual(JOB_NAMES.map((name) => [name, 600_000]));
    for (const { name, run } of jobs) expect(await run(undefined as never)).toBe(name);
  });

  it.each<[string, readonly Type[], string]>([
    ['a job that nothing does', [providerOf(JOB_NAMES.slice(1))], `No method has @Job('${JOB_NAMES[0]}')`],
    ['a job that two methods do', [providerOf(JOB_NAMES), providerOf(JOB_NAMES.slice(0, 1))], 'Two methods have @Job'],
    ['a method of no known job', [providerOf([...JOB_NAMES, 'nothing' as JobName])], 'has no line in job-names.ts'],
    ['a job that is due more rarely than the queue remembers', [providerOf(JOB_NAMES, '2d')], 'at most every day'],
  ])('refuses to start with %s', async (_, providers, message) => {
    await expect(jobsOf(...providers)).rejects.toThrow(message);
  });
});
