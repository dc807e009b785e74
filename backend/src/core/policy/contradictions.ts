import type { Limits, Settings } from '../gate/settings.js';
import { isToolVersion, isToolVersionRange } from '../versions/tool-version.js';
import type { Contradiction } from './contradiction.js';
import { deadlineContradictions } from './deadline-contradictions.js';
import { waiverContradictions } from './waiver-contradictions.js';

const WORST_FIRST = ['critical', 'high', 'medium', 'low'] as const;
const LIMITED = ['vulnerabilities', 'introduced', 'secrets', 'misconfigurations'] as const;

export function contradictionsOf(settings: Settings): Contradiction[] {
  return [
    ...LIMITED.flatMap((section) => [
      ...upsideDown(section, settings[section] ?? {}),
      ...outOfReach(section, settings[section] ?? {}),
    ]),
    ...withoutEffect(settings),
    ...unratedTwice(settings),
    ...deadlineContradictions(settings),
    ...impossibleTools(settings),
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
    const allowed = worseLimit === undefined ? `\`${worse}\` has no limit` : `\`${worse}\` is limited to ${worseLimit}`;
    found.push({
      paths: [
        [section, milder],
        [section, worse],
      ],
      message: `\`${milder}\` is limited to ${limit} while ${allowed}, which is worse.`,
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
  if (vulnerabilities.unrated === 'unknown') limited.add('unknown');
  const isTotalLimited = vulnerabilities.total !== undefined;
  const isOverdueLimited = vulnerabilities.overdue !== undefined;
  if (vulnerabilities.onlyFixable === true && limited.size === 0 && !isTotalLimited && !isOverdueLimited) {
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

/** A limit for what is said to have none, or to be counted as something else. */
function unratedTwice({ vulnerabilities = {} }: Settings): Contradiction[] {
  const { unrated, unknown, total, grace } = vulnerabilities;
  if (unrated === undefined || unrated === 'unknown') return [];
  const found: Contradiction[] = [];
  if (unknown !== undefined) {
    const meaning = unrated === 'allow' ? 'have no limit of their own' : `count as ${unrated}`;
    found.push({
      paths: [
        ['vulnerabilities', 'unknown'],
        ['vulnerabilities', 'unrated'],
      ],
      message: `Vulnerabilities without a severity rating ${meaning} (\`unrated: ${unrated}\`), and \`unknown: ${unknown}\` limits them. Set one of both to \`any\`.`,
    });
  }
  if (unrated === 'allow') return found;
  if (vulnerabilities[unrated] === undefined && total === undefined) {
    found.push({
      paths: [
        ['vulnerabilities', 'unrated'],
        ['vulnerabilities', unrated],
      ],
      message: `No limit counts ${unrated} vulnerabilities, so it makes no difference that others count as such.`,
    });
  }
  if (grace?.unknown !== undefined) {
    found.push({
      paths: [
        ['vulnerabilities', 'grace', 'unknown'],
        ['vulnerabilities', 'unrated'],
      ],
      message: `Vulnerabilities without a severity rating count as ${unrated}, and have the grace of these.`,
    });
  }
  return found;
}

/** What is no version denies nothing, or everything. */
function impossibleTools({ evidence = {} }: Settings): Contradiction[] {
  return Object.entries(evidence.tools ?? {}).flatMap(([name, { deny, least, unstated }]) => {
    const found = (deny ?? [])
      .filter((range) => !isToolVersionRange(range))
      .map((range) => ({
        paths: [['evidence', 'tools', name, 'deny']],
        message: `\`${range}\` is no range of versions, such as \`0.69.4 - 0.69.6\`.`,
      }));
    if (least !== undefined && !isToolVersion(least)) {
      found.push({
        paths: [['evidence', 'tools', name, 'least']],
        message: `\`${least}\` is no version, such as \`0.60.0\`.`,
      });
    }
    if (unstated !== undefined && deny === undefined && least === undefined) {
      found.push({
        paths: [['evidence', 'tools', name, 'unstated']],
        message: 'Without `deny` and `least` it makes no difference whether the version is stated.',
      });
    }
    return found;
  });
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
