/** What a text or a list says of a fix: a version, or in the words of `fixOf` that there is one or none. */
export interface ToldFix {
  readonly fixedVersion: string | null;
  readonly fixState: string | null;
}

export const NO_WORD: ToldFix = { fixedVersion: null, fixState: null };

export function fixedIn(versions: readonly string[]): ToldFix {
  return versions.length === 0 ? NO_WORD : { fixedVersion: [...new Set(versions)].join(', '), fixState: 'fixed' };
}

/** Longer texts are prose; what a tool says of a fix stands at their beginning. */
const MOST_CHARACTERS = 2000;

/** One character stands for each version of a sentence while its words are looked at, so that no wording is tried twice over. */
const FIRST_MARK = 0xe000;
const MARK = String.raw`[\ue000-\ue0ff]`;
const MOST_VERSIONS = 256;

const LIST = `(${MARK}(?:(?: (?:or|and))? ?${MARK})*)`;
const NAMES = String.raw`(?:[^ \ue000-\ue0ff]{1,200} ){0,8}?`;
const VERB = String.raw`\b(?:upgrad|updat|bump|migrat|mov|switch|chang|rais|set|install|go)[a-z]*`;
const FIXED = String.raw`\b(?:fix|patch|resolv|address|remediat|solv|correct|available|releas)[a-z]*`;

/** Trivy: "Upgrade openssl to version 1.1.1k-r0"; dep-scan: "Update to 2.4.9 or later"; Snyk: "Upgrade to lodash@4.17.21". */
const UPGRADE_TO = new RegExp(`${VERB}(?: .{0,200}?)? to:? ${NAMES}${LIST}`, 'i');

/** "2.9.5 or higher", "version 7.2 and newer", "1.3 or any later release". */
const OR_LATER = new RegExp(`${LIST} (?:or|and) (?:any )?(?:higher|later|newer|above|greater|up|more recent)`, 'i');

const WORDINGS: readonly RegExp[] = [
  UPGRADE_TO,
  // "Fixed in 1.2.3", "patched in versions 1.2, 1.3", "A fix is available in release 5".
  new RegExp(`${FIXED}(?: .{0,100}?)? (?:in|by|with|since|from|as of):? ${NAMES}${LIST}`, 'i'),
  // "Fixed version: 1.2.3", "Fix: 1.2.3", "Patched versions >= 2.0".
  new RegExp(`${FIXED}(?:[ _-](?:in[ _-])?(?:versions?|releases?))? ?[:=]? ?${LIST}`, 'i'),
  OR_LATER,
  // "Use at least 1.2.3", "use version 3.4.5", "upgrade: 1.2.3".
  new RegExp(String.raw`\b(?:at least|use|minimum|upgrade|update|install):? ${NAMES}${LIST}`, 'i'),
];

/** "No fix available", "There is no fixed version for x", "not yet patched", "won't fix"; "no fix is needed" says another thing. */
const NONE = new RegExp(
  [
    String.raw`\b(?:no|without(?: an?)?|lacks(?: an?)?)\s+(?:(?:known|available|official|current|public|upstream|vendor)\s+){0,2}` +
      String.raw`(?:fix|fixes|fixed|patch|patches|patched|remediation|upgrade|update|solution)\b(?:\s+(?:versions?|releases?))?` +
      String.raw`(?!\s+(?:is\s+|are\s+)?(?:required|needed|necessary))`,
    String.raw`\bnot\s+(?:yet\s+)?(?:been\s+)?(?:fixed|patched)\b`,
    String.raw`\bunfixed\b`,
    String.raw`\b(?:won'?t|will not)\s+(?:be\s+)?(?:fix|fixed|patch|patched)\b`,
  ].join('|'),
  'i',
);

/** A fix without its version: "Upgrade to the latest version", "A patch is available". */
const SOME = new RegExp(
  [
    String.raw`\b(?:upgrad|updat)\w*\s.{0,80}?\b(?:latest|newest|newer|fixed|patched|recent)\b`,
    String.raw`\b(?:fix|patch|update|upgrade|fixed version)\s+(?:is |has been |was )?(?:now )?(?:available|released|published)\b`,
  ].join('|'),
  'i',
);

/** The sentences of a text, in which a tool may speak of several packages. */
export function sentencesOf(written: string): string[] {
  return written
    .slice(0, MOST_CHARACTERS)
    .replace(/[`"“”‘*()[\]]|(?<!\w)'|'(?!\w)/g, ' ')
    .replaceAll('’', "'")
    .split(/[;\n\r]+|[.!]\s+/)
    .map((sentence) => sentence.replace(/\s+/g, ' ').trim())
    .filter((sentence) => sentence !== '');
}

/** What sentences say of a fix; null twice where they say nothing, which is not that there is none. */
export function fixInSentences(sentences: readonly string[]): ToldFix {
  const versions: string[] = [];
  let isNone = false;
  let isSome = false;
  for (const sentence of sentences) {
    const hasNone = NONE.test(sentence);
    const found = versionsIn(sentence, hasNone ? [UPGRADE_TO, OR_LATER] : WORDINGS);
    versions.push(...found);
    isNone ||= hasNone;
    isSome ||= !hasNone && SOME.test(sentence);
  }
  if (versions.length > 0) return fixedIn(versions);
  if (isSome) return { fixedVersion: null, fixState: 'fixed' };
  return isNone ? { fixedVersion: null, fixState: 'not-fixed' } : NO_WORD;
}

function versionsIn(sentence: string, wordings: readonly RegExp[]): string[] {
  const versions: string[] = [];
  const marked = sentence
    .replace(/([<>=~^]{1,2}) (?=v?\d)/g, '$1')
    .split(' ')
    .map((word) => {
      const found = versionsOfWord(word);
      if (found === null || versions.length + found.length > MOST_VERSIONS) return word;
      return found.map((version) => String.fromCharCode(FIRST_MARK + versions.push(version) - 1)).join('');
    })
    .join(' ');
  if (versions.length === 0) return [];
  for (const wording of wordings) {
    const [, list] = wording.exec(marked) ?? [];
    if (list !== undefined) {
      return [...list].flatMap((mark) => versions[mark.charCodeAt(0) - FIRST_MARK] ?? []);
    }
  }
  return [];
}

/** `1.2.3`, `1:2.3-4+deb12u1`, `>=2.0`, `1.5.13,1.3.15`, `lodash@4.17.21`; null where a word is no version. */
function versionsOfWord(word: string): string[] | null {
  const versions = word
    .slice(word.lastIndexOf('@') + 1)
    .split(/[,|/]/)
    .map((part) => part.replace(/[.:~-]+$/, '').replace(/^>=/, ''))
    .filter((part) => part !== '');
  const isList = versions.length > 0 && versions.every((version) => /^[<>=~^]{0,2}v?\d[\w.+~:-]*$/.test(version));
  return isList ? versions.map((version) => version.replace(/^([<>=~^]{1,2})/, '$1 ')) : null;
}
