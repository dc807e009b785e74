import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PLIMSOLL } from './built.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

const DOCUMENTS = [
  'README.md',
  'deploy/admission/README.md',
  'docs/samples/README.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

const FENCED = /^( *)```(\w*)\n([\s\S]*?)^\1```$/gm;
const SPAN = /`([^`\n]+)`/g;

/** Up to where a shell would begin another command, or a comment. Words in quotes may hold anything. */
const ARGUMENTS = /(?:[^\n|;&<>()`#'"]|'[^'\n]*'|"[^"\n]*")*/.source;
const SCRIPT = new RegExp(`(?<![\\w/.-])(?:\\./)?scripts/([\\w-]+\\.sh)(${ARGUMENTS})`, 'g');
const COMMAND = new RegExp(`(?<![\\w/.@=-]|--username |--project )(?:\\./)?plimsoll( +[a-z]${ARGUMENTS})`, 'g');

/** Scripts whose first word says what to do. */
const WITH_COMMANDS = new Map([
  ['registry-setup.sh', 0],
  ['compose.sh', 1],
]);

/** What compose.sh hands on as it is; options behind it are Docker Compose's. */
const DOCKER_COMPOSE = new Set([
  'logs',
  'ps',
  'exec',
  'config',
  'kill',
  'restart',
  'stop',
  'start',
  'run',
  'pull',
  'build',
]);

interface Documented {
  readonly document: string;
  readonly line: string;
  readonly name: string;
  readonly words: readonly string[];
}

/** What a reader would copy: blocks for a shell, and what stands between backticks in a sentence. */
function codeIn(text: string): string[] {
  const blocks = [...text.matchAll(FENCED)].filter(([, , language = '']) => ['', 'sh'].includes(language));
  const spans = text.replaceAll(FENCED, '').matchAll(SPAN);
  return [...blocks.map(([, , , block = '']) => block), ...[...spans].map(([, span = '']) => span)];
}

function documented(pattern: RegExp, isScript: boolean): Documented[] {
  return DOCUMENTS.flatMap((document) => {
    const code = codeIn(readFileSync(join(ROOT, document), 'utf8')).map((piece) => piece.replaceAll(/\\\n\s*/g, ' '));
    return code.flatMap((piece) =>
      [...piece.matchAll(pattern)].map(([line, first = '', second = '']) => ({
        document,
        line: line.trim(),
        name: isScript ? first : 'plimsoll',
        words: (isScript ? second : first).trim().split(/\s+/).filter(Boolean),
      })),
    );
  });
}

const helps = new Map<string, string>();

/** What a command says of itself. */
function helpOf(program: string, args: readonly string[]): string {
  const key = [program, ...args].join(' ');
  const known = helps.get(key);
  if (known !== undefined) return known;
  const { status, stdout } = spawnSync(program, [...args, '--help'], { encoding: 'utf8', cwd: ROOT });
  const help = status === 0 ? stdout : '';
  helps.set(key, help);
  return help;
}

function isOption(word: string): boolean {
  return /^--?[a-z]/.test(word);
}

/** Options that the help does not know, by the name before `=`. */
function strangers(words: readonly string[], help: string): string[] {
  const known = new Set(help.match(/(?<![\w-])--?[a-zA-Z][\w-]*/g) ?? []);
  return words
    .filter(isOption)
    .map((word) => word.replace(/[=,.].*$/, ''))
    .filter((word) => !known.has(word) && word !== '--help' && word !== '-h');
}

function commandsIn(help: string): string[] {
  const [, list = ''] = /\nCommands:\n([\s\S]*?)(?:\n\n|$)/.exec(help) ?? [];
  return [...list.matchAll(/^ {2}([a-z][\w-]*)/gm)].map(([, name = '']) => name);
}

/** The words that choose a command of plimsoll, as far as its help knows them; the rest is what it gets. */
function chosen(words: readonly string[]): { path: string[]; rest: string[]; help: string } {
  const path: string[] = [];
  let help = helpOf(process.execPath, [PLIMSOLL]);
  for (const word of words) {
    const commands = commandsIn(help);
    if (commands.length === 0) break;
    if (!commands.includes(word)) return { path: [], rest: [word], help };
    path.push(word);
    help = helpOf(process.execPath, [PLIMSOLL, ...path]);
  }
  return { path, rest: words.slice(path.length), help };
}

const scripts = documented(SCRIPT, true);
const commands = documented(COMMAND, false);

function named(list: readonly Documented[]): (readonly [string, string, Documented])[] {
  const once = new Map(list.map((each) => [`${each.document} ${each.line}`, each]));
  return [...once.values()].map((each) => [each.document, each.line, each] as const);
}

describe('what the documents tell to run', () => {
  it('is found', () => {
    expect(scripts.length).toBeGreaterThan(60);
    expect(commands.length).toBeGreaterThan(40);
    const everywhere = [...scripts, ...commands].map(({ document }) => document);
    expect(everywhere).toEqual(expect.arrayContaining(['README.md', 'docs/runbooks.md', 'docs/shipping.md']));
  });

  it('has every command in the table of docs/cli.md', () => {
    const [, table = ''] = readFileSync(join(ROOT, 'docs/cli.md'), 'utf8').split(/^## Commands$|^## `plimsoll gate/m);
    const known = commandsIn(helpOf(process.execPath, [PLIMSOLL])).filter((name) => name !== 'help');
    expect(known.length).toBeGreaterThan(15);
    expect(known.filter((name) => !table.includes(`\`${name}\``))).toEqual([]);
  });

  it.each(named(scripts))('%s: %s', (_document, _line, { name, words }) => {
    expect(existsSync(join(ROOT, 'scripts', name))).toBe(true);
    const help = helpOf('bash', [join(ROOT, 'scripts', name)]);
    expect(help).not.toBe('');
    const place = WITH_COMMANDS.get(name);
    const command = place === undefined ? undefined : words.filter((word) => !isOption(word))[place];
    const isHandedOn = name === 'compose.sh' && DOCKER_COMPOSE.has(command ?? '');
    const own = isHandedOn ? words.slice(0, words.indexOf(command ?? '')) : words;
    expect(strangers(own, help)).toEqual([]);
    const asked = isHandedOn ? [] : [command ?? ''].filter((word) => /^[a-z]/.test(word));
    expect(asked.filter((word) => !new RegExp(`^ {2}${word} `, 'm').test(help))).toEqual([]);
  });

  it.each(named(commands))('%s: %s', (_document, _line, { words }) => {
    const { path, rest, help } = chosen(words);
    expect(path).not.toEqual([]);
    expect(strangers(rest, help)).toEqual([]);
  });
});
