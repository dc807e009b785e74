import type { Environment, Limits } from './policy.js';

const LIMITED = ['vulnerabilities', 'secrets', 'misconfigurations'] as const;
const COUNTED = ['critical', 'high', 'medium', 'low', 'unknown', 'total'] as const;

/** Environments that let through what the one before them stops. Legal, and seldom meant. */
export function laxerThanBefore(environments: readonly Environment[]): { name: string; message: string }[] {
  const warnings: { name: string; message: string }[] = [];
  for (const [index, environment] of environments.entries()) {
    const before = environments[index - 1];
    if (before === undefined) continue;
    const laxer = LIMITED.flatMap((section) => {
      const limits: Limits = environment.settings[section] ?? {};
      const earlier: Limits = before.settings[section] ?? {};
      return COUNTED.filter((counted) => (limits[counted] ?? Infinity) > (earlier[counted] ?? Infinity)).map(
        (counted) => `\`${section}.${counted}\``,
      );
    });
    if (laxer.length === 0) continue;
    const message = `\`${environment.name}\` comes after \`${before.name}\` and yet allows more: ${laxer.join(', ')}.`;
    warnings.push({ name: environment.name, message });
  }
  return warnings;
}
