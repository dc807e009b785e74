import { MODIFIERS } from './modifiers.js';
import type { Rule, RuleResult, RuleValue } from './rule.js';
import { allowedLicences } from './rules/allowed-licences.js';
import { componentsWithoutPurl } from './rules/components-without-purl.js';
import { databaseAge } from './rules/database-age.js';
import { deniedLicences } from './rules/denied-licences.js';
import { endOfLife } from './rules/end-of-life.js';
import { failedRuns } from './rules/failed-runs.js';
import { healthcheck } from './rules/healthcheck.js';
import { imageSize } from './rules/image-size.js';
import { introducedLimits } from './rules/introduced.js';
import { knownExploited } from './rules/known-exploited.js';
import { likelyExploited } from './rules/likely-exploited.js';
import { misconfigurationLimits, secretLimits, vulnerabilityLimits } from './rules/limits.js';
import { listedComponents } from './rules/listed-components.js';
import { mismatchedEvidence } from './rules/mismatch.js';
import { numberOfTools } from './rules/number-of-tools.js';
import { overdue } from './rules/overdue.js';
import { recalledEvidence } from './rules/recalled.js';
import { requiredScans } from './rules/required-scans.js';
import { runsAsRoot } from './rules/runs-as-root.js';
import { scanAge } from './rules/scan-age.js';
import { sendersThatCount } from './rules/senders.js';
import { shrunkScans } from './rules/shrunk-scans.js';
import { skippedEntries } from './rules/skipped-entries.js';
import { tools } from './rules/tools.js';
import { unidentifiedLicences } from './rules/unidentified-licences.js';
import { unratedVulnerabilities } from './rules/unrated-vulnerabilities.js';
import type { EvaluationContext } from './evaluation-context.js';
import { WAIVER_SETTINGS, type WaiverSetting } from './waiver-settings.js';
import { type Setting, valueOf, type WrittenSettings } from './setting.js';

/** Every rule there is, in the order in which verdicts list them. */
export const RULES = [
  ...vulnerabilityLimits,
  unratedVulnerabilities,
  knownExploited,
  likelyExploited,
  overdue,
  ...introducedLimits,
  ...secretLimits,
  ...misconfigurationLimits,
  deniedLicences,
  allowedLicences,
  unidentifiedLicences,
  runsAsRoot,
  healthcheck,
  imageSize,
  sendersThatCount,
  recalledEvidence,
  tools,
  mismatchedEvidence,
  requiredScans,
  numberOfTools,
  failedRuns,
  scanAge,
  databaseAge,
  shrunkScans,
  listedComponents,
  endOfLife,
  componentsWithoutPurl,
  skippedEntries,
] as const;

/** All that an environment may name. */
export const SETTINGS: readonly Setting[] = [...RULES, ...MODIFIERS];

/** A rule as an environment asks it. */
export interface AskedRule {
  readonly path: string;
  /** As the policy has it. */
  readonly value: RuleValue;
  readonly sentence: string;
  /** Null where there is nothing to judge, and another rule says so. */
  readonly judge: (context: EvaluationContext) => RuleResult | null;
}

/** What an environment says of itself: its rules, and what it asks of waivers. The policy page shows it. */
export function sentencesOf(settings: WrittenSettings): Pick<AskedRule, 'path' | 'value' | 'sentence'>[] {
  const rules = rulesOf(settings).map(({ path, value, sentence }) => ({ path, value, sentence }));
  const waivers = (WAIVER_SETTINGS as readonly WaiverSetting[]).flatMap((setting) => {
    const value = valueOf(settings, setting) as RuleValue | undefined;
    return value === undefined ? [] : [{ path: setting.path, value, sentence: setting.sentence(value) }];
  });
  return [...rules, ...waivers];
}

/** What an environment asks for. */
export function rulesOf(settings: WrittenSettings): AskedRule[] {
  return (RULES as readonly Rule[]).flatMap((rule) => {
    const value = valueOf(settings, rule) ?? rule.unnamed?.(settings);
    if (value === undefined || (rule.unnamed === undefined && !rule.asks(value))) return [];
    return [
      {
        path: rule.path,
        value,
        sentence: rule.sentence(value, settings),
        judge: (context: EvaluationContext) => rule.judge(context, value),
      },
    ];
  });
}

/** Whether an environment asks for nothing at all, so that everything would pass. A key that nobody knows asks for something. */
export function asksForNothing(settings: WrittenSettings): boolean {
  return Object.entries(settings).every(([section, keys]) =>
    Object.entries(keys ?? {}).every(([key, value]) => {
      const setting = SETTINGS.find(({ path }) => path === `${section}.${key}`);
      return setting !== undefined && !setting.asks(value);
    }),
  );
}
