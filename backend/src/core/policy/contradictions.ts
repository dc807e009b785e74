import type { Limits, Settings } from '../gate/settings.js';
import type { Contradiction } from './contradiction.js';
import { waiverContradictions } from './waiver-contradictions.js';

const WORST_FIRST = ['critical', 'high', 'medium', 'low'] as const;
const LIMITED = ['vulnerabilities', 'secrets', 'misconfigurations'] as const;

export function contradictionsOf(settings: Settings): Contradiction[] {
  return [
    ...LIMITED.flatMap((section) => [
      ...upsideDown(section, settings[section] ?? {}),
      ...outOfReach(section, settings[section] ?? {}),
    ]),
    ...withoutEffect(settings),
    ...allowedAndDenied(settings),
    ...waiverContradictions(settings),
  ];
}

/** More of the worse: `critical: 5` beside `high: 0`. */
function upsideDown(section: string, limits: Limits): Contradiction[] {
  const found: Contradiction[] = [];
  for (const [index, milder] of WORST_FIRST.entries()) {
    const limit = limits[milder];
    if (limit === undefined) continue;
    const worse = WORST_FIRST.slice(0, index).find(
      (severity) => (limits[severity] ?? limits.total ?? Infinity) > limit,
    );
    if (worse === undefined) continue;
    const worseLimit = limits[worse] ?? limits.total;
    const allowed = worseLimit === undefined ? `\`${worse}\` has no limit` : `\`${worse}\` may number ${worseLimit}`;
    found.push({
      paths: [
        [section, milder],
        [section, worse],
      ],
      message: `\`${milder}\` may number only ${limit} while ${allowed}, which is worse.`,
    });
  }
  return found;
}

/** A limit above the total never decides anything. */
function outOfReach(section: string, limits: Limits): Contradiction[] {
  const { total, ...bySeverity } = limits;
  if (total === undefined) return [];
  return [...WORST_FIRST, 'unknown' as const]
    .filter((severity) => (bySeverity[severity] ?? 0) > total)
    .map((severity) => ({
      paths: [
        [section, severity],
        [section, 'total'],
      ],
      message: `\`${severity}: ${bySeverity[severity]}\` can never be reached, since \`total\` is ${total}.`,
    }));
}

/** Exceptions to limits that are not there. */
function withoutEffect({ vulnerabilities = {}, evidence = {} }: Settings): Contradiction[] {
  const found: Contradiction[] = [];
  const limited = new Set(
    [...WORST_FIRST, 'unknown' as const].filter((severity) => vulnerabilities[severity] !== undefined),
  );
  const isTotalLimited = vulnerabilities.total !== undefined;
  if (vulnerabilities.onlyFixable === true && limited.size === 0 && !isTotalLimited) {
    found.push({
      paths: [['vulnerabilities', 'onlyFixable']],
      message: 'No limit counts vulnerabilities, so it makes no difference which have a fix.',
    });
  }
  if (vulnerabilities.unknownFix !== undefined && vulnerabilities.onlyFixable !== true) {
    found.push({
      paths: [['vulnerabilities', 'unknownFix']],
      message: 'Without `onlyFixable: true` it makes no difference what is known of a fix.',
    });
  }
  for (const severity of [...WORST_FIRST, 'unknown' as const]) {
    if (vulnerabilities.grace?.[severity] === undefined || limited.has(severity) || isTotalLimited) continue;
    found.push({
      paths: [['vulnerabilities', 'grace', severity]],
      message: `No limit counts ${severity} vulnerabilities, so they need no grace.`,
    });
  }
  if (evidence.undatedDatabase !== undefined && evidence.databaseAge === undefined) {
    found.push({
      paths: [['evidence', 'undatedDatabase']],
      message: 'Without `databaseAge` it makes no difference whether the database is dated.',
    });
  }
  return found;
}

function allowedAndDenied({ licences = {} }: Settings): Contradiction[] {
  return (licences.deny ?? [])
    .filter((licence) => licences.allow?.includes(licence))
    .map((licence) => ({
      paths: [
        ['licences', 'deny'],
        ['licences', 'allow'],
      ],
      message: `\`${licence}\` is both allowed and denied.`,
    }));
}
