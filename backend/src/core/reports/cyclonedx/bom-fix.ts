import { parsePurl } from '../../model/purl.js';
import { isAbove } from '../../versions/compare-versions.js';
import { objectsIn, plainName, propertiesIn, textIn } from './bom-values.js';
import { fixedIn, fixInSentences, NO_WORD, sentencesOf, type ToldFix } from './told-fix.js';

/** The fields of a vulnerability, outside `affects`, that can name a fix. */
export interface FixTexts {
  /** Each text by itself, the surest first. */
  readonly texts: readonly (readonly string[])[];
  /** What a property says. */
  readonly told: ToldFix;
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
 * What is said of a fix for each of the components that one vulnerability affects: by its versions, then by a property, then in
 * words. Of a text that names several of the affected components only the sentences count that do not name another alone.
 */
export class SaidFixes {
  private readonly texts: readonly (readonly Sentence[])[];
  /** By which sentences count. */
  private readonly inWords = new Map<string, ToldFix>();

  constructor(
    private readonly said: FixTexts,
    names: readonly (string | null)[],
  ) {
    const affected = new Set(names);
    this.texts = said.texts.map((sentences) => sentences.map((text) => ({ text, names: namesIn(text, affected) })));
  }

  /** `versions` as the vulnerability lists them for this component. */
  fixFor({ name, version, purl }: AffectedComponent, versions: unknown): ToldFix {
    const byVersion = fixInVersions(versions, version, parsePurl(purl ?? '')?.type ?? '');
    if (byVersion.fixState !== null) return byVersion;
    if (this.said.told.fixState !== null) return this.said.told;
    for (const [place, sentences] of this.texts.entries()) {
      const about = sentences.map(({ names }) => names.size === 0 || (name !== null && names.has(name)));
      const told = this.told(place, sentences, about);
      if (told.fixState !== null) return told;
    }
    return NO_WORD;
  }

  /** The same sentences are read once, however many components they are about. */
  private told(place: number, sentences: readonly Sentence[], about: readonly boolean[]): ToldFix {
    const key = `${place} ${about.map(Number).join('')}`;
    let told = this.inWords.get(key);
    if (told === undefined) {
      told = fixInSentences(sentences.filter((_, at) => about[at] === true).map(({ text }) => text));
      this.inWords.set(key, told);
    }
    return told;
  }
}

export interface AffectedComponent {
  readonly name: string | null;
  readonly version: string | null;
  readonly purl: string | null;
}

interface Sentence {
  readonly text: string;
  /** Of the affected components that it names. */
  readonly names: ReadonlySet<string>;
}

/** A name may stand behind others, `group/name` and `group:name`. */
function namesIn(sentence: string, affected: ReadonlySet<string | null>): ReadonlySet<string> {
  const names = new Set<string>();
  for (const word of sentence.split(' ')) {
    for (let at = 0; at >= 0;) {
      const name = word.slice(at);
      if (affected.has(name)) names.add(name);
      const next = word.slice(at).search(/[/:]/);
      at = next < 0 ? -1 : at + next + 1;
    }
  }
  return names;
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
    const [, comparator = '', version = ''] = /^(>=|<=|!=|[<>=]?)\s*(.+)$/s.exec(constraint.trim()) ?? [];
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
    // Any tool can write a property named `status`; only Trivy's is known to be about a fix.
    if (STATE_NAMES.test(key) && (key !== 'status' || name.startsWith('aquasecurity:'))) state ??= value.toLowerCase();
    if (AVAILABLE_NAMES.test(key) && /^true$/i.test(value)) state ??= 'fixed';
    if (AVAILABLE_NAMES.test(key) && /^false$/i.test(value)) state ??= 'not-fixed';
  }
  return versions.length > 0 ? fixedIn(versions) : { fixedVersion: null, fixState: state };
}
