import type { Waiver } from '../model/waiver.js';
import { ShapeCheck } from './check-shape.js';
import { PolicyError, type PolicyIssue } from './policy-error.js';
import { inFileOrder, readYaml, type YamlFile } from './read-yaml.js';
import { waiversSchema } from './waivers-schema.js';

const shape = new ShapeCheck(waiversSchema);

type Written = Omit<Waiver, 'approver'> & { readonly approver?: string };

/** Reads a file of waivers, YAML or JSON. Throws PolicyError with everything that is wrong, and where. */
export function parseWaivers(source: string): Waiver[] {
  const file = readYaml(source);
  refuse(shape.issuesOf(file));
  const { waivers } = file.value as unknown as { readonly waivers: readonly Written[] };
  refuse([...repeatedIds(waivers, file), ...noSuchDays(waivers, file)]);
  return waivers.map((waiver) => ({
    ...waiver,
    approver: waiver.approver ?? null,
    expiresAt: new Date(waiver.expiresAt).toISOString(),
  }));
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

/** 30 February has the form of a date. */
function noSuchDays(waivers: readonly Written[], file: YamlFile): PolicyIssue[] {
  return waivers.flatMap(({ expiresAt }, index) => {
    const day = expiresAt.slice(0, 10);
    const midnight = new Date(day);
    const exists = !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
    if (exists && !Number.isNaN(Date.parse(expiresAt))) return [];
    return [
      file.issueAt(['waivers', index, 'expiresAt'], 'value', `There is no such day or time as \`${expiresAt}\`.`),
    ];
  });
}
