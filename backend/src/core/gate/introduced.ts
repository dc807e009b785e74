import type { Finding } from '../findings/finding.js';
import type { WrittenSettings } from './setting.js';

/** What an artifact adds to what runs in an environment. `introducedSince` of core/compare makes it. */
export interface Introduced {
  readonly running: RunningArtifact;
  /** Vulnerabilities of components that what runs does not have, or has in another version without them. */
  readonly added: ReadonlySet<Finding>;
  /** Vulnerabilities of which it is not known whether what runs has them. */
  readonly untold: ReadonlySet<Finding>;
  /** Why something that the artifact adds may be missing, each a sentence. Empty where nothing may be. */
  readonly doubts: readonly string[];
}

/** What an artifact is compared with, and by which evidence. */
export interface RunningArtifact {
  readonly digest: string;
  /** `sha256:` of its reports that count, sorted. */
  readonly reports: readonly string[];
}

/** Why there is nothing to compare with. */
export type NothingRunning = 'nothing-runs' | 'deployed-in-spite' | 'not-known-here';

/** Whether an environment has limits on what is introduced, so that it takes to know what runs there. */
export function asksForIntroduced(settings: WrittenSettings): boolean {
  return Object.keys(settings['introduced'] ?? {}).length > 0;
}
