import type { Policy } from '../../core/policy/policy.js';
import { durationOf } from '../../core/model/duration.js';
import { REQUIRED_KINDS } from '../../core/model/required-kind.js';
import { chooseEnvironments, readPolicy } from '../gate/read-policy.js';
import { ExitCode } from '../exit-code.js';
import type { ScanSettingsOptions } from './scan-settings.command.js';

/** Writes the settings to stdout. What is not in the file is the default, so that the reader needs none of its own. */
export async function scanSettings(
  { policy: path, environment }: ScanSettingsOptions,
  stdout: NodeJS.WritableStream,
): Promise<ExitCode> {
  const { policy, path: found } = await readPolicy(path);
  const environments =
    environment === undefined
      ? policy.environments.slice(-1).map(({ name }) => name)
      : chooseEnvironments(policy, [environment]);
  stdout.write(
    [['policy', found], ...settingsOf(policy, environments)].map(([name, value]) => `${name}=${value}\n`).join(''),
  );
  return ExitCode.pass;
}

function settingsOf({ scan = {} }: Policy, environments: readonly string[]): [string, string][] {
  const { tools = ['trivy'], look = REQUIRED_KINDS, images = [], paths = [], skip = [], timeout = '10m' } = scan;
  return [
    ...environments.map((name): [string, string] => ['environment', name]),
    ...tools.map((tool): [string, string] => ['tool', tool]),
    ...look.map((kind): [string, string] => ['look', kind]),
    ...images.map((image): [string, string] => ['image', image]),
    ...paths.map((each): [string, string] => ['path', each]),
    ...skip.map((each): [string, string] => ['skip', each]),
    ['timeout', timeout],
    ['timeout-seconds', String(durationOf(timeout) / 1000)],
    ...Object.entries(scan.containers ?? {}).map(([tool, image]): [string, string] => [`container-${tool}`, image]),
  ];
}
