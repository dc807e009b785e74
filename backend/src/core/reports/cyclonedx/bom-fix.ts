import { parsePurl } from '../../model/purl.js';
import { isAbove } from '../../versions/compare-versions.js';
import { objectsIn, plainName, propertiesIn, textIn } from './bom-values.js';
import { fixedIn, fixInSentences, NO_WORD, sentencesOf, type ToldFix } from './told-fix.js';

/** Where a vulnerability speaks of its fix, apart from what is affected. */
export interface FixTexts {
  /** Each text by itself, the surest first. */
  readonly texts: readonly (readonly string[])[];
  /** What a property says. */
  readonly told: ToldFix;
}

interface Named {
  readonly name: string | null;
}

export function fixTextsOf(entry: { readonly [key: string]: unknown }): FixTexts {
  const detail = textIn(entry['detail']) ?? '';
  const [, remediation = ''] = /^#+ *(?:remediation|how to fix|solution)\b[^\n]*\n+([^#]{1,2000})/im.exec(detail) ?? [];
  const texts = [textIn(entry['recommendation']), textIn(entry['workaround']), textIn(remediation)];
  return {
    texts: texts.flatMap((text) => (text === null ? [] : [sentencesOf(text)])).filter(({ length }) => length > 0),
    told: fixInProperties(entry['properties']),
  };
}

/**
 * What is said of a fix for one of the affected components: by its versions, then by a property, then in words. Of a text
 * that names several of the affected components only the sentences count that do not name another alone.
 */
export function fixFor(
  component: Named & { readonly version: string | null; readonly purl: string | null },
  affected: FixSaid,
): ToldFix {
  const byVersion = fixInVersions(affected.versions, component.version, parsePurl(component.purl ?? '')?.type ?? '');
  if (byVersion.fixState !== null) return byVersion;
  if (affected.said.told.fixState !== null) return affected.said.told;
  for (const sentences of affected.said.texts) {
    const told = fixInSentences(sentences.filter((sentence) => isAbout(sentence, component, affected.others)));
    if (told.fixState !== null) return told;
  }
  return NO_WORD;
}

export interface FixSaid {
  readonly versions: unknown;
  readonly said: FixTexts;
  /** The other components that the same vulnerability affects. */
  readonly others: readonly Named[];
}

function isAbout(sentence: string, { name }: Named, others: readonly Named[]): boolean {
  const words = sentence.split(' ');
  const names = (of: string | null): boolean =>
    of !== null && words.some((word) => word === of || word.endsWith(`/${of}`) || word.endsWith(`:${of}`));
  return names(name) || !others.some((other) => other.name !== name && names(other.name));
}

/**
 * `affects[].versions[]`: a version or a `vers:` range that is unaffected and lies above the installed one fixes, and so does
 * the end of an affected range that does not belong to it.
 */
function fixInVersions(entries: unknown, installed: string | null, type: string): ToldFix {
  const single: string[] = [];
  const ranges: string[] = [];
  for (const entry of objectsIn(entries)) {
    // Affected is what the specification takes for granted.
    const status = textIn(entry['status']) ?? 'affected';
    const version = textIn(entry['version']);
    if (status === 'unaffected' && version !== null) single.push(version);
    for (const [comparator, bound] of constraintsOf(textIn(entry['range']))) {
      if (status === 'unaffected' && (comparator === '>=' || comparator === '>')) ranges.push(bound);
      if (status === 'unaffected' && comparator === '=') single.push(bound);
      if (status === 'affected' && comparator === '<') ranges.push(bound);
    }
  }
  const above = [...single, ...ranges].filter((version) => installed === null || isAbove(version, installed, type));
  return fixedIn(above.length > 0 ? above : ranges);
}

/** The constraints of `vers:deb/>=1.2|<2`. */
function constraintsOf(range: string | null): [string, string][] {
  const [, constraints] = /^vers:[^/]*\/(.*)$/s.exec(range ?? '') ?? [];
  return (constraints ?? '').split('|').flatMap((constraint): [string, string][] => {
    const [, comparator = '', version = ''] = /^\s*(>=|<=|!=|[<>=]?)\s*(.+?)\s*$/s.exec(constraint) ?? [];
    return version === '' || version === '*' ? [] : [[comparator === '' ? '=' : comparator, decoded(version)]];
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const VERSION_NAMES =
  /^(?:fix(?:ed)?(?:in)?versions?|fix(?:ed)?in|patched(?:in)?versions?|firstpatchedversion|versionsfixed)$/;
const STATE_NAMES = /^(?:fix(?:state|status|edstate)|status)$/;
const AVAILABLE_NAMES = /^(?:fixavailable|isfixavailable|isfixable|fixable|haspatch|ispatchable)$/;

/** `grype:fixed_versions`, `aquasecurity:trivy:Status` and their like. */
function fixInProperties(properties: unknown): ToldFix {
  const versions: string[] = [];
  let state: string | null = null;
  for (const { name, value } of propertiesIn(properties)) {
    const key = plainName(name);
    if (VERSION_NAMES.test(key)) versions.push(...value.split(/[,;\s[\]"]+/).filter((part) => /\d/.test(part)));
    // Anybody may write a property named `status`; only Trivy's is known to speak of a fix.
    if (STATE_NAMES.test(key) && (key !== 'status' || name.startsWith('aquasecurity:'))) state ??= value.toLowerCase();
    if (AVAILABLE_NAMES.test(key) && /^true$/i.test(value)) state ??= 'fixed';
    if (AVAILABLE_NAMES.test(key) && /^false$/i.test(value)) state ??= 'not-fixed';
  }
  return versions.length > 0 ? fixedIn(versions) : { fixedVersion: null, fixState: state };
}
