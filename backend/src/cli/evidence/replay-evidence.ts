import type { CheckedArchive } from '../../core/evidence-archive/check-archive.js';
import { OpenedArchive } from './opened-archive.js';
import { type ReplayOutcome, replayVerdict } from './replay-verdict.js';
import { verifyEvidence } from './verify-evidence.js';

export interface ReplayedVerdict {
  readonly verdictId: string;
  readonly environment: string;
  readonly file: string;
  readonly replay: ReplayOutcome;
}

export interface ReplayedArchive {
  readonly checked: CheckedArchive;
  /** Empty where the archive is not intact. */
  readonly verdicts: readonly ReplayedVerdict[];
}

/** Verifies an archive and evaluates each of its verdicts again, without the server. Throws CommandError for what cannot be read. */
export async function replayEvidence(path: string, publicKeyPath: string): Promise<ReplayedArchive> {
  const checked = await verifyEvidence(path, publicKeyPath);
  if (checked.manifest === null || checked.faults.length > 0) return { checked, verdicts: [] };
  const verdicts = await OpenedArchive.with(path, async (archive) => {
    const replayed: ReplayedVerdict[] = [];
    for (const given of await archive.verdicts()) {
      const { verdictId, environment, file } = given;
      replayed.push({ verdictId, environment, file, replay: await replayVerdict(archive, given) });
    }
    return replayed;
  });
  return { checked, verdicts };
}
