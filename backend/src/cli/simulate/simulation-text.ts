import { type Outcome, OUTCOMES } from '../../core/gate/verdict.js';
import type { PolicySimulation } from '../../modules/simulation/dto/policy-simulation.dto.js';
import { ExitCode } from '../exit-code.js';
import { printable } from '../output/printable.js';

/** Which verdicts would change. */
type Simulated = Pick<
  PolicySimulation,
  'artifacts' | 'changed' | 'notSimulated' | 'environments' | 'items' | 'leftOut'
>;

/** `pass` only where none is known to get worse, and all are known. */
export function simulationCode({ environments, notSimulated, leftOut }: Simulated): ExitCode {
  const changes = environments.flatMap((environment) => environment.changes);
  if (changes.some(({ now, proposed }) => rank(proposed) > rank(now))) return ExitCode.fail;
  return notSimulated.artifacts + leftOut.length > 0 ? ExitCode.unknown : ExitCode.pass;
}

function rank(outcome: Outcome): number {
  return OUTCOMES.indexOf(outcome);
}

export function simulationText({ artifacts, changed, notSimulated, environments, items, leftOut }: Simulated): string {
  const lines = [`${changed} of ${artifacts} artifacts would get another verdict.`];
  if (notSimulated.artifacts > 0) lines.push(`Not known of ${notSimulated.artifacts} more.`);
  if (leftOut.length > 0) lines.push(`Not simulated, so verdicts may be worse: ${leftOut.map(printable).join(', ')}.`);
  for (const { environment, now, proposed, changes, rules } of environments) {
    const name = printable(environment);
    if (now === null) lines.push(`${name}: new, ${counts(proposed)}`);
    else if (proposed === null) lines.push(`${name}: removed`);
    else lines.push(`${name}: ${counts(now)}; then ${counts(proposed)}`);
    for (const change of changes) lines.push(`  ${change.artifacts} from ${change.now} to ${change.proposed}`);
    for (const { rule, artifacts: count } of rules) lines.push(`  ${count} by ${printable(rule)}`);
  }
  for (const { image, digest, verdicts } of items) {
    const said = verdicts.map(({ environment, now, proposed }) => `${printable(environment)} ${now} → ${proposed}`);
    lines.push(`${printable(image)}@${digest}: ${said.join(', ')}`);
  }
  if (items.length < changed) lines.push(`… and ${changed - items.length} more artifacts.`);
  return `${lines.join('\n')}\n`;
}

function counts(of: PolicySimulation['environments'][number]['now']): string {
  return of === null ? 'none' : `${of.pass} pass, ${of.unknown} unknown, ${of.fail} fail`;
}
