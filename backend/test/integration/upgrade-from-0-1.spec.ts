import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { deploymentsCommand } from '../../src/cli/deployments/deployments.command.js';
import { gateCommand } from '../../src/cli/gate/gate.command.js';
import { scanReportCommand } from '../../src/cli/scan/scan-report.command.js';
import { scanSettingsCommand } from '../../src/cli/scan/scan-settings.command.js';
import { predicatesCommand } from '../../src/cli/ship/predicates.command.js';
import { promoteCommand } from '../../src/cli/ship/promote.command.js';
import { sendScanCommand } from '../../src/cli/ship/send-scan.command.js';
import { statusCommand } from '../../src/cli/ship/status.command.js';
import { verifyCommand } from '../../src/cli/ship/verify.command.js';
import { validateCommand } from '../../src/cli/validate/validate.command.js';
import { PLIMSOLL } from './built.js';
import { type Ended, execute } from './command.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const FIXTURES = join(ROOT, 'backend/test/fixtures');
const POLICY = join(FIXTURES, 'stores/0.1-security-config.yml');
const WAIVERS = join(FIXTURES, 'stores/0.1-waivers.yml');
const REPORT = join(FIXTURES, 'cli/alpine-3.14.trivy.json');
const AT = '2026-11-21T12:00:00Z';

const nothing = (): Promise<never> => Promise.reject(new Error('is not run'));

const TRUST = '--key --certificate-identity --certificate-oidc-issuer --trusted-root --max-age --allow-http';

/** Each command for pipelines with the options that it had in version 0.1. */
const OPTIONS_OF_01: [Command, string][] = [
  [
    gateCommand(nothing),
    '--environment --policy --waivers --output --image --digest --tag --format --strict --database-date --look --at --limit --verbose --no-color',
  ],
  [verifyCommand(nothing), `--environment --output ${TRUST}`],
  [promoteCommand(nothing), `--tag --dry-run --server --project ${TRUST}`],
  [statusCommand(nothing), `--policy --output ${TRUST}`],
  [predicatesCommand(nothing), `--report --to --policy --waivers ${TRUST}`],
  [sendScanCommand(nothing), '--report --server --project --allow-http'],
  [validateCommand(nothing), '--output'],
  [scanSettingsCommand(nothing), '--policy --environment'],
  [
    scanReportCommand(nothing),
    '--environment --reports --policy --waivers --look --database-metadata --server --project --output --no-color',
  ],
  [deploymentsCommand(nothing), '--environment --image --server --project --output'],
];

/** The same of the scripts. */
const SCRIPTS_OF_01: [string, string][] = [
  ['build-images.sh', '--platform --push --pull --no-cache --compare'],
  ['compose.sh', '--strict'],
  ['deploy.sh', '--strict'],
  ['gen-secrets.sh', '--host --directory'],
  ['list-deployed.sh', '--environment'],
  [
    'registry-setup.sh',
    '--report --policy --waivers --key --identity --issuer --trusted-root --max-age --keyless --signing-config --dry-run --quiet',
  ],
  ['security-scan.sh', '--path --all --environment --policy --waivers --reports --grype --offline --json --quiet'],
  ['wait-for-it.sh', '--timeout --interval --quiet --strict'],
];

/** What people have of version 0.1 beside their database, which stored-rows.spec.ts upgrades. */
describe('after an upgrade from version 0.1', () => {
  function plimsoll(...args: string[]): Promise<Ended> {
    return execute(process.execPath, [PLIMSOLL, ...args], { cwd: ROOT, env: { ...process.env, COLUMNS: '100' } });
  }

  it.each(OPTIONS_OF_01.map(([command, options]) => [command.name(), command, options] as const))(
    '%s has the options that it had',
    (_, command, options) => {
      const known = new Set(command.options.flatMap(({ long }) => long ?? []));
      expect(options.split(' ').filter((option) => !known.has(option))).toEqual([]);
    },
  );

  it.each(SCRIPTS_OF_01)('scripts/%s has the options that it had', (name, options) => {
    const help = execFileSync('bash', [join(ROOT, 'scripts', name), '--help'], { encoding: 'utf8' });
    const missing = options.split(' ').filter((option) => !new RegExp(`(?<![\\w-])${option}(?![\\w-])`).test(help));
    expect(missing).toEqual([]);
  });

  it('takes the policy file of then', async () => {
    expect(await plimsoll('validate', POLICY)).toMatchObject({ code: 0, stderr: '' });
  });

  it('decides by it', async () => {
    const { code, stdout } = await plimsoll(
      'gate',
      REPORT,
      '--policy',
      POLICY,
      '-e',
      'all',
      '--at',
      AT,
      '--output',
      'json',
    );
    expect({ code, outcomes: outcomesIn(stdout) }).toEqual({
      code: 1,
      outcomes: ['dev: pass', 'stage: fail', 'prod: fail'],
    });
  });

  it('takes the waivers file of then, and covers what it covered', async () => {
    const args = ['gate', REPORT, '--policy', POLICY, '-e', 'all', '--at', AT, '--output', 'json'];
    const [without, covered] = await Promise.all([plimsoll(...args), plimsoll(...args, '--waivers', WAIVERS)]);
    expect(outcomesIn(covered.stdout)).toEqual(['dev: pass', 'stage: pass', 'prod: fail']);
    expect(covered.stderr).toBe(without.stderr);
    expect(without.stdout).not.toContain('2026-014');
    expect(covered.stdout).toContain('2026-014');
  });
});

function outcomesIn(stdout: string): string[] {
  const verdicts = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, string>);
  return verdicts.map(({ environment, outcome }) => `${environment}: ${outcome}`);
}
