import { parsePurl } from '../model/purl.js';
import type { KnownFix } from '../model/known-fix.js';
import type { Waiver } from '../model/waiver.js';
import { parseVers } from '../versions/vers-range.js';
import { ShapeCheck } from './check-shape.js';
import { PolicyError, type PolicyIssue } from './policy-error.js';
import { inFileOrder, readYaml, type YamlFile } from './read-yaml.js';
import { waiversSchema } from './waivers-schema.js';

const shape = new ShapeCheck(waiversSchema);

/** As the schema has it. */
type Written = Omit<Waiver, 'approver' | 'validFrom' | 'fixedSince' | 'fixes'> & {
  readonly approver?: string;
  readonly validFrom?: string;
  readonly fixedSince?: string;
  readonly fixes?: readonly (KnownFix & { readonly since: string })[];
};

/** Reads a file of waivers, YAML or JSON. Throws PolicyError with everything that is wrong, and where. */
export function parseWaivers(source: string): Waiver[] {
  const file = readYaml(source);
  refuse(shape.issuesOf(file));
  const { waivers } = file.value as unknown as { readonly waivers: readonly Written[] };
  refuse([...repeatedIds(waivers, file), ...noSuchDays(waivers, file), ...noSuchRanges(waivers, file)]);
  const read = waivers.map(waiverOf);
  refuse(neverInForce(read, file));
  return read;
}

function waiverOf({ validFrom, fixedSince, fixes, ...waiver }: Written): Waiver {
  return {
    ...waiver,
    approver: waiver.approver ?? null,
    ...(validFrom === undefined ? {} : { validFrom: new Date(validFrom).toISOString() }),
    expiresAt: endOf(waiver.expiresAt).toISOString(),
    ...(fixedSince === undefined ? {} : { fixedSince: new Date(fixedSince).toISOString() }),
    ...(fixes === undefined ? {} : { fixes: fixes.map(knownFix) }),
  };
}

function knownFix({ since, ...fix }: NonNullable<Written['fixes']>[number]): KnownFix {
  return { ...fix, since: new Date(since).toISOString() };
}

/** Of a date, the end of its day; an instant is its own. */
function endOf(written: string): Date {
  const instant = new Date(written);
  if (!written.includes('T')) instant.setUTCDate(instant.getUTCDate() + 1);
  return instant;
}

function refuse(issues: readonly PolicyIssue[]): void {
  if (issues.length > 0) throw new PolicyError(inFileOrder(issues));
}

function repeatedIds(waivers: readonly Written[], file: YamlFile): PolicyIssue[] {
  const seen = new Set<string>();
  return waivers.flatMap(({ id }, index) => {
    if (!seen.has(id)) {
      seen.add(id);
      return [];
    }
    return [file.issueAt(['waivers', index, 'id'], 'value', `Another waiver is called \`${id}\` already.`)];
  });
}

/** What would cover nothing, or would have to be guessed at. */
function noSuchRanges(waivers: readonly Written[], file: YamlFile): PolicyIssue[] {
  return waivers.flatMap(({ scope: { versions, component } }, index) => {
    if (versions === undefined) return [];
    const issue = (message: string) => [file.issueAt(['waivers', index, 'scope', 'versions'], 'value', message)];
    const range = parseVers(versions);
    if (range === null) {
      return issue(
        `\`versions\` must be a range of an ecosystem whose versions can be compared, such as \`vers:npm/>=1.0.0|<1.4.2\`, not \`${versions}\`.`,
      );
    }
    const purl = component === undefined ? null : parsePurl(component);
    if (purl === null) return [];
    if (purl.version !== null) return issue('`component` names a version already.');
    if (range.type === null || range.type === purl.type) return [];
    return issue(`\`versions\` speaks of ${range.type}, and \`component\` of ${purl.type}.`);
  });
}

const INSTANTS = ['validFrom', 'expiresAt', 'fixedSince'] as const;

/** 30 February has the form of a date, and year 0 that of a year. */
function noSuchDays(waivers: readonly Written[], file: YamlFile): PolicyIssue[] {
  return waivers.flatMap((waiver, index) =>
    instantsOf(waiver).flatMap(({ path, written }) => {
      if (exists(written) && isInYears(endOf(written))) return [];
      return [file.issueAt(['waivers', index, ...path], 'value', `There is no such day or time as \`${written}\`.`)];
    }),
  );
}

interface WrittenInstant {
  readonly path: readonly (string | number)[];
  readonly written: string;
}

function instantsOf(waiver: Written): WrittenInstant[] {
  const own = INSTANTS.flatMap((key): WrittenInstant[] => {
    const written = waiver[key];
    return written === undefined ? [] : [{ path: [key], written }];
  });
  const { fixes = [] } = waiver;
  return [...own, ...fixes.map(({ since }, place) => ({ path: ['fixes', place, 'since'], written: since }))];
}

function exists(written: string): boolean {
  const day = written.slice(0, 10);
  const midnight = new Date(day);
  return (
    !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day) && !Number.isNaN(Date.parse(written))
  );
}

/** Beyond these an instant is written otherwise, and not every store takes it. */
function isInYears(instant: Date): boolean {
  const year = instant.getUTCFullYear();
  return year >= 1 && year <= 9999;
}

function neverInForce(waivers: readonly Waiver[], file: YamlFile): PolicyIssue[] {
  return waivers.flatMap(({ validFrom, expiresAt }, index) => {
    if (typeof validFrom !== 'string' || Date.parse(validFrom) < Date.parse(expiresAt)) return [];
    return [file.issueAt(['waivers', index, 'expiresAt'], 'value', 'The waiver would end before it begins.')];
  });
}
