import { type Outcome, OUTCOMES } from '../../core/gate/verdict.js';
import type { PolicySimulation } from '../../modules/simulation/dto/policy-simulation.dto.js';
import { CommandError } from '../command-error.js';
import { ExitCode } from '../exit-code.js';
import { readPolicy } from '../gate/read-policy.js';
import { printable } from '../output/printable.js';
import { askServer, serverOf } from '../server/ask-server.js';
import type { SimulateOptions } from './simulate.command.js';

/** As many artifacts as the server lists. */
const LIMIT = 1000;

/** Prints which verdicts would change. Exits 0 only where none is known to get worse, and all are known. */
export async function simulate(
  options: SimulateOptions,
  token: string | undefined,
  stdout: NodeJS.WritableStream,
): Promise<ExitCode> {
  const server = serverOf(options, token);
  if (server === null) {
    throw new CommandError(ExitCode.usage, 'which server? Name it with --server or in PLIMSOLL_URL.');
  }
  const {
    policy: { source },
  } = await readPolicy(options.policy);
  const simulation = (await askServer(
    server,
    'policy/simulate',
    {},
    {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ source, limit: LIMIT }),
    },
  )) as PolicySimulation;
  stdout.write(options.output === 'json' ? `${JSON.stringify(simulation, null, 2)}\n` : textOf(simulation));
  const changes = simulation.environments.flatMap((environment) => environment.changes);
  if (changes.some(({ now, proposed }) => rank(proposed) > rank(now))) return ExitCode.fail;
  return simulation.notSimulated.artifacts > 0 ? ExitCode.unknown : ExitCode.pass;
}

function rank(outcome: Outcome): number {
  return OUTCOMES.indexOf(outcome);
}

function textOf({ artifacts, changed, notSimulated, environments, items }: PolicySimulation): string {
  const lines = [`${changed} of ${artifacts} artifacts would get another verdict.`];
  if (notSimulated.artifacts > 0) lines.push(`Not known of ${notSimulated.artifacts} more.`);
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
