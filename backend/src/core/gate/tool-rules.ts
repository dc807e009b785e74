import { isToolVersion, isToolVersionBelow, isToolVersionWithin } from '../versions/tool-version.js';

/** Which versions of tools count as scanners, by the tool's name; upper and lower case are the same (`evidence.tools`). */
export interface ToolRules {
  readonly [tool: string]: ToolRule;
}

/** What is left out asks for nothing. */
export interface ToolRule {
  /** Ranges of versions. */
  readonly deny?: readonly string[];
  /** A version. */
  readonly least?: string;
  /** What a report means that does not state its tool's version, or states what is none. Left out: `deny`. */
  readonly unstated?: 'accept' | 'deny';
}

interface Tool {
  readonly name: string;
  readonly version: string | null;
}

/** Why scans by the tool do not count, as the end of a sentence; null where they do. A version that is none could be any. */
export function whyDenied(rules: ToolRules, { name, version }: Tool): string | null {
  for (const { deny = [], least, unstated } of rulesFor(rules, name)) {
    if (version === null || !isToolVersion(version)) {
      if (unstated === 'accept') continue;
      return (version ?? '').trim() === ''
        ? 'the version of the tool is not stated'
        : `${JSON.stringify(version)} is no version`;
    }
    const range = deny.find((each) => isToolVersionWithin(each, version) !== false);
    if (range !== undefined) return `version ${version} is denied (${range})`;
    if (least !== undefined && isToolVersionBelow(version, least) !== false)
      return `version ${version} is below ${least}`;
  }
  return null;
}

/** Whether the tool's version is asked for and not stated, and the policy accepts that. */
export function isAcceptedUnstated(rules: ToolRules, tool: Tool): boolean {
  const isStated = tool.version !== null && isToolVersion(tool.version);
  return !isStated && rulesFor(rules, tool.name).length > 0 && whyDenied(rules, tool) === null;
}

function rulesFor(rules: ToolRules, name: string): ToolRule[] {
  return Object.entries(rules).flatMap(([tool, rule]) => (tool.toLowerCase() === name.toLowerCase() ? [rule] : []));
}
