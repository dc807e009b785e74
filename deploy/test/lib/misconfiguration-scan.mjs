import { outcomeOf } from './command.mjs';

/** @typedef {{ target: string, id: string, severity: string, title: string }} Misconfiguration */
/**
 * What is used of Trivy's report.
 *
 * @typedef {{ Target: string, Type: string, MisconfSummary: { Successes: number }, Misconfigurations?: { ID: string, Severity: string, Title: string }[] }} Result
 */

/**
 * What Trivy's built-in checks say about the files in a folder. Nothing is downloaded.
 *
 * @param {string} folder
 * @returns {Promise<{ found: Misconfiguration[], scanned: string[] }>} scanned: the files that it has checks for
 */
export async function scanConfiguration(folder) {
  const help = await outcomeOf('trivy', ['config', '--help']).catch(() => undefined);
  if (help === undefined) throw new Error('Trivy is not installed: https://trivy.dev/docs/latest/getting-started/');
  // Renamed with 0.56.
  const offline = help.stdout.includes('--skip-check-update') ? '--skip-check-update' : '--skip-policy-update';
  const args = ['config', '--quiet', '--format', 'json', offline, '--include-non-failures', folder];
  const { code, stdout, stderr } = await outcomeOf('trivy', args);
  if (code !== 0) throw new Error(`trivy ended with ${code}:\n${stderr}`);
  /** @type {Result[]} */
  const results = JSON.parse(stdout).Results ?? [];
  return {
    scanned: results.filter((it) => it.MisconfSummary.Successes > 0).map((it) => it.Target),
    found: results.flatMap(({ Target, Misconfigurations = [] }) =>
      Misconfigurations.filter((it) => !('Status' in it) || it.Status === 'FAIL').map((it) => ({
        target: Target,
        id: it.ID,
        severity: it.Severity,
        title: it.Title,
      })),
    ),
  };
}
