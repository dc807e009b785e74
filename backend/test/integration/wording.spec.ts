import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FORMER_WORDS } from './former-words.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** Code whose strings people read. Specs and published schemas are left out. */
const CODE = ['backend/src', 'backend/generators', 'frontend/src', 'scripts', 'gateway', 'deploy/image'];
/** Texts that people read whole. */
const TEXTS = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  // Evidence for audits quotes the titles of tests.
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md') && name !== 'security-evidence.md')
    .map((name) => join('docs', name)),
  'security-config.yml',
  '.env.example',
  'action.yml',
  'deploy/variables.yml',
  'backend/openapi.json',
];

const NOT_A_PROHIBITION = /\bmay not\b/gi;
const NO_ACTOR = /\b(?:whoever|nobody|somebody)\b/gi;

/** Texts in which such a word is meant, with the reason. */
const MEANT: readonly (readonly [text: string, reason: string])[] = [
  ["findAccount('nobody')", 'the account of that name on Linux'],
  ['postgresql://nobody@', 'a role that no database has'],
];

/** In a shell script they are read, too: those at its top are its help. */
const COMMENT = /\/\*[^]*?\*\/|(?<![:'"`])\/\/[^\n]*/g;
const blank = (text: string): string => text.replaceAll(/[^\n]/g, ' ');

/** Between two words a line may break, in JSX and between strings, too. */
const GAP = String.raw`(?:\s|\{' '\}|['"\`]\s*\+\s*['"\`])+`;

interface Source {
  readonly path: string;
  readonly text: string;
}

const SOURCES: readonly Source[] = [...CODE.flatMap(filesIn), ...TEXTS].map((path) => {
  const text = readFileSync(join(ROOT, path), 'utf8');
  return { path, text: /\.(?:tsx?|mjs)$/.test(path) ? text.replaceAll(COMMENT, blank) : text };
});

function filesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter(
      (path) => /\.(?:tsx?|mjs|sh|conf)$/.test(path) && !/\.spec\.ts$|\.d\.ts$|^generated\/|\/published\//.test(path),
    )
    .map((path) => join(folder, path));
}

/** As `former-words.ts` writes them. */
function patternOf(former: string): RegExp {
  const label = /^"(.+)"$/.exec(former)?.[1];
  const words = (label ?? former).trim().split(/\s+/).map(wordPattern).join(GAP);
  if (label === undefined) return new RegExp(words, 'g');
  return new RegExp(`${words}(?:(?<=(['"\`])${words})(?=\\1)|(?<=>\\s*${words})(?=\\s*<))`, 'g');
}

function wordPattern(word: string): string {
  if (word === '…') return '[^]{0,120}?';
  return word.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll(/[’']/g, "(?:[’']|&apos;)");
}

function placesOf(pattern: RegExp): string[] {
  return SOURCES.flatMap(({ path, text }) =>
    [...text.matchAll(pattern)]
      .map(({ index }) => ({ number: text.slice(0, index).split('\n').length, line: lineAt(text, index) }))
      .filter(({ line }) => !MEANT.some(([meant]) => line.includes(meant)))
      .map(({ number, line }) => `${path}:${number}: ${line.trim()}`),
  );
}

function lineAt(text: string, index: number): string {
  const end = text.indexOf('\n', index);
  return text.slice(text.lastIndexOf('\n', index - 1) + 1, end === -1 ? undefined : end);
}

/** The style guide's rules that a program can hold texts to. */
describe('The words that people read', () => {
  it.each(FORMER_WORDS)('do not say "%s" but "%s"', (former) => {
    expect(placesOf(patternOf(former))).toEqual([]);
  });

  it('forbid by "cannot" and "must not", since "may not" also means "perhaps not"', () => {
    expect(placesOf(NOT_A_PROHIBITION)).toEqual([]);
  });

  it('name who acts', () => {
    expect(placesOf(NO_ACTOR)).toEqual([]);
  });

  it('are looked for where they are, across lines and strings', () => {
    expect(SOURCES.length).toBeGreaterThan(1000);
    expect(MEANT.filter(([meant]) => !SOURCES.some(({ text }) => text.includes(meant)))).toEqual([]);
    const [sentence, label, gap] = ['The way out', '"See why"', 'May change in … when'].map(patternOf);
    expect("'The way ' +\n  'out'").toMatch(sentence ?? /^$/);
    expect("<a>\n  See why\n</a>{' '}").toMatch(label ?? /^$/);
    expect('See why it failed').not.toMatch(label ?? /^$/);
    expect('May change in 4 weeks, when').toMatch(gap ?? /^$/);
  });
});
