import { parsePolicy } from '../../core/policy/parse-policy.js';
import { PolicyError, type PolicyIssue } from '../../core/policy/policy-error.js';
import { ExitCode } from '../exit-code.js';
import { issueLines } from '../output/issue-lines.js';
import { printable } from '../output/printable.js';
import { readText, UnreadableError } from '../read-text.js';
import type { ValidateOptions } from './validate.command.js';

/** What `--output json` writes for a file. */
interface Result {
  readonly file: string;
  readonly isValid: boolean;
  readonly version: string | null;
  readonly environments: readonly string[];
  readonly issues: readonly PolicyIssue[];
  readonly warnings: readonly PolicyIssue[];
}

/** Reads policies and writes what is wrong with them to stdout. */
export async function validate(
  files: readonly string[],
  { output }: ValidateOptions,
  stdout: NodeJS.WritableStream,
): Promise<ExitCode> {
  const results = await Promise.all(files.map(examine));
  stdout.write(
    output === 'json' ? `${JSON.stringify(results, null, 2)}\n` : `${results.flatMap(linesOf).join('\n')}\n`,
  );
  return results.every(({ isValid }) => isValid) ? ExitCode.pass : ExitCode.usage;
}

async function examine(file: string): Promise<Result> {
  const refused = (issues: readonly PolicyIssue[]): Result => ({
    file,
    isValid: false,
    version: null,
    environments: [],
    issues,
    warnings: [],
  });
  const unreadable = (message: string) => refused([{ line: 1, column: 1, path: '', message, suggestion: null }]);
  try {
    const source = await readText(file);
    if (source === null) return unreadable('There is no such file.');
    const { version, environments, warnings } = parsePolicy(source);
    return { file, isValid: true, version, environments: environments.map(({ name }) => name), issues: [], warnings };
  } catch (error) {
    if (error instanceof PolicyError) return refused(error.issues);
    if (error instanceof UnreadableError) return unreadable(error.message);
    throw error;
  }
}

function linesOf({ file, isValid, environments, issues, warnings }: Result): string[] {
  const summary = isValid
    ? `is valid. Environments: ${environments.join(', ')}.`
    : `is not valid: ${issues.length} ${issues.length === 1 ? 'error' : 'errors'}.`;
  return [...issueLines(file, issues), ...issueLines(file, warnings), printable(`${file} ${summary}`)];
}
