import type { Settings } from '../policy/policy.js';
import type { Rule, RuleMaker } from './rule.js';
import {
  componentsWithoutPurl,
  databaseAge,
  endOfLife,
  requiredScans,
  scanAge,
  skippedEntries,
} from './rules/evidence.js';
import { failedRuns } from './rules/failed-runs.js';
import { recalledEvidence } from './rules/recalled.js';
import { sendersThatCount } from './rules/senders.js';
import { knownExploited, likelyExploited } from './rules/exploited.js';
import { healthcheck, imageSize, runsAsRoot } from './rules/image.js';
import { allowedLicences, deniedLicences, unidentifiedLicences } from './rules/licences.js';
import { mismatchedEvidence } from './rules/mismatch.js';
import { listedComponents, shrunkScans } from './rules/inventory.js';
import { misconfigurationLimits, secretLimits, vulnerabilityLimits } from './rules/limits.js';

/** Every rule there is, in the order in which verdicts list them. */
const RULE_BOOK: readonly RuleMaker[] = [
  vulnerabilityLimits,
  knownExploited,
  likelyExploited,
  secretLimits,
  misconfigurationLimits,
  deniedLicences,
  allowedLicences,
  unidentifiedLicences,
  runsAsRoot,
  healthcheck,
  imageSize,
  sendersThatCount,
  recalledEvidence,
  mismatchedEvidence,
  requiredScans,
  failedRuns,
  scanAge,
  databaseAge,
  shrunkScans,
  listedComponents,
  endOfLife,
  componentsWithoutPurl,
  skippedEntries,
];

/** What an environment asks for: `path`, `value` and `sentence` of each are what the policy page shows. */
export function rulesOf(settings: Settings): Rule[] {
  return RULE_BOOK.flatMap((make) => make(settings));
}
