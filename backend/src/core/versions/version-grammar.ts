import { valid } from '@renovatebot/pep440';

const SEMANTIC = /^(?:v|go)?\d+(?:\.\d+){0,2}(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/;

/** What is a version of an ecosystem, by purl type: such versions alone are put in order by rules, and not by a guess. */
const GRAMMARS: ReadonlyMap<string, RegExp> = new Map([
  ['apk', /^\d+(?:\.\d+)*[a-z]?(?:_(?:alpha|beta|pre|rc|cvs|svn|git|hg|p)\d*)*(?:~[0-9a-f]+)?(?:-r\d+)?$/],
  ['cargo', SEMANTIC],
  ['composer', /^v?\d+(?:\.\d+)*(?:[.-]?(?:dev|alpha|a|beta|b|rc|patch|pl|p)\.?\d*)*(?:\+[0-9A-Za-z.-]+)?$/i],
  ['deb', /^(?:\d+:)?\d[A-Za-z0-9.+~-]*$/],
  ['gem', /^\d+(?:\.[0-9A-Za-z]+)*(?:-[0-9A-Za-z]+(?:[.-][0-9A-Za-z]+)*)?$/],
  ['golang', SEMANTIC],
  ['hex', SEMANTIC],
  ['maven', /^\d[0-9A-Za-z._+-]*$/],
  ['npm', SEMANTIC],
  ['nuget', /^\d+(?:\.\d+){0,3}(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/],
  ['pub', SEMANTIC],
  ['rpm', /^(?:\d+:)?[A-Za-z0-9._+~^]+(?:-[A-Za-z0-9._+~^]+)?$/],
  ['swift', SEMANTIC],
]);

/** Longer ones exist in no ecosystem. */
const LONGEST = 200;

/** Of a type whose rules are not known nothing is a version. */
export function isVersion(version: string, type: string): boolean {
  if (version.length > LONGEST) return false;
  if (type === 'pypi') return valid(version) !== null;
  return GRAMMARS.get(type)?.test(version) ?? false;
}
