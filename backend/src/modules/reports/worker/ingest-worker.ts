import 'reflect-metadata';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { createLogger } from '../../../common/logging/logger.js';
import { NestLogger } from '../../../common/logging/nest-logger.js';
import { ComparisonService } from '../../gate/comparison.service.js';
import { FreshVerdicts } from '../../gate/fresh-verdicts.js';
import { VerdictFlip } from '../../gate/verdict-flip.js';
import { SufficientUpgradesService } from '../../gate/sufficient-upgrades.service.js';
import { VerdictReplay } from '../../gate/verdict-replay.js';
import { VexReviewService } from '../../gate/vex-review.service.js';
import { VulnerablePackagesService } from '../../gate/vulnerable-packages.service.js';
import { WayToGreenService } from '../../gate/way-to-green.service.js';
import { ActivePolicyStore } from '../../policy/active-policy.store.js';
import { FleetSimulation } from '../../simulation/fleet-simulation.js';
import { IntakeService } from '../intake.service.js';
import { ReadingAgainService } from '../reading-again.service.js';
import { VexReading } from '../vex-reading.js';
import { IngestWorkerModule } from './ingest-worker.module.js';
import { MemoryWatch } from './memory-watch.js';
import type { FromWorker, Job, ToWorker, Work } from './messages.js';
import { failureOf } from './relayed-error.js';
import { VerdictCounts } from './verdict-counts.js';
import type { WorkerEnvironment } from './worker-environment.js';

/** One job at a time, on a database connection of its own: ending this thread in the middle ends its transaction. */
async function main(port: MessagePort, environment: WorkerEnvironment): Promise<void> {
  const tell = (message: FromWorker): void => port.postMessage(message);
  const log = await createLogger(environment.LOG_LEVEL, { write: (line) => tell({ kind: 'line', line }) });
  const app = await NestFactory.createApplicationContext(IngestWorkerModule.with(environment, log), {
    logger: new NestLogger(log),
    abortOnError: false,
  });
  const counts = app.get(VerdictCounts);
  const memory = app.get(MemoryWatch);
  let policyKnown: number | undefined;
  const answer = async (job: Job, policyId: number): Promise<void> => {
    // Another than last time: it is looked for anew, not only now and then.
    if (policyId !== policyKnown) app.get(ActivePolicyStore).expire();
    policyKnown = policyId;
    try {
      const done = await perform(app, job);
      tell({ kind: 'done', answer: done, verdicts: counts.take(), isSpent: memory.isSpent() });
    } catch (error) {
      counts.take();
      tell({ kind: 'failed', failure: failureOf(error), isSpent: memory.isSpent() });
    }
  };
  port.on('message', (message: ToWorker) => {
    if (message.kind === 'job') return void answer(message.job, message.policyId);
    // What it failed of is told by the thread's end.
    return void app.close().finally(() => port.close());
  });
  tell({ kind: 'ready' });
}

async function perform(app: INestApplicationContext, { kind, asked }: Job): Promise<Work[keyof Work]['answer']> {
  switch (kind) {
    case 'takeIn':
      return app.get(IntakeService).take(asked);
    case 'readAgain':
      await app.get(ReadingAgainService).readAgain(asked.artifactId);
      return null;
    case 'evaluate':
      return app.get(FreshVerdicts, { strict: false }).give(asked, await app.get(ActivePolicyStore).get());
    case 'simulate':
      return app.get(FleetSimulation, { strict: false }).run(asked);
    case 'readVex':
      return app.get(VexReading).read(asked);
    case 'reviewVex':
      return app.get(VexReviewService, { strict: false }).review(asked, await app.get(ActivePolicyStore).get());
    case 'exportVex':
      return app.get(VexReviewService, { strict: false }).export(asked, await app.get(ActivePolicyStore).get());
    case 'findWays':
      return app.get(WayToGreenService, { strict: false }).list(asked, await app.get(ActivePolicyStore).get());
    case 'listPackages':
      return app.get(VulnerablePackagesService, { strict: false }).list(asked);
    case 'findUpgrades':
      return app.get(SufficientUpgradesService, { strict: false }).find(asked, await app.get(ActivePolicyStore).get());
    case 'replayVerdict':
      return app.get(VerdictReplay, { strict: false }).replay(asked);
    case 'flipVerdicts':
      return app.get(VerdictFlip, { strict: false }).flip(asked);
    case 'compare':
      return app.get(ComparisonService, { strict: false }).compare(asked);
    case 'countChanges':
      return app.get(ComparisonService, { strict: false }).count(asked);
    case 'listFindings':
      return app.get(VerdictReplay, { strict: false }).list(asked);
  }
}

if (parentPort === null) throw new Error('this is a worker of the API');
// What it fails of before it is ready ends the thread.
void main(parentPort, workerData as WorkerEnvironment);
