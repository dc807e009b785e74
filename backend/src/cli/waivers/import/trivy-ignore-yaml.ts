import type { Waiver } from '../../../core/model/waiver.js';
import { parsePurl } from '../../../core/model/purl.js';
import { type Json, type JsonObject, readYaml, type YamlFile } from '../../../core/policy/read-yaml.js';
import type { ImportedRule, ImportSource, RuleLeftOut } from './import-source.js';
import { isPlainPattern } from './path-pattern.js';
import { firstMomentOf, isDay } from './trivy-ignore.js';

const SECTIONS = { vulnerabilities: 'advisory', misconfigurations: 'rule', secrets: 'rule', licenses: 'rule' } as const;

const KEYS = new Set(['id', 'paths', 'purls', 'expired_at', 'statement']);

/** A `.trivyignore.yaml`. Throws PolicyError where it is no YAML. */
export function readTrivyIgnoreYaml(source: string): ImportSource {
  const file = readYaml(source);
  const rules: ImportedRule[] = [];
  const leftOut: RuleLeftOut[] = [];
  const written = isMapping(file.value) ? file.value : {};
  for (const [section, named] of Object.entries(SECTIONS)) {
    const entries = written[section];
    if (!Array.isArray(entries)) continue;
    for (const [index, entry] of entries.entries()) {
      const where = lineOf(file, [section, index]);
      const name = nameOf(entry);
      const reason = whyNot(entry, section);
      if (reason !== null) {
        leftOut.push({ where, name, reason });
        continue;
      }
      for (const part of partsOf(entry as JsonObject)) {
        if ('reason' in part) leftOut.push({ where, name, reason: part.reason });
        else
          rules.push({ ...ruleOf(entry as JsonObject), where, name, scope: { ...idOf(entry, named), ...part.scope } });
      }
    }
  }
  return { rules, leftOut };
}

/** Why no part of the entry can be taken over. */
function whyNot(entry: Json, section: string): string | null {
  if (!isMapping(entry)) return 'it is no mapping';
  const id = entry['id'];
  if (id !== undefined && typeof id !== 'string') return '`id` is no text';
  const isForPackages = section === 'vulnerabilities' && textsOf(entry['purls']).length > 0;
  if (id === undefined && !isForPackages)
    return 'it names no identifier and no package, and a waiver is for one of them';
  const unknown = Object.keys(entry).find((key) => !KEYS.has(key));
  if (unknown !== undefined) return `\`${unknown}\` is no key that is known of these rules`;
  if (section !== 'vulnerabilities' && entry['purls'] !== undefined)
    return 'Trivy reads `purls` of vulnerabilities alone';
  const lists = [entry['paths'], entry['purls']];
  if (lists.some((list) => list !== undefined && list !== null && !isTexts(list)))
    return 'a list holds something else than texts';
  const end = entry['expired_at'];
  if (end !== undefined && end !== null && endOf(end) === null) return '`expired_at` is no day and no instant';
  return null;
}

type Part = { readonly scope: Partial<Waiver['scope']> } | { readonly reason: string };

/** One for each path and package: a waiver has one of each. */
function partsOf(entry: JsonObject): Part[] {
  const paths = textsOf(entry['paths']);
  const purls = textsOf(entry['purls']);
  return (paths.length === 0 ? [null] : paths).flatMap((path): Part[] => {
    if (path !== null && !isPlainPattern(path))
      return [{ reason: `the path \`${path}\` is a pattern that a waiver's path cannot say` }];
    return (purls.length === 0 ? [null] : purls).map((component): Part => {
      if (component !== null) {
        const purl = parsePurl(component);
        if (purl === null) return { reason: `\`${component}\` is no package URL` };
        if (purl.version === null && Object.keys(purl.qualifiers).length > 0)
          return { reason: `\`${component}\` has qualifiers and no version, which a waiver cannot say` };
      }
      return { scope: { ...(component !== null && { component }), ...(path !== null && { path }) } };
    });
  });
}

function ruleOf(entry: JsonObject): Pick<ImportedRule, 'status' | 'justification' | 'expiresAt'> {
  const { statement, expired_at: end } = entry;
  return {
    status: 'accepted',
    justification: typeof statement === 'string' && statement.trim() !== '' ? statement : null,
    expiresAt: end === undefined || end === null ? null : endOf(end),
  };
}

function endOf(written: Json): string | null {
  if (typeof written !== 'string') return null;
  if (isDay(written)) return firstMomentOf(written);
  const isInstant = /^\d{4}-\d{2}-\d{2}[Tt ].*(?:[Zz]|[+-]\d{2}:?\d{2})$/.test(written);
  const milliseconds = isInstant ? Date.parse(written) : NaN;
  return Number.isNaN(milliseconds) ? null : new Date(milliseconds).toISOString();
}

function idOf(entry: Json, named: 'advisory' | 'rule'): Waiver['scope'] {
  return isMapping(entry) && typeof entry['id'] === 'string' ? { [named]: entry['id'] } : {};
}

/** Its identifier, or the packages that it is for. */
function nameOf(entry: Json): string {
  if (!isMapping(entry)) return 'an entry';
  if (typeof entry['id'] === 'string') return entry['id'];
  const [purl] = textsOf(entry['purls']);
  return typeof purl === 'string' ? (parsePurl(purl)?.name ?? purl) : 'an entry';
}

function isTexts(list: Json): boolean {
  return Array.isArray(list) && list.every((item) => typeof item === 'string');
}

function textsOf(list: Json | undefined): string[] {
  return Array.isArray(list) ? (list as string[]) : [];
}

export function isMapping(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function lineOf(file: YamlFile, path: readonly (string | number)[]): string {
  return String(file.issueAt(path, 'value', '').line);
}
