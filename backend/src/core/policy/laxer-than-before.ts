import { deadlinesOf } from '../gate/deadlines.js';
import { UNKNOWN_FIX } from '../gate/modifiers.js';
import { onMissingData } from '../gate/on-missing-data.js';
import type { Limits, Settings } from '../gate/settings.js';
import { CLEARING_STATUSES } from '../gate/waiver-settings.js';
import { approversNeeded, longestOf } from '../gate/waiver-terms.js';
import { SEVERITIES } from '../model/severity.js';
import type { Environment } from './policy.js';

const LIMITED = ['vulnerabilities', 'introduced', 'secrets', 'misconfigurations'] as const;
const COUNTED = ['critical', 'high', 'medium', 'low', 'unknown', 'total'] as const;

/** Environments that let through what the one before them stops. Legal, and seldom meant. */
export function laxerThanBefore(environments: readonly Environment[]): { name: string; message: string }[] {
  const warnings: { name: string; message: string }[] = [];
  for (const [index, environment] of environments.entries()) {
    const before = environments[index - 1];
    if (before === undefined) continue;
    const laxer = LIMITED.flatMap((section) => {
      const limits = limitsOf(environment.settings, section);
      const earlier = limitsOf(before.settings, section);
      return COUNTED.filter((counted) => (limits[counted] ?? Infinity) > (earlier[counted] ?? Infinity)).map(
        (counted) => `\`${section}.${counted}\``,
      );
    });
    const rankBefore = new Map(strictnessOf(before.settings));
    for (const [path, rank] of strictnessOf(environment.settings)) {
      if (rank > (rankBefore.get(path) ?? Infinity)) laxer.push(`\`${path}\``);
    }
    laxer.push(...laxerOnDeadlines(environment.settings, before.settings));
    laxer.push(...laxerOnWaivers(environment.settings, before.settings));
    if (laxer.length === 0) continue;
    const message = `\`${environment.name}\` comes after \`${before.name}\` and yet allows more: ${laxer.join(', ')}.`;
    warnings.push({ name: environment.name, message });
  }
  return warnings;
}

/** Deadlines that nothing limits make no difference. */
function laxerOnDeadlines(settings: Settings, before: Settings): string[] {
  const [overdue, earlier] = [settings, before].map((each) => each.vulnerabilities?.overdue ?? Infinity) as [
    number,
    number,
  ];
  if (earlier === Infinity) return [];
  const [lengths, shorter] = [deadlinesOf(settings), deadlinesOf(before)];
  const isLonger = SEVERITIES.some((one) => (lengths.get(one) ?? Infinity) > (shorter.get(one) ?? Infinity));
  return [
    ...(overdue > earlier ? ['`vulnerabilities.overdue`'] : []),
    ...(overdue !== Infinity && isLonger ? ['`vulnerabilities.deadlines`'] : []),
  ];
}

function laxerOnWaivers(settings: Settings, before: Settings): string[] {
  const statuses = settings.waivers?.statuses ?? CLEARING_STATUSES;
  const earlier = before.waivers?.statuses ?? CLEARING_STATUSES;
  if (statuses.length === 0) return [];
  return [
    ...(SEVERITIES.some((one) => longestOf(settings, one) > longestOf(before, one)) ? ['`waivers.longest`'] : []),
    ...(SEVERITIES.some((one) => approversNeeded(settings, one) < approversNeeded(before, one))
      ? ['`waivers.approvers`']
      : []),
    ...(statuses.some((status) => !earlier.includes(status)) ? ['`waivers.statuses`'] : []),
  ];
}

/** With those that vulnerabilities without a severity rating have by `unrated`. */
function limitsOf(settings: Settings, section: (typeof LIMITED)[number]): Limits {
  const limits: Limits = settings[section] ?? {};
  const unrated = section === 'vulnerabilities' ? settings.vulnerabilities?.unrated : undefined;
  if (unrated === undefined || unrated === 'allow') return limits;
  const unknown = unrated === 'unknown' ? (limits.unknown ?? 0) : (limits[unrated] ?? limits.total);
  return unknown === undefined ? limits : { ...limits, unknown };
}

/** Too many of them fail, are unknown, or there is no limit. */
function rankOfUnrated(settings: Settings): number {
  if (settings.vulnerabilities?.unrated === 'unknown') return 1;
  return limitsOf(settings, 'vulnerabilities').unknown === undefined ? 2 : 0;
}

/** Settings on what is not known, the strictest value lowest; only those that make a difference in the environment. */
function strictnessOf(settings: Settings): [path: string, rank: number][] {
  const { vulnerabilities = {}, evidence = {} } = settings;
  const isExploitationAsked =
    vulnerabilities.knownExploited !== undefined || vulnerabilities.likelyExploited !== undefined;
  return [
    ...(vulnerabilities.onlyFixable === true
      ? [['vulnerabilities.unknownFix', UNKNOWN_FIX.indexOf(vulnerabilities.unknownFix ?? 'count')] as [string, number]]
      : []),
    ['evidence.shrunk', evidence.shrunk === 'unknown' ? 0 : 1],
    ['evidence.components', -(evidence.components ?? 0)],
    ['evidence.subject', evidence.subject === 'all' ? 1 : 0],
    ['evidence.mismatch', evidence.mismatch === 'accept' ? 1 : 0],
    ['vulnerabilities.unrated', rankOfUnrated(settings)],
    ['evidence.from', evidence.from === undefined ? 1 : 0],
    ['evidence.vexFrom', evidence.vexFrom === undefined || evidence.vexFrom === 'none' ? 0 : 1],
    ['evidence.tools', evidence.tools === undefined ? 1 : 0],
    ['evidence.atLeast', -(evidence.atLeast ?? 0)],
    ['evidence.failedRuns', evidence.failedRuns === 'accept' ? 1 : 0],
    ['evidence.builtInSuppressions', evidence.builtInSuppressions === 'honour' ? 1 : 0],
    ...(isExploitationAsked
      ? [
          ['evidence.missingData.exploitation', onMissingData(settings, 'exploitation') === 'accept' ? 1 : 0] as [
            string,
            number,
          ],
        ]
      : []),
  ];
}
