import type { ApiFigures } from './api.js';
import type { AuthFigures, OtherLatency } from './auth.js';
import type { FleetFigures } from './fleet/fleet.js';
import type { IngestFigures } from './ingest.js';
import type { Latency } from './quantiles.js';
import type { ScanFigures } from './scan.js';

/** Figures next to what they should be; nothing is asserted. */
type Row = readonly [what: string, figure: string, target: string];

export function printIngest({ findings, seconds, findingsPerSecond, copyRatio }: IngestFigures): void {
  print(`Taking in a Trivy report with ${whole(findings)} findings`, [
    ['time', `${seconds.toFixed(2)} s`, ''],
    ['findings a second', whole(findingsPerSecond), 'at least 10,000'],
    ['times a raw COPY of the same rows', copyRatio.toFixed(2), 'at most 4'],
  ]);
}

export function printFleet({ fleet, lists, gate }: FleetFigures): void {
  const { artifacts, components, edges, findings } = fleet;
  print(
    `${whole(artifacts)} artifacts, ${whole(components)} components, ${whole(edges)} edges, ${whole(findings)} findings`,
    [
      ...lists.map(({ name, ...latency }): Row => [name, spell(latency), 'p95 at most 100 ms']),
      ...(gate === null
        ? []
        : ([
            ['gate, 5,000 findings, standing verdict', spell(gate.standing), 'p95 at most 50 ms'],
            ['gate, 5,000 findings, evaluated anew', spell(gate.anew), 'p95 at most 50 ms'],
          ] as const)),
    ],
  );
}

export function printApi({ startMs, idleRssMb, ingestRssMb, reportMb }: ApiFigures): void {
  print('The API process', [
    ['start until ready', `${whole(startMs)} ms`, 'at most 1,500 ms'],
    ['resident, idle', `${whole(idleRssMb)} MB`, 'at most 150 MB'],
    [`resident at most, taking in ${whole(reportMb)} MB`, `${whole(ingestRssMb)} MB`, ''],
    ['times the report', (ingestRssMb / reportMb).toFixed(2), 'at most 3'],
  ]);
}

export function printAuth({ loginsPerSecond, loginP50Ms, loginP99Ms, quiet, busy, p99Ratio }: AuthFigures): void {
  const spellOther = ({ p50Ms, p99Ms }: OtherLatency) => `p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms`;
  print('Signing in with passwords (argon2id), and other requests meanwhile', [
    ['sign-ins a second', loginsPerSecond.toFixed(1), 'at least 10'],
    ['a sign-in, eight at once', spellOther({ p50Ms: loginP50Ms, p99Ms: loginP99Ms }), ''],
    ['other requests, nobody signs in', spellOther(quiet), ''],
    ['other requests, eight sign in', spellOther(busy), 'p99 below 100 ms'],
    ['times the p99 of when nobody does', p99Ratio.toFixed(1), ''],
  ]);
}

export function printScan({ subjects, scriptSeconds, scannerSeconds, ratio, addedSeconds }: ScanFigures): void {
  print(`scripts/security-scan.sh ${subjects.join(' ')}`, [
    ['from start to end', `${scriptSeconds.toFixed(2)} s`, 'both images in at most 15 s'],
    ['Trivy alone, in the same run', `${scannerSeconds.toFixed(2)} s`, ''],
    ['added to it', `${addedSeconds.toFixed(2)} s`, 'at most 1 s'],
    ['times Trivy alone', ratio.toFixed(2), ''],
  ]);
}

function spell({ p50Ms, p95Ms }: Latency): string {
  return `p50 ${p50Ms.toFixed(1)} ms, p95 ${p95Ms.toFixed(1)} ms`;
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}

function print(title: string, rows: readonly Row[]): void {
  const [left, middle] = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map(([what, figure, target]) =>
    `  ${what.padEnd(left ?? 0)}  ${figure.padStart(middle ?? 0)}  ${target}`.trimEnd(),
  );
  process.stdout.write(`\n${title}\n${lines.join('\n')}\n\n`);
}
