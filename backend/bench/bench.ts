import { writeFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { type ApiFigures, measureApi } from './api.js';
import { type AuthFigures, measureAuth } from './auth.js';
import { type FleetFigures, measureFleet } from './fleet/fleet.js';
import { type IngestFigures, measureIngest } from './ingest.js';
import { printApi, printAuth, printFleet, printIngest, printScan } from './print.js';
import type { Latency } from './quantiles.js';
import type { Say } from './say.js';
import { measureScan, type ScanFigures } from './scan.js';

const USAGE = `Usage: npm run bench [-- [PART…] [--json FILE]]

Parts (all where none is named):
  ingest   taking in a report with 30,000 findings, against a raw COPY of the same rows
  lists    every list and sort, over 2,000 artifacts and 20 million findings
  gate     the verdict on an artifact with 5,000 findings, in the same fleet
  api      start time, and memory idle and while taking in 200 MB
  auth     sign-ins a second, and what other requests notice of them
  scan     what scripts/security-scan.sh adds to Trivy, where that is installed

It starts databases and APIs of its own and removes them. TMPDIR chooses the disk; 8 GB are needed.
`;

const PARTS = ['ingest', 'lists', 'gate', 'api', 'auth', 'scan'] as const;
type Part = (typeof PARTS)[number];

/** What `--json` writes. Parts that were not asked for are missing. */
interface Figures {
  ingest?: IngestFigures;
  lists?: FleetFigures['lists'];
  gate?: Latency;
  api?: ApiFigures;
  auth?: AuthFigures;
  scan?: ScanFigures;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const wrong = positionals.find((word) => !PARTS.includes(word as Part));
  if (wrong !== undefined) {
    process.stderr.write(`There is no part ${wrong}.\n\n${USAGE}`);
    return 2;
  }
  const isAsked = (part: Part) => positionals.length === 0 || positionals.includes(part);
  const figures: Figures = {};
  if (isAsked('ingest')) {
    figures.ingest = await measureIngest(sayAs('ingest'));
    printIngest(figures.ingest);
  }
  if (isAsked('lists') || isAsked('gate')) {
    const measured = await measureFleet({ lists: isAsked('lists'), gate: isAsked('gate') }, sayAs('fleet'));
    if (isAsked('lists')) figures.lists = measured.lists;
    if (measured.gate) figures.gate = worse(measured.gate.standing, measured.gate.anew);
    printFleet(measured);
  }
  if (isAsked('api')) {
    figures.api = await measureApi(sayAs('api'));
    printApi(figures.api);
  }
  if (isAsked('auth')) {
    figures.auth = await measureAuth(sayAs('auth'));
    printAuth(figures.auth);
  }
  if (isAsked('scan')) {
    const measured = await measureScan(sayAs('scan'));
    if (measured === null) sayAs('scan')('Trivy is not installed, so nothing was measured');
    else {
      figures.scan = measured;
      printScan(measured);
    }
  }
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(figures, null, 2)}\n`);
  return 0;
}

function worse(a: Latency, b: Latency): Latency {
  return a.p95Ms >= b.p95Ms ? a : b;
}

function sayAs(part: string): Say {
  const start = performance.now();
  return (text) =>
    process.stderr.write(`${part} ${((performance.now() - start) / 1000).toFixed(0).padStart(4)} s  ${text}\n`);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

process.exitCode = await main();
