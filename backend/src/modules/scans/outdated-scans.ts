import { Injectable } from '@nestjs/common';

/** Reads again what an earlier version read of an artifact's reports. */
type ReadAgain = (artifactId: number) => Promise<void>;

/**
 * Where those who give verdicts have outdated scans read again first, without knowing who reads: reports are taken in above the gate.
 */
@Injectable()
export class OutdatedScans {
  private readAgain: ReadAgain | null = null;

  /** Called once, when the application starts. */
  readBy(readAgain: ReadAgain): void {
    this.readAgain = readAgain;
  }

  /** Returns when the artifact's current scans are as this version reads them. Outside of any transaction. */
  async bringUpToDate(artifactId: number): Promise<void> {
    await this.readAgain?.(artifactId);
  }
}
