import {
  Composer,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type ParsedNode,
  Parser,
  type CST,
  visit,
} from 'yaml';
import { PolicyError, type PolicyIssue } from './policy-error.js';

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}

export type Path = readonly (string | number)[];

/** A YAML file as plain data, and where each part of it stands. */
export interface YamlFile {
  readonly value: Json;
  /** The issue at the key (`key`) or the value (`value`) that `path` leads to, or at the nearest part that is there. */
  issueAt(path: Path, part: 'key' | 'value', message: string, suggestion?: string | null): PolicyIssue;
}

const MAX_CHARACTERS = 256 * 1024;
const MAX_DEPTH = 32;
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Reads one YAML 1.2 document (JSON is one too) of plain mappings, lists and scalars.
 * Anchors, aliases, merge keys, tags, repeated keys and second documents are refused: a policy reads from top to
 * bottom. Throws PolicyError with everything that is wrong.
 */
export function readYaml(source: string): YamlFile {
  const lines = new LineCounter();
  const at = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const refuse = (offset: number, message: string): PolicyIssue => ({
    ...at(offset),
    path: '',
    message,
    suggestion: null,
  });

  if (source.length > MAX_CHARACTERS) {
    throw new PolicyError([refuse(0, `The file is larger than ${MAX_CHARACTERS / 1024} KiB.`)]);
  }
  const document = compose(parse(source, lines, refuse), source, refuse);
  const issues = [
    ...[...document.errors, ...document.warnings].map(({ pos, code, message }) =>
      refuse(pos[0], explain(code, message)),
    ),
    ...unreadable(document, refuse),
  ];
  if (issues.length > 0) throw new PolicyError(inFileOrder(issues));
  return located(document, at);
}

/** Earlier lines first; one issue for each place and message. */
export function inFileOrder(issues: readonly PolicyIssue[]): PolicyIssue[] {
  const distinct = new Map(issues.map((issue) => [JSON.stringify([issue.line, issue.column, issue.message]), issue]));
  return [...distinct.values()].sort((a, b) => a.line - b.line || a.column - b.column);
}

type Refuse = (offset: number, message: string) => PolicyIssue;

/** The concrete syntax tree. Its depth is watched here, since composing a deep one exhausts the stack. */
function parse(source: string, lines: LineCounter, refuse: Refuse): CST.Token[] {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  const tokens: CST.Token[] = [];
  for (const lexeme of new Lexer().lex(source)) {
    tokens.push(...parser.next(lexeme));
    if (parser.stack.length > MAX_DEPTH) {
      throw new PolicyError([refuse(parser.offset, `This is nested more than ${MAX_DEPTH} levels deep.`)]);
    }
  }
  tokens.push(...parser.end());
  return tokens;
}

function compose(tokens: CST.Token[], source: string, refuse: Refuse): Document.Parsed {
  const composer = new Composer({ version: '1.2', schema: 'core', uniqueKeys: true, merge: false, stringKeys: false });
  const [document, second] = composer.compose(tokens, true, source.length);
  if (second !== undefined) {
    throw new PolicyError([refuse(second.range[0], 'A second document begins here. One file holds one document.')]);
  }
  if (document === undefined) throw new PolicyError([refuse(0, 'The file is empty.')]);
  return document;
}

function explain(code: string, message: string): string {
  const [first = message] = message.split('\n');
  if (code === 'DUPLICATE_KEY') return 'This key occurs twice in the same mapping.';
  if (code === 'TAG_RESOLVE_FAILED') return 'Tags (`!name`) are not read.';
  if (code === 'TAB_AS_INDENT') return 'Tabs cannot indent YAML. Use spaces.';
  return first.endsWith('.') ? first : `${first}.`;
}

/** What is YAML and yet not plain data. */
function unreadable(document: Document.Parsed, refuse: Refuse): PolicyIssue[] {
  const issues: PolicyIssue[] = [];
  const refuseNode = (node: unknown, message: string): void => {
    const { range } = node as ParsedNode;
    issues.push(refuse(range[0], message));
  };
  visit(document, {
    Alias: (_, node) => {
      refuseNode(node, 'Aliases (`*name`) are not read. Use `extends`, or write it out.');
    },
    Node: (_, node) => {
      if (!isAlias(node) && node.anchor !== undefined) refuseNode(node, 'Anchors (`&name`) are not read.');
    },
    Pair: (_, { key }) => {
      if (!isScalar(key)) {
        refuseNode(key, 'A key must be plain text.');
      } else if (key.source === '<<') {
        refuseNode(key, 'Merge keys (`<<`) are not read. Use `extends`.');
      } else if (FORBIDDEN_KEYS.has(keyOf(key))) {
        refuseNode(key, `\`${keyOf(key)}\` cannot be a key.`);
      }
    },
  });
  return issues;
}

/** As written: `1.0` and `1` are two keys, and `on` is `on`. */
function keyOf(key: unknown): string {
  if (!isScalar(key)) return '';
  return key.source ?? String(key.value);
}

/** Offsets into the source. */
interface Located {
  readonly key: number | null;
  readonly value: number;
}

function located(document: Document.Parsed, at: (offset: number) => { line: number; column: number }): YamlFile {
  const places = new Map<string, Located>();

  const take = (node: ParsedNode | null, path: Path, key: number | null, fallback: number): Json => {
    places.set(nameOf(path), { key, value: node?.range[0] ?? fallback });
    if (isMap(node)) {
      const entries = node.items.map((pair): [string, Json] => {
        const name = keyOf(pair.key);
        const begin = (pair.key as ParsedNode).range[0];
        return [name, take(pair.value as ParsedNode | null, [...path, name], begin, begin)];
      });
      return Object.fromEntries(entries);
    }
    if (isSeq(node)) {
      return node.items.map((item, index) => take(item as ParsedNode | null, [...path, index], null, node.range[0]));
    }
    return isScalar(node) ? plain(node.value) : null;
  };
  const value = take(document.contents, [], null, 0);

  const nearest = (path: Path): Located => {
    for (let length = path.length; length >= 0; length -= 1) {
      const place = places.get(nameOf(path.slice(0, length)));
      if (place !== undefined) return place;
    }
    return { key: null, value: 0 };
  };

  return {
    value,
    issueAt: (path, part, message, suggestion = null) => {
      const place = nearest(path);
      const offset = part === 'key' ? (place.key ?? place.value) : place.value;
      return { ...at(offset), path: path.join('.'), message, suggestion };
    },
  };
}

function nameOf(path: Path): string {
  return JSON.stringify(path.map(String));
}

function plain(value: unknown): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') {
    return value;
  }
  return String(value);
}
