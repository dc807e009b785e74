import type { Policy } from '../../core/policy/policy.js';

/** What differs between two policies, setting by setting: `prod.vulnerabilities.critical`, after inheritance. */
export interface PolicyChange {
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
}

export function policyChange(from: Policy | null, to: Policy): PolicyChange {
  const [was, is] = [settingsOf(from), settingsOf(to)];
  const changed = [...new Set([...was.keys(), ...is.keys()])].filter(
    (path) => JSON.stringify(was.get(path)) !== JSON.stringify(is.get(path)),
  );
  const pick = (settings: ReadonlyMap<string, unknown>): Record<string, unknown> =>
    Object.fromEntries(changed.filter((path) => settings.has(path)).map((path) => [path, settings.get(path)]));
  return { before: pick(was), after: pick(is) };
}

/** A setting that is not there asks for nothing. */
function settingsOf(policy: Policy | null): Map<string, unknown> {
  const settings = new Map<string, unknown>();
  if (policy === null) return settings;
  settings.set(
    'environments',
    policy.environments.map(({ name }) => name),
  );
  for (const [path, value] of leavesOf(policy.retention ?? {})) settings.set(`retention.${path}`, value);
  for (const environment of policy.environments) {
    for (const [path, value] of leavesOf(environment.settings)) settings.set(`${environment.name}.${path}`, value);
  }
  return settings;
}

function leavesOf(value: object): [string, unknown][] {
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]): [string, unknown][] =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? leavesOf(inner).map(([path, leaf]) => [`${key}.${path}`, leaf])
      : [[key, inner]],
  );
}
