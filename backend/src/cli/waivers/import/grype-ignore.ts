import type { Waiver } from '../../../core/model/waiver.js';
import { buildPurl } from '../../../core/model/purl.js';
import { type Json, type JsonObject, readYaml } from '../../../core/policy/read-yaml.js';
import type { ImportedRule, ImportSource, RuleLeftOut } from './import-source.js';
import { isPlainPattern } from './path-pattern.js';
import { isMapping, lineOf } from './trivy-ignore-yaml.js';

const KEYS = new Set(['vulnerability', 'reason', 'package']);
const PACKAGE_KEYS = new Set(['name', 'version', 'type', 'location']);

/** Grype's package types whose name is all of the package URL, and the type of that. */
const TYPES: ReadonlyMap<string, string> = new Map([
  ['npm', 'npm'],
  ['python', 'pypi'],
  ['gem', 'gem'],
  ['go-module', 'golang'],
  ['rust-crate', 'cargo'],
  ['dotnet', 'nuget'],
]);

/** A pattern, by which Grype matches names, would be another one as a name. */
const PLAIN_NAME = /^[A-Za-z0-9._/@-]+$/;

/** What else hides findings, and what says so in a policy. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['only-fixed', '`vulnerabilities.onlyFixable` of the policy says this'],
  ['only-notfixed', 'no waiver says this'],
  ['ignore-states', '`vulnerabilities.onlyFixable` of the policy says the most of this'],
  ['exclude', 'what is not scanned cannot be waived'],
]);

/** The ignore rules of a `.grype.yaml`. Throws PolicyError where it is no YAML. */
export function readGrypeIgnore(source: string): ImportSource {
  const file = readYaml(source);
  const rules: ImportedRule[] = [];
  const leftOut: RuleLeftOut[] = [];
  const written = isMapping(file.value) ? file.value : {};
  for (const [key, reason] of ELSEWHERE) {
    const value = written[key];
    const isUnset = value === undefined || value === null || value === false || value === '';
    if (!isUnset && !(Array.isArray(value) && value.length === 0)) {
      leftOut.push({ where: lineOf(file, [key]), name: key, reason });
    }
  }
  const entries = Array.isArray(written['ignore']) ? written['ignore'] : [];
  for (const [index, entry] of entries.entries()) {
    const where = lineOf(file, ['ignore', index]);
    const read = readRule(entry);
    const name = nameOf(entry);
    if (typeof read === 'string') leftOut.push({ where, name, reason: read });
    else rules.push({ where, name, status: 'accepted', expiresAt: null, ...read });
  }
  return { rules, leftOut };
}

/** A text says why the rule cannot be taken over. */
function readRule(entry: Json): Pick<ImportedRule, 'scope' | 'justification'> | string {
  if (!isMapping(entry)) return 'it is no mapping';
  if (entry['fix-state'] !== undefined) {
    return '`fix-state` is not exactly what a waiver can say: the condition `untilFixed: 0d` covers findings of every state but `fixed`. Write it by hand if that is meant';
  }
  const unknown = Object.keys(entry).find((key) => !KEYS.has(key));
  if (unknown !== undefined) return `a waiver cannot say \`${unknown}\``;
  const { vulnerability, reason } = entry;
  if (vulnerability !== undefined && typeof vulnerability !== 'string') return '`vulnerability` is no text';
  const parts = packageScope(entry['package']);
  if (typeof parts === 'string') return parts;
  const scope: Waiver['scope'] = { ...(vulnerability !== undefined && { advisory: vulnerability }), ...parts };
  if (scope.advisory === undefined && scope.component === undefined) {
    return 'it names neither a vulnerability nor a package, and is for every finding';
  }
  return { scope, justification: typeof reason === 'string' && reason.trim() !== '' ? reason : null };
}

function packageScope(written: Json | undefined): Partial<Waiver['scope']> | string {
  if (written === undefined || written === null) return {};
  if (!isMapping(written)) return '`package` is no mapping';
  const unknown = Object.keys(written).find((key) => !PACKAGE_KEYS.has(key));
  if (unknown !== undefined) return `a waiver cannot say \`package.${unknown}\``;
  if (Object.values(written).some((value) => typeof value !== 'string'))
    return 'a part of `package` is no text: write it in quotation marks';
  const { name, version, type, location } = written as Readonly<Record<string, string | undefined>>;
  if (location !== undefined && !isPlainPattern(location))
    return `the location \`${location}\` is a pattern that a waiver's path cannot say`;
  const path = location === undefined ? {} : { path: location };
  if (name === undefined && version === undefined && type === undefined) return path;
  const component = componentOf(name, version, type);
  return component.startsWith('pkg:') ? { component, ...path } : component;
}

/** The package URL, or why there is none. */
function componentOf(name?: string, version?: string, type?: string): string {
  if (name === undefined) return 'a package is named by its name';
  if (!PLAIN_NAME.test(name)) return `the name \`${name}\` is a pattern, and a waiver names one package`;
  if (type === undefined) return 'without its `type` a name is not one package';
  const purlType = TYPES.get(type);
  if (purlType === undefined) {
    return `a name of type \`${type}\` is not the whole package URL (pkg:deb/debian/…, pkg:maven/group/…). Write its \`component\` by hand`;
  }
  const slash = name.lastIndexOf('/');
  const [namespace, last] = slash < 0 ? [null, name] : [name.slice(0, slash), name.slice(slash + 1)];
  const purl = buildPurl({ type: purlType, namespace, name: last, version: version ?? null });
  return purl ?? `\`${name}\` makes no package URL`;
}

function nameOf(entry: Json): string {
  if (!isMapping(entry)) return 'a rule';
  const { vulnerability, package: named } = entry as JsonObject;
  if (typeof vulnerability === 'string') return vulnerability;
  return isMapping(named) && typeof named['name'] === 'string' ? named['name'] : 'a rule';
}
