import type { ApiFigures } from './api.js';
import type { AuthFigures, OtherLatency } from './auth.js';
import type { GateFigures } from './fleet/gate.js';
import type { ListFigures, PageFigures } from './fleet/lists.js';
import type { PolicyFigures } from './fleet/policy.js';
import type { RecallFigures } from './fleet/recall.js';
import type { SimulateFigures } from './fleet/simulate.js';
import type { FleetCounts } from './fleet/seed.js';
import type { IngestFigures } from './ingest/ingest.js';
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

/** Bars for the 95th percentile of a page: of most artifacts, and of one that has 30,000 findings. */
const PAGE_BAR_MS = 30;
const LARGEST_BAR_MS = 50;

export function ingestTable(figures: IngestFigures): Table {
  const { findings, seconds, copySeconds, copyRatio, knownSeconds, small, notifying, atOnce } = figures;
  const reports = `${atOnce.reports} reports of ${whole(atOnce.findings)}`;
  const perSecond = (inAll: number) => `${whole((atOnce.reports * atOnce.findings) / inAll)}/s`;
  return {
    title: `Taking in Trivy reports, of ${whole(findings)} findings where nothing else is said`,
    rows: [
      ['all new, time', `${seconds.toFixed(2)} s`, ''],
      ['all new, findings per second', whole(figures.findingsPerSecond), 'at least 12,000 (aim 17,000)'],
      ['raw COPY of the rows that version 0.1 wrote', `${copySeconds.toFixed(2)} s`, ''],
      ['all new, times that COPY', copyRatio.toFixed(2), 'at most 1.3'],
      ['content known, time', `${knownSeconds.toFixed(2)} s`, ''],
      ['content known, findings per second', whole(figures.knownPerSecond), 'at least 20,000 (aim 40,000)'],
      [`${small.findings} new`, spell(small), 'p50 at most 50 ms (30), p95 at most 120 (60)'],
      [`${small.findings} new, with over without notifications`, notifying.ratio.toFixed(3), ''],
      [`${reports}, one sender`, perSecond(atOnce.aloneSeconds), ''],
      [`${reports}, ${atOnce.senders} senders at once`, perSecond(atOnce.seconds), 'at least as with one'],
      ['times one sender', atOnce.ratio.toFixed(2), 'at least 1'],
      ['reports that failed', whole(atOnce.failed), 'none'],
    ],
  };
}

export function listsTable(counts: FleetCounts, { pages, largest, largestFindings, nothing }: ListFigures): Table {
  const of = `${whole(largestFindings)} findings`;
  const perFinding = (bytes: number) => bytes / Math.max(1, counts.findings);
  const met = (some: readonly PageFigures[], bar: number) =>
    `${some.filter(({ p95Ms }) => p95Ms <= bar).length} of ${some.length}`;
  return {
    title: `Lists, over ${spellCounts(counts)}`,
    rows: [
      ...pages.map(({ name, ...latency }): Row => [name, spell(latency), `p95 at most ${PAGE_BAR_MS} ms (15)`]),
      ...largest.map(({ name, ...latency }): Row => [
        `${of}: ${name}`,
        spell(latency),
        `p95 at most ${LARGEST_BAR_MS} ms (20)`,
      ]),
      ['a request for nothing', spell(nothing), ''],
      [`p95 at most ${PAGE_BAR_MS} ms`, met(pages, PAGE_BAR_MS), 'all'],
      [`${of}: p95 at most ${LARGEST_BAR_MS} ms`, met(largest, LARGEST_BAR_MS), 'all'],
      ['database without the archive', `${(counts.storeBytes / 1e9).toFixed(2)} GB`, '6 GB for 100 million findings'],
      ['of it for a finding', `${whole(perFinding(counts.storeBytes))} bytes`, 'at most 60'],
      ['of these what is counted by', `${perFinding(counts.columnBytes).toFixed(1)} bytes`, ''],
      ['of these names', `${perFinding(counts.nameBytes).toFixed(1)} bytes`, ''],
      ['of these titles and what else is searched', `${perFinding(counts.textBytes).toFixed(1)} bytes`, ''],
    ],
  };
}

export function gateTable(counts: FleetCounts, { findings, comparison, imagePage, ...figures }: GateFigures): Table {
  return {
    title: `The gate on an artifact with ${whole(findings)} findings, among ${spellCounts(counts)}`,
    rows: [
      ['standing verdict', spell(figures.standing), 'p95 at most 10 ms (4)'],
      ['evaluated anew, one environment asked', spell(figures.anew), ''],
      ['evaluated anew, all environments', spell(figures.anewEverywhere), 'p95 at most 25 ms (12)'],
      ['the way to green, one environment', spell(figures.way), 'p95 at most 200 ms'],
      ...rowsOfComparison(comparison),
      [`page of an image with ${whole(imagePage.builds)} builds`, spell(imagePage.latency), 'p95 at most 100 ms'],
      ['a request for nothing', spell(figures.nothing), ''],
    ],
  };
}

function rowsOfComparison(comparison: GateFigures['comparison']): Table['rows'] {
  if (comparison === null) return [];
  const { components, latency } = comparison;
  return [[`compared with another, ${whole(components)} components each`, spell(latency), 'p95 at most 150 ms']];
}

export function recallTable(counts: FleetCounts, { byComponent, byAdvisory, nothing }: RecallFigures): Table {
  return {
    title: `Which artifacts have it, among ${spellCounts(counts)}`,
    rows: [
      ['by component', spell(byComponent), 'p95 at most 40 ms (5)'],
      ['by advisory', spell(byAdvisory), 'p95 at most 40 ms (5)'],
      ['a request for nothing', spell(nothing), ''],
    ],
  };
}

export function simulateTable({ artifacts, findings, environments, simulation, ...figures }: SimulateFigures): Table {
  const { previews, exceptions } = figures;
  const having = `with ${whole(exceptions.waivers)} waivers in force and ${whole(exceptions.statements)} VEX statements`;
  return {
    title: `Another policy with ${environments} environments, held against ${whole(artifacts)} artifacts with ${whole(findings)} findings`,
    rows: [
      ['the first simulation', `${(figures.firstMs / 1000).toFixed(2)} s`, ''],
      ['a simulation', spell(simulation), 'at most 1,500 ms (600) for 20 million findings'],
      ['of it for a finding', `${figures.nanoseconds.toFixed(1)} ns`, ''],
      ['other requests meanwhile, the slowest', `${figures.otherWorstMs.toFixed(1)} ms`, 'at most 50 ms'],
      ['artifacts of which a verdict would change', whole(figures.changed), ''],
      ['artifacts that could not be judged', whole(figures.notSimulated + exceptions.notSimulated), 'none'],
      ['preview of a waiver for one image', spell(previews.narrow), 'p95 at most 300 ms'],
      [
        `of one for an advisory everywhere, in ${whole(previews.artifactsByAdvisory)} artifacts`,
        spell(previews.byAdvisory),
        'p95 at most 300 ms',
      ],
      ['of one for a package everywhere', spell(previews.byComponent), 'p95 at most 300 ms'],
      ['preview of the end of one', spell(exceptions.end), 'p95 at most 300 ms'],
      ['forecast of the end of all', spell(exceptions.forecast), ''],
      [`a simulation ${having}`, spell(exceptions.simulation), ''],
      ['times one without', exceptions.ratio.toFixed(2), 'at most 2'],
    ],
  };
}

export function policyTable({ artifacts, decided, seconds, estimatedSeconds }: PolicyFigures): Table {
  return {
    title: `Another policy, and a fleet of ${whole(artifacts)} artifacts`,
    rows: [
      ['artifacts decided by it', whole(decided), ''],
      ['within', `${seconds.toFixed(1)} s`, ''],
      [
        decided < artifacts ? 'all of them, at that rate' : 'all of them',
        `${whole(estimatedSeconds)} s`,
        'at most 60 s',
      ],
    ],
  };
}

export function apiTable({ startMs, nodeStartMs, idleRssMb, ingestRssMb, reportMb }: ApiFigures): Table {
  return {
    title: 'The API process',
    rows: [
      ['start until ready', `${whole(startMs)} ms`, 'at most 900 ms (700)'],
      ['start of Node.js with nothing to do', `${whole(nodeStartMs)} ms`, ''],
      ['resident, idle', `${whole(idleRssMb)} MB`, 'at most 115 MB (100)'],
      [`resident at most, taking in ${reportMb.toFixed(1)} MB`, `${whole(ingestRssMb)} MB`, ''],
      ['times the report', (ingestRssMb / reportMb).toFixed(2), 'at most 2.2 (1.5)'],
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
