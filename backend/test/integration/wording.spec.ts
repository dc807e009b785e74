import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** Code whose strings people read, and texts that they read whole. Specs and published schemas are not ours to word. */
const CODE = ['backend/src', 'frontend/src'];
const TEXTS = ['README.md', 'docs/get-started.md', 'security-config.yml', '.env.example'];

/** What texts said before there was a style guide, each with what says it now. */
const FORMER: readonly (readonly [former: string, now: string])[] = [
  ['You may not do this', 'Permission denied'],
  ['Nobody is signed in', 'Not signed in'],
  ['This is not right', 'Invalid credentials'],
  ['This is not a policy', 'Invalid policy'],
  ['This is for people', 'Not available to API tokens'],
  ['cannot be let through', 'there is no verdict'],
  ['What was sent does not sign anybody in', 'The credentials are incorrect'],
  ['The way out', 'How to fix'],
  ['To clear it', 'How to fix'],
  ['Claimed by', 'Reported by'],
  ['Also called', 'Aliases'],
  ['no fix named', 'no fix listed'],
  ['Component or place', 'Component or location'],
  ['Put it in force', 'Activate'],
  ['What will differ', 'Review changes'],
  ['Leave it as it is', 'Cancel'],
  ['Somebody else was faster', 'The policy changed while you were editing'],
  ['Probably not meant', 'Warning'],
  ['This link opens nothing', 'This link is not valid'],
  ['This is not for your role', 'You do not have access to this page'],
  ['Nothing lies at this address', 'Page not found'],
  ['could not be drawn', 'could not be loaded'],
  ['The report did not arrive', 'Upload failed'],
  ['Nothing is called that', 'No results'],
  ['No image is called that', 'No matching images'],
  ['Take one off', 'Remove a filter'],
  ['Make the token', 'Create token'],
  ['Take the role away', 'Remove role'],
  ['Who has which role', 'Role assignments'],
  ['What each role may do', 'Permissions by role'],
  ['Plimsoll is afloat', 'Plimsoll is running'],
  ['this is a defect of Plimsoll', 'internal error'],
  ['Findings that count against', 'Findings that block'],
  ['which server?', 'no server: use --server'],
  ['May this image ship?', 'Release policy'],
  ['E-mail', 'Email'],
];

const NOT_A_PROHIBITION = /\bmay not\b/i;
const NO_ACTOR = /\b(?:whoever|nobody|somebody)\b/i;

/** Strings in which such a word is meant, with the reason. */
const MEANT: readonly (readonly [text: string, reason: string])[] = [
  ["findAccount('nobody')", 'the account of that name on Linux'],
  ['issued by nobody in the trusted root', 'there is no authority that it could name'],
];

const COMMENT = /\/\*[\s\S]*?\*\/|(?<![:'"`])\/\/[^\n]*/g;
const blank = (text: string): string => text.replaceAll(/[^\n]/g, ' ');

interface Line {
  readonly place: string;
  readonly text: string;
}

const LINES: readonly Line[] = [...CODE.flatMap(sourcesIn), ...TEXTS].flatMap((path) => {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const read = /\.tsx?$/.test(path) ? text.replaceAll(COMMENT, blank) : text;
  return read.split('\n').map((line, index) => ({ place: `${path}:${index + 1}`, text: line.trim() }));
});

function sourcesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path) && !/\.spec\.ts$|\.d\.ts$|^generated\/|\/published\//.test(path))
    .map((path) => join(folder, path));
}

function linesWith(isFound: (text: string) => boolean): string[] {
  return LINES.filter(({ text }) => isFound(text) && !MEANT.some(([meant]) => text.includes(meant))).map(
    ({ place, text }) => `${place}: ${text}`,
  );
}

/** The style guide's rules that a program can hold texts to. */
describe('The words that people read', () => {
  it.each(FORMER)('do not say "%s" but "%s"', (former) => {
    expect(linesWith((text) => text.includes(former))).toEqual([]);
  });

  it('forbid by "cannot" and "must not", since "may not" also means "perhaps not"', () => {
    expect(linesWith((text) => NOT_A_PROHIBITION.test(text))).toEqual([]);
  });

  it('name who acts', () => {
    expect(linesWith((text) => NO_ACTOR.test(text))).toEqual([]);
  });

  it('are looked for where they are', () => {
    expect(LINES.length).toBeGreaterThan(10_000);
    expect(MEANT.filter(([meant]) => !LINES.some(({ text }) => text.includes(meant)))).toEqual([]);
  });
});
