import { parse } from 'yaml';

/** A variable that a compose file takes from the shell or from .env. */
export interface Interpolated {
  readonly name: string;
  readonly file: string;
  /** Null where the file needs it. */
  readonly default: string | null;
}

/** A variable that a compose file sets in a container. */
export interface ContainerVariable {
  readonly service: string;
  readonly name: string;
  readonly file: string;
}

export interface ComposeVariables {
  readonly interpolated: readonly Interpolated[];
  readonly inContainers: readonly ContainerVariable[];
}

interface ComposeFile {
  readonly services?: Readonly<
    Record<string, { readonly environment?: Readonly<Record<string, unknown>> | readonly string[] | null }>
  >;
}

/** What a compose file, its name and text, takes from outside and hands to its containers. */
export function composeVariables(file: string, text: string): ComposeVariables {
  // `!reset` and its like are Docker's own.
  const document = parse(text, { merge: true, logLevel: 'error' }) as ComposeFile;
  return {
    interpolated: scalarsOf(document).flatMap((scalar) => interpolationsOf(scalar, file)),
    inContainers: Object.entries(document.services ?? {}).flatMap(([service, { environment }]) =>
      namesIn(environment ?? {}).map((name) => ({ service, name, file })),
    ),
  };
}

function namesIn(environment: Readonly<Record<string, unknown>> | readonly string[]): string[] {
  return Array.isArray(environment)
    ? environment.map((line: string) => line.split('=', 1)[0] ?? '')
    : Object.keys(environment);
}

function scalarsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(scalarsOf);
}

/** `${NAME}`, `$NAME`, `${NAME:-default}`, `${NAME:?message}` and `${NAME:+other}`, one within another; `$$` is a dollar. */
function interpolationsOf(text: string, file: string): Interpolated[] {
  const found: Interpolated[] = [];
  for (let place = text.indexOf('$'); place !== -1; place = text.indexOf('$', place + 1)) {
    if (text[place + 1] === '$') {
      place += 1;
      continue;
    }
    const [, braced, plain] = /^\$(?:\{(\w+)|(\w+))/.exec(text.slice(place)) ?? [];
    if (plain !== undefined) found.push({ name: plain, file, default: '' });
    if (braced === undefined) continue;
    const rest = text.slice(place + 2 + braced.length, closingBrace(text, place));
    const [, operator = '', operand = ''] = /^:?([-?+]?)(.*)$/s.exec(rest) ?? [];
    found.push({ name: braced, file, default: operator === '?' ? null : operator === '-' ? operand : '' });
  }
  return found;
}

/** Where the `${` at `start` ends. */
function closingBrace(text: string, start: number): number {
  let depth = 0;
  for (let place = start + 1; place < text.length; place += 1) {
    if (text[place] === '{') depth += 1;
    if (text[place] === '}') depth -= 1;
    if (depth === 0) return place;
  }
  throw new Error(`a brace is not closed: ${text}`);
}
