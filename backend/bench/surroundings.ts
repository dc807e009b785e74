import { cpus, loadavg, release, totalmem } from 'node:os';
import { findPostgresBinaries } from '#backend/launcher/postgres/binaries.js';

/** Where and when a run was made. */
export interface Surroundings {
  readonly date: string;
  readonly cpus: number;
  readonly cpuModel: string;
  readonly memoryGib: number;
  readonly system: string;
  readonly node: string;
  /** Of the embedded PostgreSQL. */
  readonly postgres: string;
  readonly isSmoke: boolean;
}

/** What may have disturbed a part: the load average of one minute. That after it has the part's own work in it. */
export interface Disturbance {
  readonly loadBefore: number;
  readonly loadAfter: number;
  readonly seconds: number;
}

export function surroundings(isSmoke: boolean): Surroundings {
  const processors = cpus();
  return {
    date: new Date().toISOString(),
    cpus: processors.length,
    cpuModel: processors[0]?.model.trim() || 'unknown processor',
    memoryGib: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${release()}`,
    node: process.version,
    postgres: findPostgresBinaries().version,
    isSmoke,
  };
}

export function loadNow(): number {
  const [oneMinute = 0] = loadavg();
  return Math.round(oneMinute * 100) / 100;
}
