import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** One of a numbered list of a document. */
export interface DocumentedStep {
  readonly text: string;
  /** What stands in italics: words of the console. */
  readonly labels: readonly string[];
  /** What stands between backticks: commands and files. */
  readonly code: readonly string[];
}

/** The first numbered list below a line, such as a heading. `document` is a path from the repository's root. */
export function documentedSteps(document: string, line: string): DocumentedStep[] {
  const [, list = ''] = /^((?:\d+\. .+\n(?: +.+\n)*)+)/m.exec(below(document, line)) ?? [];
  return list
    .split(/^\d+\. /m)
    .slice(1)
    .map((text) => ({ text, labels: captured(text, /(?<!\*)\*([^*]+)\*(?!\*)/g), code: captured(text, /`([^`]+)`/g) }));
}

/** The first block of a shell's lines below a line. */
export function documentedCommands(document: string, line: string): string {
  return /^```sh\n([\s\S]*?)^```$/m.exec(below(document, line))?.[1] ?? '';
}

function below(document: string, line: string): string {
  const [, text] = readFileSync(`${ROOT}${document}`, 'utf8').split(`\n${line}\n`);
  if (text === undefined) throw new Error(`${document} has no line "${line}"`);
  return text;
}

function captured(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].flatMap(([, words]) => words ?? []);
}
