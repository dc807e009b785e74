import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Say } from './say.js';
import type { Scale } from './scale.js';

export interface ScanFigures {
  /** What was scanned. */
  readonly subjects: readonly string[];
  /** The script from start to end, and Trivy alone in the very same run. */
  readonly scriptSeconds: number;
  readonly scannerSeconds: number;
  readonly ratio: number;
  readonly addedSeconds: number;
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const IMAGES = ['plimsoll-backend:local', 'plimsoll-frontend:local'];

/** Nothing else: what the script makes of a finding is no failure here. */
const VERDICTS: ReadonlySet<unknown> = new Set([0, 1, 3]);

const run = promisify(execFile);

/**
 * What scripts/security-scan.sh adds to the scanner: both images where they are built, else a source tree. Null where
 * Trivy is not installed. In between stands a program that notes when Trivy starts and ends.
 */
export async function measureScan({ scan }: Scale, say: Say): Promise<ScanFigures | null> {
  const trivy = await pathOf('trivy');
  if (trivy === null) return null;
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-bench-'));
  try {
    const log = join(folder, 'log');
    await writeFile(
      join(folder, 'trivy'),
      `#!/usr/bin/env bash\necho "+$(date +%s%N)" >>'${log}'\nstatus=0\n'${trivy}' "$@" || status=$?\necho "-$(date +%s%N)" >>'${log}'\nexit "$status"\n`,
    );
    await chmod(join(folder, 'trivy'), 0o755);
    const subjects =
      scan.subject === 'images' && (await areBuilt()) ? IMAGES : ['--path', join(ROOT, 'deploy', 'image')];
    const script = join(ROOT, 'scripts', 'security-scan.sh');
    const policy = join(ROOT, 'security-config.yml');
    const args = [
      script,
      '--offline',
      '--quiet',
      '--policy',
      policy,
      '--reports',
      join(folder, 'reports'),
      ...subjects,
    ];
    const env = {
      ...process.env,
      PATH: `${folder}${delimiter}${process.env['PATH']}`,
      CI: 'true',
      PLIMSOLL_URL: '',
      TRIVY_CACHE_DIR: process.env['TRIVY_CACHE_DIR'] ?? join(process.env['HOME'] ?? '/root', '.cache', 'trivy'),
      XDG_CACHE_HOME: folder,
    };
    const rounds: { script: number; scanner: number }[] = [];
    // The first fills the caches.
    for (let round = 0; round <= scan.rounds; round += 1) {
      await writeFile(log, '');
      const begin = performance.now();
      const said = await runScript(args, folder, env);
      const seconds = (performance.now() - begin) / 1000;
      const scanner = secondsIn(await readFile(log, 'utf8'));
      if (!Number.isFinite(scanner)) throw new Error(`scripts/security-scan.sh did not run Trivy:\n${said}`);
      say(`script ${seconds.toFixed(2)} s, of which the scanner ${scanner.toFixed(2)} s`);
      if (round > 0) rounds.push({ script: seconds, scanner });
    }
    const { script: scriptSeconds, scanner: scannerSeconds } = middleOf(rounds);
    return {
      subjects,
      scriptSeconds,
      scannerSeconds,
      ratio: scriptSeconds / scannerSeconds,
      addedSeconds: scriptSeconds - scannerSeconds,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Answers what it said on stderr; any verdict will do. */
async function runScript(args: string[], cwd: string, env: NodeJS.ProcessEnv): Promise<string> {
  try {
    return (await run('bash', args, { cwd, env })).stderr;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && VERDICTS.has(error.code))) throw error;
    return 'stderr' in error ? String(error.stderr) : '';
  }
}

/** From the first start to the last end: two scans may run side by side. */
function secondsIn(log: string): number {
  const times = (sign: string) =>
    log
      .split('\n')
      .filter((line) => line.startsWith(sign))
      .map((line) => Number(line.slice(1)) / 1e9);
  return Math.max(...times('-')) - Math.min(...times('+'));
}

/** The round that adds the median. */
function middleOf(rounds: { script: number; scanner: number }[]): { script: number; scanner: number } {
  const sorted = rounds.toSorted((a, b) => a.script - a.scanner - (b.script - b.scanner));
  return sorted[Math.floor(sorted.length / 2)] ?? { script: Number.NaN, scanner: Number.NaN };
}

async function pathOf(tool: string): Promise<string | null> {
  const { stdout } = await run('sh', ['-c', 'command -v "$1" || true', 'sh', tool]);
  return stdout.trim() || null;
}

async function areBuilt(): Promise<boolean> {
  return run('docker', ['image', 'inspect', ...IMAGES]).then(
    () => true,
    () => false,
  );
}
