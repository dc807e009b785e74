import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const LIBRARY = 'scripts/lib/common.sh';

/** What every program may read: no setting of this one. */
const OF_THE_SYSTEM =
  /^(HOME|PATH|PWD|TMPDIR|XDG_\w+|BASH\w*|RANDOM|SECONDS|IFS|UID|LINENO|TERM|DOCKER_CONFIG|DOCKER_HOST)$/;
/** What the programs read that a script drives. */
const OF_OTHER_PROGRAMS = /^(COSIGN|GRYPE|TRIVY)_/;

const scripts = readdirSync(`${root}/scripts`).filter((name) => name.endsWith('.sh'));
const library = partsOf(withoutComments(read(LIBRARY)));

/** The header is what --help prints, so an operator learns from it what the code does: all of it, and nothing else. */
describe.each(scripts)('the header of scripts/%s', (name) => {
  const text = read(`scripts/${name}`);
  const help = headerOf(text);
  const own = [text, ...ownLibraries(text)].map(withoutComments).join('\n\n');
  const code = [own, ...usedParts(own)].join('\n\n');

  it('says what it is for, how it is called, and how it ends', () => {
    expect(help).toMatch(/^\S.{20,}\.\n/);
    expect(help).toMatch(/^Usage: /m);
    expect(help).toMatch(/^Environment: /m);
    expect(help).toMatch(/^Exit codes: /m);
  });

  it('names every option that is read, and only those', () => {
    const read = optionsRead(code);
    const described = help.split('\n').flatMap((line) => {
      const [, listed = ''] = /^ {2,}(-.*?)(?: {2}|$)/.exec(line) ?? [];
      return listed.match(/(?<![\w-])--?[a-z][a-z-]*/g) ?? [];
    });

    expect(read.length).toBeGreaterThan(1);
    expect(read.filter((option) => !hasWord(help, option))).toEqual([]);
    expect(described.filter((option) => !read.includes(option))).toEqual([]);
  });

  it('names every variable that is read, and only those', () => {
    const named = (paragraph(help, 'Environment').match(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g) ?? []).filter(
      (variable) => !OF_THE_SYSTEM.test(variable),
    );
    const readers = [code, ...programs()].join('\n');

    expect(variablesRead(code).filter((variable) => !hasWord(help, variable))).toEqual([]);
    expect(named.filter((it) => !OF_OTHER_PROGRAMS.test(it) && !hasWord(readers, it))).toEqual([]);
  });

  it('names every exit code, and only those', () => {
    const named = new Set((paragraph(help, 'Exit codes').match(/\b\d+\b/g) ?? []).map(Number));
    const given = [0, ...exitCodes(code)];

    expect(given.filter((it) => !named.has(it))).toEqual([]);
    expect([...named].filter((it) => ![...given, ...passedOn(code)].includes(it))).toEqual([]);
  });
});

function read(path: string): string {
  return readFileSync(`${root}/${path}`, 'utf8');
}

/** What it is made of beside what all scripts share. */
function ownLibraries(text: string): string[] {
  const names = [...text.matchAll(/^source .*\/([\w-]+\.sh)"$/gm)].map(([, it = '']) => it);
  return names.filter((it) => it !== 'common.sh').map((it) => read(`scripts/lib/${it}`));
}

/** As show_help prints it. */
function headerOf(text: string): string {
  const lines = text.split('\n').slice(1);
  return lines
    .slice(
      0,
      lines.findIndex((line) => !line.startsWith('#')),
    )
    .map((line) => line.replace(/^# ?/, ''))
    .join('\n');
}

function withoutComments(text: string): string {
  return text.replaceAll(/^\s*#.*$/gm, '');
}

/** A library falls into what stands between blank lines; what calls nothing is of no interest here. */
function partsOf(text: string): { names: string[]; text: string }[] {
  return text.split(/\n\s*\n(?=\S)/).map((part) => ({
    names: [...part.matchAll(/^(\w+)\(\) \{/gm)].map(([, it = '']) => it),
    text: part,
  }));
}

/** What a script calls of the library, and what that calls in turn. */
function usedParts(script: string): string[] {
  const found = new Set<string>();
  if (!script.includes('common.sh')) return [];
  for (const text of chain([script], found)) {
    for (const part of library) if (part.names.some((it) => isUsed(it, text))) found.add(part.text);
  }
  return [...found];
}

/** A set that grows meanwhile is gone through to its end. */
function* chain(first: readonly string[], then: ReadonlySet<string>): Generator<string> {
  yield* first;
  yield* then;
}

/** A function, where a command stands. */
function isUsed(name: string, text: string): boolean {
  const before = String.raw`(?:^|[|&;(!{]|\b(?:then|do|if|else|until)|\bretry "\$\w+")\s*`;
  return new RegExp(`${before}${name}(?![\\w(=-])`, 'm').test(text);
}

function hasWord(text: string, word: string): boolean {
  return new RegExp(`(?<![\\w-])${word}(?![\\w-])`).test(text);
}

/** The patterns of a case, and what arguments are compared with. */
function optionsRead(code: string): string[] {
  const patterns = [...code.matchAll(/^\s*(-[\w=*|\s-]+)\)/gm)].flatMap(([, it = '']) => it.split('|'));
  const compared = [...code.matchAll(/== (--?[a-z][a-z-]*) (?:\|\||\]\])/g)].map(([, it = '']) => it);
  const options = [...patterns, ...compared].map((it) => it.trim().replace('=*', ''));
  return [...new Set(options)].filter((it) => /^--?[a-z][a-z-]*$/.test(it));
}

/** Expanded somewhere, and set nowhere. */
function variablesRead(code: string): string[] {
  const all = [code, ...library.map(({ text }) => text)].join('\n');
  const statements = [...all.matchAll(/^\s*(?:readonly |declare -A )?[A-Z]\w*=.*$/gm)].map(([it]) => it);
  const set = new Set(statements.flatMap((it) => it.match(/(?<=^\s*|\s)[A-Z]\w*(?==)/g) ?? []));
  const expanded = [...code.matchAll(/\$\{?#?([A-Z][A-Z0-9_]*)\b/g)].map(([, it = '']) => it);
  return [...new Set(expanded)].filter((it) => !set.has(it) && !OF_THE_SYSTEM.test(it));
}

function paragraph(help: string, title: string): string {
  return new RegExp(`^${title}:([^]*?)(?=^\\S[\\w ]*:|^$|(?![^]))`, 'm').exec(help)?.[1] ?? '';
}

/** What the scripts call reads variables of its own: the command line, and the compose files. */
function programs(): string[] {
  const compose = readdirSync(root).filter((name) => /^docker-compose.*\.yml$/.test(name));
  return ['backend/src/cli', 'backend/src/config']
    .flatMap((folder) =>
      readdirSync(`${root}/${folder}`, { recursive: true, encoding: 'utf8' }).map((it) => `${folder}/${it}`),
    )
    .filter((path) => path.endsWith('.ts'))
    .concat(compose)
    .map(read);
}

/** Also those of what is called; 1 is also how a function says no. */
function exitCodes(code: string): number[] {
  const literal = [...code.matchAll(/\b(?:exit|fail|return|stop) (\d+)\b/g)].filter(([it]) => it !== 'return 1');
  const codes = literal.map(([, it]) => Number(it));
  const [, failed] = /^FAILED_TO_RUN=(\d)$/m.exec(code) ?? [];
  if (code.includes('"$FAILED_TO_RUN"')) codes.push(Number(failed ?? 4));
  return code.includes('common.sh') ? [...codes, 130] : codes;
}

/** Those of what a script runs: of a verdict, and of signals that nobody sends from a keyboard. */
function passedOn(code: string): number[] {
  const isDeciding = isUsed('plimsoll', code) || code.includes('{PLIMSOLL_COMMAND[');
  return isDeciding ? [1, 2, 3, 4, 129, 143] : [129, 143];
}
