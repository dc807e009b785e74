import { compareText } from '../findings/order.js';
import type { Introduced, RunningArtifact } from '../gate/introduced.js';
import { compare, type IntroducedCause } from './compare.js';
import type { ComparedFacts, ComparedSide } from './side.js';

/**
 * Causes in the artifact itself. Any other new finding of an unchanged component is new for the running artifact as
 * well.
 */
const OF_THE_ARTIFACT: ReadonlySet<IntroducedCause> = new Set(['component-added', 'component-changed']);

/** The vulnerabilities that an artifact adds to the one that runs, and what is not known of that. Pure. */
export function introducedSince(running: ComparedSide, artifact: ComparedSide): Introduced {
  const [before, after] = [vulnerabilitiesOf(running), vulnerabilitiesOf(artifact)];
  const { introduced, notCompared, doubts } = compare(before, after);
  return {
    running: runningOf(running.facts),
    added: new Set(introduced.filter(({ cause }) => OF_THE_ARTIFACT.has(cause)).map(({ finding }) => finding)),
    untold: new Set([
      ...introduced.filter(({ cause }) => cause === 'not-known').map(({ finding }) => finding),
      ...notCompared.filter(({ on }) => on === 'after').map(({ finding }) => finding),
    ]),
    doubts: [
      ...(before.facts.scans.some(({ covers }) => covers.length > 0)
        ? []
        : ['The running artifact was not scanned for vulnerabilities.']),
      ...doubts.filter(({ mayHideIntroduced }) => mayHideIntroduced).map(({ sentence }) => sentence),
    ],
  };
}

/** What is compared with, as it stands in the verdict. */
export function runningOf({ digest, scans }: Pick<ComparedFacts, 'digest' | 'scans'>): RunningArtifact {
  return { digest, reports: [...new Set(scans.map(({ report }) => report))].sort(compareText) };
}

/** Of other kinds nothing is asked: that they were not scanned is no doubt. */
function vulnerabilitiesOf({ facts, components }: ComparedSide): ComparedSide {
  return {
    components,
    facts: {
      ...facts,
      findings: facts.findings.filter(({ kind }) => kind === 'match'),
      scans: facts.scans.map((scan) => ({ ...scan, covers: scan.covers.filter((kind) => kind === 'match') })),
    },
  };
}
