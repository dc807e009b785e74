import type { ApiFigures } from './api.js';
import type { AuthFigures, OtherLatency } from './auth.js';
import type { GateFigures } from './fleet/gate.js';
import type { ListFigures } from './fleet/lists.js';
import type { FleetCounts } from './fleet/seed.js';
import type { IngestFigures } from './ingest.js';
import type { Latency } from './quantiles.js';
import type { ScanFigures } from './scan.js';
import type { SoakFigures } from './soak/soak.js';
import type { Disturbance, Surroundings } from './surroundings.js';

/** Figures next to what they should be; nothing is asserted. */
export interface Table {
  readonly title: string;
  readonly rows: readonly Row[];
}

type Row = readonly [what: string, figure: string, target: string];

const LIST_TARGET_MS = 100;

export function ingestTable({ findings, seconds, findingsPerSecond, copyRatio }: IngestFigures): Table {
  return {
    title: `Taking in a Trivy report with ${whole(findings)} findings`,
    rows: [
      ['time', `${seconds.toFixed(2)} s`, ''],
      ['findings per second', whole(findingsPerSecond), 'at least 10,000'],
      ['times a raw COPY of the same rows', copyRatio.toFixed(2), 'at most 4'],
    ],
  };
}

export function listsTable(counts: FleetCounts, lists: readonly ListFigures[]): Table {
  const met = lists.filter(({ p95Ms }) => p95Ms <= LIST_TARGET_MS);
  return {
    title: `Lists, over ${spellCounts(counts)}`,
    rows: [
      ...lists.map(({ name, ...latency }): Row => [name, spell(latency), `p95 at most ${LIST_TARGET_MS} ms`]),
      [`p95 at most ${LIST_TARGET_MS} ms`, `${met.length} of ${lists.length}`, 'all'],
    ],
  };
}

export function gateTable(counts: FleetCounts, { findings, standing, anew }: GateFigures): Table {
  return {
    title: `The gate on an artifact with ${whole(findings)} findings, among ${spellCounts(counts)}`,
    rows: [
      ['standing verdict', spell(standing), 'p95 at most 50 ms'],
      ['evaluated anew', spell(anew), 'p95 at most 50 ms'],
    ],
  };
}

export function apiTable({ startMs, idleRssMb, ingestRssMb, reportMb }: ApiFigures): Table {
  return {
    title: 'The API process',
    rows: [
      ['start until ready', `${whole(startMs)} ms`, 'at most 1,500 ms'],
      ['resident, idle', `${whole(idleRssMb)} MB`, 'at most 150 MB'],
      [`resident at most, taking in ${reportMb.toFixed(1)} MB`, `${whole(ingestRssMb)} MB`, ''],
      ['times the report', (ingestRssMb / reportMb).toFixed(2), 'at most 3'],
    ],
  };
}

export function authTable(figures: AuthFigures): Table {
  const { people, loginsPerSecond, loginP50Ms, loginP99Ms, quiet, busy, p99Ratio } = figures;
  const spellOther = ({ p50Ms, p99Ms }: OtherLatency) => `p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms`;
  return {
    title: 'Signing in with passwords (argon2id), and other requests meanwhile',
    rows: [
      ['sign-ins per second', loginsPerSecond.toFixed(1), 'at least 10'],
      [`a sign-in, ${people} at once`, spellOther({ p50Ms: loginP50Ms, p99Ms: loginP99Ms }), ''],
      ['other requests, without sign-ins', spellOther(quiet), ''],
      [`other requests, ${people} sign-ins at once`, spellOther(busy), 'p99 below 100 ms'],
      ['times the p99 without sign-ins', p99Ratio.toFixed(1), ''],
    ],
  };
}

export function scanTable({ subjects, scriptSeconds, scannerSeconds, ratio, addedSeconds }: ScanFigures): Table {
  return {
    title: `scripts/security-scan.sh ${subjects.join(' ')}`,
    rows: [
      ['from start to end', `${scriptSeconds.toFixed(2)} s`, 'both images in at most 15 s'],
      ['Trivy alone, in the same run', `${scannerSeconds.toFixed(2)} s`, ''],
      ['added to it', `${addedSeconds.toFixed(2)} s`, 'at most 1 s'],
      ['times Trivy alone', ratio.toFixed(2), ''],
    ],
  };
}

export function soakTable(figures: SoakFigures): Table {
  const { minutes, replicas, reports, findings, hostileBodies, signIns, otherRequests } = figures;
  return {
    title: `${minutes} minutes of reports, hostile and honest, from two projects, to ${replicas === 1 ? 'one API process' : `${replicas} API processes`}`,
    rows: [
      ['reports acknowledged', whole(reports), ''],
      ['their findings', whole(findings), ''],
      ['hostile bodies', whole(hostileBodies), ''],
      ['sign-ins', whole(signIns), ''],
      ['other requests', whole(otherRequests), ''],
      ['answers of 500 and above', whole(figures.serverErrors), 'none'],
      ['other requests, p50', `${figures.otherP50Ms.toFixed(1)} ms`, ''],
      ['other requests, p99', `${figures.otherP99Ms.toFixed(1)} ms`, 'at most 200 ms'],
      ['other requests, the slowest', `${figures.otherWorstMs.toFixed(1)} ms`, ''],
      ['resident, first quarter', `${whole(figures.residentFirstMb)} MB`, ''],
      ['resident, last quarter', `${whole(figures.residentLastMb)} MB`, 'within 10 %'],
      ['resident at most', `${whole(figures.residentPeakMb)} MB`, ''],
      ['acknowledged reports lost by kill -9', whole(figures.lost), 'none'],
    ],
  };
}

export function printSurroundings({
  date,
  cpus,
  cpuModel,
  memoryGib,
  system,
  node,
  postgres,
  isSmoke,
}: Surroundings): void {
  const machine = `${cpus} CPUs (${cpuModel}), ${memoryGib} GiB, ${system}, Node.js ${node}, PostgreSQL ${postgres}`;
  const warning = isSmoke ? 'Smoke run: the parts work; the figures say nothing about speed.\n' : '';
  process.stdout.write(`Benchmark of ${date}\n${machine}\n${warning}`);
}

export function printTable({ title, rows }: Table, { loadBefore, loadAfter, seconds }: Disturbance): void {
  const [left, middle] = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map(([what, figure, target]) =>
    `  ${what.padEnd(left ?? 0)}  ${figure.padStart(middle ?? 0)}  ${target}`.trimEnd(),
  );
  const load = `  load ${loadBefore.toFixed(2)} before, ${loadAfter.toFixed(2)} after; ${whole(seconds)} s in all`;
  process.stdout.write(`\n${title}\n${lines.join('\n')}\n${load}\n`);
}

function spellCounts({ artifacts, components, edges, findings }: FleetCounts): string {
  return `${whole(artifacts)} artifacts, ${whole(components)} components, ${whole(edges)} edges, ${whole(findings)} findings`;
}

function spell({ p50Ms, p95Ms }: Latency): string {
  return `p50 ${p50Ms.toFixed(1)} ms, p95 ${p95Ms.toFixed(1)} ms`;
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}
