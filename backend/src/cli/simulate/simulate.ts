import type { PolicySimulation } from '../../modules/simulation/dto/policy-simulation.dto.js';
import { ExitCode } from '../exit-code.js';
import { readPolicy, waiversText } from '../gate/read-policy.js';
import { askServer } from '../server/ask-server.js';
import { neededServer } from '../server/needed-server.js';
import type { SimulateOptions } from './simulate.command.js';
import { simulationCode, simulationText } from './simulation-text.js';

/** As many artifacts as the server lists. */
const LIMIT = 1000;

/** Prints which verdicts would change. Exits 0 only where none is known to get worse, and all are known. */
export async function simulate(
  options: SimulateOptions,
  token: string | undefined,
  stdout: NodeJS.WritableStream,
): Promise<ExitCode> {
  const server = neededServer(options, token);
  const {
    policy: { source },
  } = await readPolicy(options.policy);
  const waivers = options.waivers === undefined ? undefined : await waiversText(options.waivers);
  const simulation = (await askServer(
    server,
    'policy/simulate',
    {},
    {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ source, waivers, at: options.at, project: options.project || undefined, limit: LIMIT }),
    },
  )) as PolicySimulation;
  stdout.write(options.output === 'json' ? `${JSON.stringify(simulation, null, 2)}\n` : simulationText(simulation));
  return simulationCode(simulation);
}
