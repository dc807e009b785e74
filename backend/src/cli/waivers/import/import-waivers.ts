import { extname } from 'node:path';
import { durationOf } from '../../../core/model/duration.js';
import type { Waiver } from '../../../core/model/waiver.js';
import { readDependencyTrack } from './dependency-track.js';
import { readGrypeIgnore } from './grype-ignore.js';
import type { ImportedRule, ImportSource, RuleLeftOut } from './import-source.js';
import type { ImportSourceName } from './import-sources.js';
import { readTrivyIgnoreYaml } from './trivy-ignore-yaml.js';
import { readTrivyIgnore } from './trivy-ignore.js';

export interface ImportTerms {
  readonly from: ImportSourceName;
  readonly author: string;
  /** An instant, for rules that have no end. */
  readonly expiresAt: string | null;
  /** A duration: no waiver ends later than so long after `now`. */
  readonly longest: string;
  readonly image?: string;
  readonly environments?: readonly string[];
}

export interface ImportedWaivers {
  readonly waivers: readonly Waiver[];
  readonly leftOut: readonly RuleLeftOut[];
  /** Taken over with an earlier end than the source gives them. */
  readonly shortened: readonly RuleLeftOut[];
}

/** Null where the file is none of the tool's. Throws PolicyError where it is no YAML, and should be. */
export function readSource(from: ImportSourceName, file: string, source: string): ImportSource | null {
  if (from === 'dependency-track') return readDependencyTrack(source);
  if (from === 'grype') return readGrypeIgnore(source);
  // As Trivy itself tells them apart.
  return ['.yml', '.yaml'].includes(extname(file)) ? readTrivyIgnoreYaml(source) : readTrivyIgnore(source);
}

/**
 * Each rule as a waiver from now on, with no wider scope than the rule. Rules without an end, and expired ones, are
 * left out.
 */
export function importWaivers(source: ImportSource, terms: ImportTerms, now: Date): ImportedWaivers {
  const last = now.getTime() + durationOf(terms.longest);
  const waivers: Waiver[] = [];
  const leftOut = [...source.leftOut];
  const shortened: RuleLeftOut[] = [];
  const names = new Map<string, number>();
  for (const rule of source.rules) {
    const { where, name } = rule;
    const end = Date.parse(rule.expiresAt ?? terms.expiresAt ?? '');
    if (Number.isNaN(end)) {
      leftOut.push({ where, name, reason: 'it has no end. Give it one with --expires' });
    } else if (end <= now.getTime()) {
      leftOut.push({ where, name, reason: `it has expired on ${new Date(end).toISOString().slice(0, 10)}` });
    } else {
      if (end > last)
        shortened.push({
          where,
          name,
          reason: `it ends ${terms.longest} from now, and not on ${new Date(end).toISOString().slice(0, 10)}`,
        });
      waivers.push(waiverOf(rule, terms, { now, end: Math.min(end, last), names }));
    }
  }
  return { waivers, leftOut: leftOut.toSorted((a, b) => placeOf(a) - placeOf(b)), shortened };
}

function placeOf({ where }: RuleLeftOut): number {
  return Number(/\d+/.exec(where)?.[0] ?? 0);
}

function waiverOf(
  { name, where, scope, status, justification }: ImportedRule,
  { from, author, image, environments }: ImportTerms,
  { now, end, names }: { now: Date; end: number; names: Map<string, number> },
): Waiver {
  const slug = `${from}-${name}`.replaceAll(/[^A-Za-z0-9._-]+/g, '-').slice(0, 90);
  const number = (names.get(slug) ?? 0) + 1;
  names.set(slug, number);
  return {
    id: number === 1 ? slug : `${slug}.${number}`,
    scope: { ...scope, ...(image !== undefined && { image }), ...(environments !== undefined && { environments }) },
    status,
    justification: (justification ?? `Imported from ${from} (${where}), which gives no reason.`).slice(0, 2_000),
    author,
    approver: null,
    validFrom: now.toISOString(),
    expiresAt: new Date(end).toISOString(),
  };
}
