import type { Waiver } from '../../core/model/waiver.js';
import { nearestName } from '../../core/policy/nearest-name.js';
import { parsePolicy } from '../../core/policy/parse-policy.js';
import { PolicyError } from '../../core/policy/policy-error.js';
import type { Policy } from '../../core/policy/policy.js';
import { CommandError } from '../command-error.js';
import { ExitCode } from '../exit-code.js';
import { issueLines } from '../output/issue-lines.js';
import { readText, UnreadableError } from '../read-text.js';
import { POLICY_FILE, SHIPPED_POLICY, SHIPPED_POLICY_TEXT } from '../shipped-files.js';

/** The policy named, else the working folder's, else the shipped one; which of them, `path` says. */
export async function readPolicy(
  named: string | undefined,
): Promise<{ policy: Policy; path: string; isShipped: boolean }> {
  for (const path of named === undefined ? [POLICY_FILE, SHIPPED_POLICY] : [named]) {
    const source = path === SHIPPED_POLICY ? (SHIPPED_POLICY_TEXT ?? (await textOf(path))) : await textOf(path);
    if (source !== null)
      return {
        policy: parsed(path, source, parsePolicy),
        path,
        isShipped: named === undefined && path === SHIPPED_POLICY,
      };
  }
  throw new CommandError(ExitCode.usage, `there is no policy at ${named ?? POLICY_FILE}. Name it with --policy FILE.`);
}

export async function readWaivers(path: string | undefined): Promise<readonly Waiver[]> {
  if (path === undefined) return [];
  const source = await waiversText(path);
  const { parseWaivers } = await import('../../core/policy/parse-waivers.js');
  return parsed(path, source, parseWaivers);
}

/** As written. */
export async function waiversText(path: string): Promise<string> {
  const source = await textOf(path);
  if (source === null) throw new CommandError(ExitCode.usage, `there is no waivers file at ${path}.`);
  return source;
}

/** The environments asked for, each once, in the policy's order; `all` asks for each. */
export function chooseEnvironments(policy: Policy, asked: readonly string[]): string[] {
  const names = policy.environments.map(({ name }) => name);
  const unknown = asked.find((name) => name !== 'all' && !names.includes(name));
  if (unknown !== undefined) {
    const nearest = nearestName(unknown, names);
    const hint = nearest === null ? '' : ` Did you mean ${nearest}?`;
    throw new CommandError(
      ExitCode.usage,
      `the policy has no environment ${unknown}.${hint} It has ${names.join(', ')}; all asks for each of them.`,
    );
  }
  return asked.includes('all') ? names : names.filter((name) => asked.includes(name));
}

async function textOf(path: string): Promise<string | null> {
  try {
    return await readText(path);
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    throw new CommandError(ExitCode.usage, error.message, { cause: error });
  }
}

function parsed<T>(path: string, source: string, parse: (source: string) => T): T {
  try {
    return parse(source);
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    const lines = issueLines(path, error.issues).map((line) => `  ${line}`);
    throw new CommandError(ExitCode.usage, `${path} is not valid:\n${lines.join('\n')}`, { cause: error });
  }
}
