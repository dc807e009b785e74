import type { Finding } from '../findings/finding.js';
import { compareText } from '../findings/order.js';
import type { Question } from '../gate/evaluate.js';
import { upgradeNeeds } from '../gate/upgrade-needs.js';
import { parsePurl } from '../model/purl.js';
import { type PackageGroup, packageGroups } from '../upgrades/package-group.js';
import { upgradeOptions } from '../upgrades/upgrade-options.js';
import { afterUpgrades, judgedRules } from './way-to-green.js';

/** An upgrade that is the same one in every image: a package, or what is upgraded with it, to a version. */
export interface NamedUpgrade {
  /** Package URL type. */
  readonly type: string;
  readonly namespace: string | null;
  readonly name: string;
  readonly to: string;
  /** Names of the packages that are upgraded, sorted. */
  readonly packages: readonly string[];
  /** Where it is no package, but a rebuild on this build of the base image, `name` its repository and `to` its digest. */
  readonly rebuild?: { readonly tag: string | null };
}

/** The upgrades by which an image passes that does not pass now. */
export interface SufficientUpgrades {
  /** Each by itself. */
  readonly alone: readonly NamedUpgrade[];
  /** Two together, of which neither does by itself. */
  readonly together: readonly (readonly [NamedUpgrade, NamedUpgrade])[];
  /** False where there are more that may do than were tried. */
  readonly isWhole: boolean;
}

/** The gate is asked so often at most about one image. */
const MOST_TRIED = 200;

interface Candidate {
  readonly upgrade: NamedUpgrade;
  /** Tells the upgrades of one package from those of others. */
  readonly ofPackage: string;
  readonly clears: Set<Finding>;
}

/**
 * Each is proven by the gate on the findings that are left, at the same instant and with the same waivers. Only those are tried that clear as
 * many findings as have to go; where a rule is open that no upgrade meets, none is. Pure. Throws UnknownEnvironmentError.
 */
export function sufficientUpgrades(question: Question): SufficientUpgrades {
  const { sourceOf = () => null } = question.facts;
  const open = judgedRules(question).filter(({ result }) => result.outcome !== 'pass');
  const counted = upgradeNeeds(open);
  const alone: NamedUpgrade[] = [];
  const together: [NamedUpgrade, NamedUpgrade][] = [];
  if (open.length === 0 || open.length > counted.length) return { alone, together, isWhole: true };
  const needs = counted.map(({ result: { findings, excess = 0 } }) => ({ findings: new Set(findings), excess }));
  let tried = 0;
  const mayDo = (cleared: ReadonlySet<Finding>): boolean =>
    needs.every(({ findings, excess }) => countIn(cleared, findings) >= excess);
  const does = (cleared: ReadonlySet<Finding>): boolean => {
    if (tried >= MOST_TRIED || !mayDo(cleared)) return false;
    tried += 1;
    return afterUpgrades(question, cleared).outcome === 'pass';
  };
  const findings = [...new Set(needs.flatMap((need) => [...need.findings]))];
  const groups = packageGroups(
    findings.filter(({ kind, component }) => kind === 'match' && component !== null),
    sourceOf,
  );
  const others: Candidate[] = [];
  for (const candidate of candidatesOf(groups)) {
    if (does(candidate.clears)) alone.push(candidate.upgrade);
    else others.push(candidate);
  }
  for (const [place, one] of others.entries()) {
    for (const other of others.slice(place + 1)) {
      if (one.ofPackage === other.ofPackage) continue;
      if (does(new Set([...one.clears, ...other.clears]))) together.push([one.upgrade, other.upgrade]);
    }
  }
  return { alone, together, isWhole: tried < MOST_TRIED };
}

/** One package may be there in several versions, which are upgraded together. */
function candidatesOf(groups: readonly PackageGroup[]): readonly Candidate[] {
  const byKey = new Map<string, Candidate>();
  for (const group of groups) {
    const { type, name, components } = group;
    const namespace = parsePurl(components[0]?.purl ?? '')?.namespace ?? null;
    const ofPackage = JSON.stringify([type, namespace, name]);
    for (const { to, clears } of upgradeOptions(group)) {
      const key = `${ofPackage} ${to}`;
      const known = byKey.get(key);
      const packages = new Set([...(known?.upgrade.packages ?? []), ...components.map((each) => each.name)]);
      byKey.set(key, {
        upgrade: { type, namespace, name, to, packages: [...packages].sort(compareText) },
        ofPackage,
        clears: new Set([...(known?.clears ?? []), ...clears.flatMap((each) => each.findings)]),
      });
    }
  }
  return [...byKey.values()];
}

function countIn(cleared: ReadonlySet<Finding>, findings: ReadonlySet<Finding>): number {
  let count = 0;
  for (const finding of cleared) if (findings.has(finding)) count += 1;
  return count;
}
