import { normaliseIdentifier } from '../advisories/identifier.js';
import { coversAdvisory } from '../findings/covers-advisory.js';
import type { Finding } from '../findings/finding.js';
import { ruleClass } from '../findings/rule-class.js';
import { canonicalPurl, parsePurl } from '../model/purl.js';
import type { Waiver } from '../model/waiver.js';
import { isInVers, parseVers } from '../versions/vers-range.js';
import type { Clearance } from './clearance.js';
import type { Facts } from './facts.js';
import type { Evaluated } from './fix-known-since.js';
import type { WrittenSettings } from './setting.js';
import { coveredUntil } from './waiver-conditions.js';
import { CLEARING_STATUSES } from './waiver-settings.js';
import { type WaiverRefusal, WaiverTerms } from './waiver-terms.js';
import { matchesWildcard } from './wildcard.js';

const CLEARING: ReadonlySet<Waiver['status']> = new Set(CLEARING_STATUSES);

export interface WaiversInForce {
  /** For a finding the waiver that clears it now: of several the one that lasts longest. */
  readonly clearanceOf: (finding: Finding) => Clearance | null;
  /** For a finding that none clears: the first by name that would, if the environment did not ask more of waivers. */
  readonly refusalOf: (finding: Finding) => WaiverRefusal | null;
  /** Those in force whose scope has the finding, whether or not they clear it. */
  readonly coveringOf: (finding: Finding) => readonly Waiver[];
  /** When the next waiver for the artifact and environment begins, in milliseconds since 1970; null where none does. */
  readonly nextStart: number | null;
}

/**
 * Of all waivers those that count now. One that has not begun, that has expired, whose conditions are not met, that is for another image or
 * environment, or that says `affected` or `under_investigation`, clears nothing.
 */
export function waiversInForce(
  waivers: readonly Waiver[],
  given: {
    readonly facts: Pick<Facts, 'image' | 'digest'>;
    readonly settings: WrittenSettings;
    readonly environment: string;
    readonly at: number;
  },
): WaiversInForce {
  const { facts, environment, at } = given;
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
  const nextStart = firstStart(applicable, at);
  if (inForce.length === 0) return { clearanceOf: () => null, refusalOf: () => null, coveringOf: () => [], nextStart };
  const candidatesFor = indexed(inForce);
  const terms = WaiverTerms.of(given.settings);
  return {
    clearanceOf: (finding) => clearing(candidatesFor(finding), finding, { terms, environment, at }),
    refusalOf: (finding) => refusing(candidatesFor(finding), finding, { terms, environment, at }),
    coveringOf: (finding) => [...candidatesFor(finding)].filter((waiver) => covers(waiver, finding)),
    nextStart,
  };
}

function startOf({ validFrom }: Waiver): number {
  return validFrom === undefined || validFrom === null ? -Infinity : Date.parse(validFrom);
}

function firstStart(waivers: readonly Waiver[], at: number): number | null {
  const first = waivers.map(startOf).reduce((a, b) => (b > at ? Math.min(a, b) : a), Infinity);
  return first === Infinity ? null : first;
}

interface Asked extends Evaluated {
  readonly terms: WaiverTerms;
}

function clearing(candidates: Iterable<Waiver>, finding: Finding, { terms, ...evaluated }: Asked): Clearance | null {
  const { at } = evaluated;
  let longest: Clearance | null = null;
  for (const waiver of candidates) {
    if (!covers(waiver, finding)) continue;
    const ends = [Date.parse(waiver.expiresAt), coveredUntil(waiver, finding, evaluated), terms.until(waiver, finding)];
    const until = Math.min(...ends);
    if (until > at && (longest === null || lastsLonger(until, waiver.id, longest))) {
      longest = { by: 'waiver', waiver: waiver.id, until };
    }
  }
  return longest;
}

function refusing(candidates: Iterable<Waiver>, finding: Finding, { terms, at }: Asked): WaiverRefusal | null {
  let first: WaiverRefusal | null = null;
  for (const waiver of candidates) {
    if (!covers(waiver, finding) || (first !== null && first.waiver < waiver.id)) continue;
    const reason = terms.refusal(waiver, finding, at);
    if (reason !== null) first = { waiver: waiver.id, reason };
  }
  return first;
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

function covers({ scope, names }: Waiver, finding: Finding): boolean {
  return (
    (scope.advisory === undefined ||
      (coversAdvisory(normaliseIdentifier(scope.advisory), finding.advisory) && goesBy(names, finding))) &&
    (scope.rule === undefined || (finding.rule !== null && ruleClass(scope.rule) === ruleClass(finding.rule))) &&
    ((scope.component ?? scope.versions) === undefined ||
      (finding.component !== null && coversKey(scope, finding.component.key))) &&
    (scope.path === undefined || (finding.path !== null && matchesWildcard(scope.path, finding.path)))
  );
}

/** Whether the advisory goes by no other names than these. A report that adds one would otherwise have the waiver cover what was not approved. */
function goesBy(names: readonly string[] | undefined, { advisory }: Finding): boolean {
  if (names === undefined || advisory === null) return true;
  const known = new Set(names.map(normaliseIdentifier));
  return known.has(advisory.id) && advisory.aliases.every((alias) => known.has(alias));
}

/** Whether the component of this key is one that the scope may be about. */
export function coversKey({ component, versions }: Waiver['scope'], key: string): boolean {
  return (
    (component === undefined || coversComponent(component, key)) &&
    (versions === undefined || coversVersion(versions, key))
  );
}

/** What the waiver's purl leaves out, version, epoch or qualifiers, may be anything. */
function coversComponent(scope: string, key: string): boolean {
  const wanted = canonicalPurl(scope) ?? scope;
  if (wanted === key) return true;
  const unqualified = key.replace(/[?#].*$/s, '');
  const isOfVersion = wanted === unqualified || wanted === withoutEpoch(unqualified);
  return isOfVersion || (!hasVersion(wanted) && unqualified.startsWith(`${wanted}@`));
}

/** What the key of every component begins with that this purl may cover. */
export function beginningOf(scope: string): string {
  const [name = ''] = (canonicalPurl(scope) ?? scope).split('@', 1);
  return name;
}

/** A version that is not known, or none of its ecosystem, is in no range. */
function coversVersion(scope: string, key: string): boolean {
  const purl = parsePurl(key);
  const range = parseVers(scope);
  if (purl === null || purl.version === null || range === null) return false;
  return isInVers(purl.version, purl.type, range);
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
