import { isCve, normaliseIdentifier } from '../advisories/identifier.js';
import type { Finding } from '../findings/finding.js';
import { ruleClass } from '../findings/rule-class.js';
import { canonicalPurl } from '../model/purl.js';
import type { Waiver } from '../model/waiver.js';
import type { Clearance } from './clearance.js';
import type { Facts } from './facts.js';
import { coveredUntil } from './waiver-conditions.js';
import { matchesWildcard } from './wildcard.js';

const CLEARING: ReadonlySet<Waiver['status']> = new Set(['accepted', 'not_affected', 'false_positive', 'fixed']);

export interface WaiversInForce {
  /** For a finding the waiver that clears it now: of several the one that lasts longest. */
  readonly clearanceOf: (finding: Finding) => Clearance | null;
  /** When the next waiver for the artifact and environment begins, in milliseconds since 1970; null where none does. */
  readonly nextStart: number | null;
}

/**
 * Of all waivers those that count now. One that has not begun, that has expired, whose conditions are not met, that is for another image or
 * environment, or that says `affected` or `under_investigation`, clears nothing.
 */
export function waiversInForce(
  waivers: readonly Waiver[],
  { facts, environment, at }: { readonly facts: Facts; readonly environment: string; readonly at: number },
): WaiversInForce {
  const applicable = waivers.filter(
    ({ scope, status, expiresAt }) =>
      CLEARING.has(status) &&
      at < Date.parse(expiresAt) &&
      (scope.environments ?? [environment]).includes(environment) &&
      (scope.image ?? facts.image) === facts.image &&
      (scope.digest ?? facts.digest) === facts.digest &&
      (scope.advisory ?? scope.rule ?? scope.component) !== undefined,
  );
  const inForce = applicable.filter((waiver) => startOf(waiver) <= at);
  return { clearanceOf: clearing(inForce, at), nextStart: firstStart(applicable, at) };
}

function startOf({ validFrom }: Waiver): number {
  return validFrom === undefined || validFrom === null ? -Infinity : Date.parse(validFrom);
}

function firstStart(waivers: readonly Waiver[], at: number): number | null {
  const first = waivers.map(startOf).reduce((a, b) => (b > at ? Math.min(a, b) : a), Infinity);
  return first === Infinity ? null : first;
}

function clearing(inForce: readonly Waiver[], at: number): (finding: Finding) => Clearance | null {
  if (inForce.length === 0) return () => null;
  const candidatesFor = indexed(inForce);
  return (finding) => {
    let longest: Clearance | null = null;
    for (const waiver of candidatesFor(finding)) {
      if (!covers(waiver, finding)) continue;
      const until = Math.min(Date.parse(waiver.expiresAt), coveredUntil(waiver, finding));
      if (until > at && (longest === null || lastsLonger(until, waiver.id, longest))) {
        longest = { by: 'waiver', waiver: waiver.id, until };
      }
    }
    return longest;
  };
}

/** Waivers by what they name, so that a thousand of them and five thousand findings are not five million questions. */
function indexed(waivers: readonly Waiver[]): (finding: Finding) => Iterable<Waiver> {
  const byName = new Map<string, Waiver[]>();
  const nameless: Waiver[] = [];
  for (const waiver of waivers) {
    const { advisory, rule } = waiver.scope;
    const name = advisory === undefined ? rule && ruleClass(rule) : normaliseIdentifier(advisory);
    if (name === undefined) nameless.push(waiver);
    else byName.set(name, [...(byName.get(name) ?? []), waiver]);
  }
  return (finding) => {
    const names = finding.advisory === null ? [] : [finding.advisory.id, ...finding.advisory.aliases];
    if (finding.rule !== null) names.push(ruleClass(finding.rule));
    return [...nameless, ...names.flatMap((name) => byName.get(name) ?? [])];
  };
}

function covers({ scope }: Waiver, finding: Finding): boolean {
  return (
    (scope.advisory === undefined || coversAdvisory(normaliseIdentifier(scope.advisory), finding)) &&
    (scope.rule === undefined || (finding.rule !== null && ruleClass(scope.rule) === ruleClass(finding.rule))) &&
    (scope.component === undefined || coversComponent(scope.component, finding)) &&
    (scope.path === undefined || (finding.path !== null && matchesWildcard(scope.path, finding.path)))
  );
}

/** A bulletin that bundles several CVEs is led by its own name, and is not covered by a waiver for one of them. */
function coversAdvisory(id: string, { advisory }: Finding): boolean {
  if (advisory === null) return false;
  return advisory.id === id || (!isCve(id) && advisory.aliases.includes(id));
}

/** What the waiver's purl leaves out, version, epoch or qualifiers, may be anything. */
function coversComponent(scope: string, { component }: Finding): boolean {
  if (component === null) return false;
  const wanted = canonicalPurl(scope) ?? scope;
  if (wanted === component.key) return true;
  const unqualified = component.key.replace(/[?#].*$/s, '');
  const isOfVersion = wanted === unqualified || wanted === withoutEpoch(unqualified);
  return isOfVersion || (!hasVersion(wanted) && unqualified.startsWith(`${wanted}@`));
}

/** By the purl specification the epoch is a qualifier; canonical keys have it in the version. */
function withoutEpoch(purl: string): string {
  return purl.replace(/^(pkg:(?:deb|rpm)\/.*@)\d+:/s, '$1');
}

function hasVersion(purl: string): boolean {
  return purl.lastIndexOf('@') > purl.lastIndexOf('/');
}

function lastsLonger(until: number, id: string, than: Clearance): boolean {
  return until > than.until || (until === than.until && id < (than.waiver ?? ''));
}
