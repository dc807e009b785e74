import { writeFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { type ApiFigures, measureApi } from './api.js';
import { type AuthFigures, measureAuth } from './auth.js';
import { SharedFleet } from './fleet/fleet.js';
import { type GateFigures, measureGate } from './fleet/gate.js';
import { type ListFigures, measureLists } from './fleet/lists.js';
import { measurePolicy, type PolicyFigures } from './fleet/policy.js';
import { measureRecall, type RecallFigures } from './fleet/recall.js';
import { measureSimulate, type SimulateFigures } from './fleet/simulate.js';
import type { FleetCounts } from './fleet/seed.js';
import { type IngestFigures, measureIngest } from './ingest/ingest.js';
import {
  apiTable,
  authTable,
  gateTable,
  ingestTable,
  listsTable,
  policyTable,
  printSurroundings,
  printTable,
  recallTable,
  scanTable,
  simulateTable,
  soakTable,
  type Table,
} from './print.js';
import type { BenchRequest, Part } from './request.js';
import type { Say } from './say.js';
import { HUNDRED_MILLION, type Scale, SMOKE, WHOLE } from './scale.js';
import { measureScan, type ScanFigures } from './scan.js';
import { measureSoak, type SoakFigures } from './soak/soak.js';
import { type Disturbance, loadNow, type Surroundings, surroundings } from './surroundings.js';

/** What `--json` writes. Parts that were not asked for, or could not be measured here, are missing. */
interface Figures {
  run: Surroundings & { parts: Partial<Record<Part, Disturbance>> };
  ingest?: IngestFigures;
  /** What lists, gate, recall, simulate and policy were measured on. */
  fleet?: FleetCounts;
  lists?: ListFigures;
  gate?: GateFigures;
  recall?: RecallFigures;
  simulate?: SimulateFigures;
  policy?: PolicyFigures;
  api?: ApiFigures;
  auth?: AuthFigures;
  scan?: ScanFigures;
  soak?: SoakFigures;
}

interface Measured {
  readonly figures: Omit<Figures, 'run'>;
  readonly table: Table;
}

/** Null where the part cannot be measured here. */
type Measure = (scale: Scale, say: Say, fleet: SharedFleet) => Promise<Measured | null>;

const PARTS: Readonly<Record<Part, Measure>> = {
  async ingest(scale, say) {
    const ingest = await measureIngest(scale, say);
    return { figures: { ingest }, table: ingestTable(ingest) };
  },
  async lists(scale, say, shared) {
    const fleet = await shared.open();
    const lists = await measureLists(fleet, scale, say);
    return { figures: { fleet: fleet.counts, lists }, table: listsTable(fleet.counts, lists) };
  },
  async gate(scale, _, shared) {
    const fleet = await shared.open();
    const gate = await measureGate(fleet, scale);
    return { figures: { fleet: fleet.counts, gate }, table: gateTable(fleet.counts, gate) };
  },
  async recall(scale, say, shared) {
    const fleet = await shared.open();
    const recall = await measureRecall(fleet, scale);
    if (recall !== null) return { figures: { fleet: fleet.counts, recall }, table: recallTable(fleet.counts, recall) };
    say('not measured: this version does not answer which artifacts have a component');
    return null;
  },
  async simulate(scale, _, shared) {
    const fleet = await shared.open();
    const simulate = await measureSimulate(fleet, scale);
    return { figures: { fleet: fleet.counts, simulate }, table: simulateTable(simulate) };
  },
  async policy(scale, say, shared) {
    const fleet = await shared.open();
    const policy = await measurePolicy(fleet, scale, say);
    return { figures: { fleet: fleet.counts, policy }, table: policyTable(policy) };
  },
  async api(scale, say) {
    const api = await measureApi(scale, say);
    return { figures: { api }, table: apiTable(api) };
  },
  async auth(scale, say) {
    const auth = await measureAuth(scale, say);
    return { figures: { auth }, table: authTable(auth) };
  },
  async scan(scale, say) {
    const scan = await measureScan(scale, say);
    if (scan !== null) return { figures: { scan }, table: scanTable(scan) };
    say('not measured: Trivy is not installed');
    return null;
  },
  async soak(scale, say) {
    const soak = await measureSoak(scale, say);
    return { figures: { soak }, table: soakTable(soak) };
  },
};

/** Those that share a fleet. */
const ON_FLEET: ReadonlySet<Part> = new Set(['lists', 'gate', 'recall', 'simulate', 'policy']);

/** The parts that are asked for, one after the other: figures to stdout, what is being done to stderr. */
export async function bench(request: BenchRequest): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
  const scale = scaleOf(request);
  const figures: Figures = { run: { ...surroundings(request.isSmoke), parts: {} } };
  const fleet = new SharedFleet(request, scale, sayAs('fleet'));
  printSurroundings(figures.run);
  try {
    for (const part of request.parts) {
      // It would be at work beside what is measured now.
      if (!ON_FLEET.has(part)) await fleet.end();
      const [loadBefore, start] = [loadNow(), performance.now()];
      const measured = await PARTS[part](scale, sayAs(part), fleet);
      if (measured === null) continue;
      const disturbance = { loadBefore, loadAfter: loadNow(), seconds: (performance.now() - start) / 1000 };
      printTable(measured.table, disturbance);
      Object.assign(figures, measured.figures);
      figures.run.parts[part] = disturbance;
    }
  } finally {
    await fleet.end();
  }
  if (request.json !== undefined) await writeFile(request.json, `${JSON.stringify(figures, null, 2)}\n`);
}

function scaleOf({ isSmoke, isHundredMillion, minutes, replicas }: BenchRequest): Scale {
  const scale = isSmoke ? SMOKE : isHundredMillion ? HUNDRED_MILLION : WHOLE;
  const { soak } = scale;
  return { ...scale, soak: { minutes: minutes ?? soak.minutes, replicas: replicas ?? soak.replicas } };
}

function sayAs(part: string): Say {
  const start = performance.now();
  return (text) =>
    process.stderr.write(`${part} ${((performance.now() - start) / 1000).toFixed(0).padStart(4)} s  ${text}\n`);
}
