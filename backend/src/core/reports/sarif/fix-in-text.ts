/** What a text says of a fix; both null where it says nothing. */
export interface FixInText {
  readonly fixedVersion: string | null;
  readonly fixState: 'fixed' | 'not-fixed' | null;
}

const VERSION = 'v?\\d[^\\s,;|`\'")\\]]*';
const VERSIONS = `${VERSION}(?:(?:, ?| ?\\|\\| ?| or | and )${VERSION})*`;

/** Grype, OSV-Scanner, Snyk, Xray and others. The first group is the versions. */
const FIXES: readonly RegExp[] = [
  new RegExp(`\\bfix(?:es)? in versions? (${VERSIONS})`, 'i'),
  new RegExp(`\\b(?:fixed|patched|resolved)(?: (?:in|by))?(?: versions?)?:? ['\`]?(${VERSIONS})`, 'i'),
  new RegExp(`\\b(?:upgrad|updat)\\w*\\b[^\\n]{0,200}?\\bto(?: at least)?(?: versions?)? ['\`]?(${VERSIONS})`, 'i'),
  new RegExp(`\\b(?:upgrad|updat)\\w* to \\S+@(${VERSION})`, 'i'),
];

/** In these words, and no others, a tool says that there is none. */
const NO_FIX = /\bno fixed version (?:for|is)\b|\bthere is no fix\b|\bno fix(?:ed version)? (?:is )?available\b/i;

/** OSV-Scanner's table: advisory, package, versions. */
const TABLE_ROW = /^\|([^|\n]*)\|([^|\n]*)\|([^|\n]*)\|\s*$/gm;

/** The words of scanners for a fix, from the most telling text to the least. `packageName` tells rows of a table apart. */
export function fixInTexts(texts: readonly string[], packageName: string | null): FixInText {
  for (const text of texts) {
    const fixedVersion = inTable(text, packageName) ?? inWords(text);
    if (fixedVersion !== null) return { fixedVersion, fixState: 'fixed' };
  }
  return { fixedVersion: null, fixState: texts.some((text) => NO_FIX.test(text)) ? 'not-fixed' : null };
}

function inWords(text: string): string | null {
  for (const pattern of FIXES) {
    const versions = pattern.exec(text)?.[1];
    // A sentence may end with the version.
    if (versions !== undefined) return withoutEnd(versions).replace(/ ?\|\| ?| or | and /g, ', ');
  }
  return null;
}

function withoutEnd(versions: string): string {
  let end = versions.length;
  while (end > 0 && '.:'.includes(versions.charAt(end - 1))) end -= 1;
  return versions.slice(0, end);
}

function inTable(text: string, packageName: string | null): string | null {
  const start = /^### Fixed Versions\s*$/m.exec(text);
  if (start === null || packageName === null) return null;
  const versions = new Set<string>();
  for (const [, , name = '', fixed = ''] of text.slice(start.index).matchAll(TABLE_ROW)) {
    if (name.trim() !== packageName) continue;
    for (const version of fixed.split(',')) if (/\d/.test(version)) versions.add(version.trim());
  }
  return versions.size === 0 ? null : [...versions].join(', ');
}
