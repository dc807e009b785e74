import { compareText } from '../findings/order.js';
import { UNRECORDED_PLATFORM } from '../gate/current-scans.js';
import { counted, dayOf, listedShort } from '../gate/words.js';
import { FINDING_KINDS, KINDS } from '../model/finding-kind.js';
import { type ComparedSide, listedClass } from './side.js';
import { isDataOlder, isScanned, isTargetKept, toolsFor } from './coverage.js';

/** Why something cannot be compared, or only with care. */
export const DOUBT_REASONS = [
  'not-scanned',
  'other-target',
  'other-tool',
  'older-data',
  'components-not-listed',
  'type-not-listed',
  'shrunk-scan',
  'skipped-entries',
  'failed-run',
  'recalled',
  'other-platform',
] as const;

export type DoubtReason = (typeof DOUBT_REASONS)[number];

export type SideName = 'before' | 'after';

export interface Doubt {
  readonly reason: DoubtReason;
  /** The side that knows less. */
  readonly side: SideName;
  readonly sentence: string;
  /** Whether something that the build adds may be missing because of it. */
  readonly mayHideIntroduced: boolean;
}

/** All that keeps the comparison from being complete, in the order of `DOUBT_REASONS`. */
export function doubtsOf(before: ComparedSide, after: ComparedSide): Doubt[] {
  const doubts = [
    ...kindDoubts(before, after),
    ...toolDoubts(before, after),
    ...listDoubts(before, after),
    ...gapsOf(before, 'before'),
    ...gapsOf(after, 'after'),
    ...platformDoubt(before, after),
  ];
  const rank = ({ reason }: Doubt) => DOUBT_REASONS.indexOf(reason);
  return doubts.sort((a, b) => rank(a) - rank(b) || compareText(b.side, a.side) || compareText(a.sentence, b.sentence));
}

function kindDoubts(before: ComparedSide, after: ComparedSide): Doubt[] {
  return FINDING_KINDS.flatMap((kind): Doubt[] => {
    const many = KINDS.find((each) => each.kind === kind)?.many ?? kind;
    const [was, is] = [isScanned(before, kind), isScanned(after, kind)];
    if (was !== is) {
      const side = was ? 'after' : 'before';
      return [
        { reason: 'not-scanned', side, sentence: `No scan covers ${many}.`, mayHideIntroduced: side === 'after' },
      ];
    }
    if (!was || isTargetKept(before, after, ({ covers }) => covers.includes(kind))) return [];
    return [
      {
        reason: 'other-target',
        side: 'after',
        sentence: `Not everything that was scanned for ${many} before was scanned again.`,
        mayHideIntroduced: true,
      },
    ];
  });
}

function toolDoubts(before: ComparedSide, after: ComparedSide): Doubt[] {
  return FINDING_KINDS.filter((kind) => isScanned(before, kind) && isScanned(after, kind)).flatMap((kind) => {
    const many = KINDS.find((each) => each.kind === kind)?.many ?? kind;
    const [was, is] = [toolsFor(before, kind), toolsFor(after, kind)];
    const gone = [...was].filter((tool) => !is.has(tool));
    const come = [...is].filter((tool) => !was.has(tool));
    const doubts: Doubt[] = gone.map((tool) => ({
      reason: 'other-tool',
      side: 'after',
      sentence: `${tool} did not scan for ${many} this time.`,
      mayHideIntroduced: true,
    }));
    for (const tool of come) {
      doubts.push({
        reason: 'other-tool',
        side: 'before',
        sentence: `${tool} did not scan for ${many} before: what it alone reports may have been there.`,
        mayHideIntroduced: false,
      });
    }
    if (kind !== 'match') return doubts;
    for (const tool of was) {
      if (!isDataOlder(before, after, tool)) continue;
      doubts.push({
        reason: 'older-data',
        side: 'after',
        sentence: `${tool} scanned with older vulnerability data than before.`,
        mayHideIntroduced: true,
      });
    }
    return doubts;
  });
}

function listDoubts(before: ComparedSide, after: ComparedSide): Doubt[] {
  const sides = { before, after };
  const names: readonly SideName[] = ['before', 'after'];
  const unlisted = names.filter((side) => sides[side].components.length === 0);
  if (unlisted.length > 0) {
    return unlisted.map((side) => ({
      reason: 'components-not-listed',
      side,
      sentence: 'No scan lists what is inside, so components cannot be compared.',
      mayHideIntroduced: false,
    }));
  }
  return names.flatMap((side): Doubt[] => {
    const here = new Set(sides[side].components.map(({ type }) => listedClass(type)));
    const there = new Set(sides[side === 'after' ? 'before' : 'after'].components.map(({ type }) => listedClass(type)));
    const missing = [...there].filter((type) => !here.has(type)).sort(compareText);
    if (missing.length === 0) return [];
    return [
      {
        reason: 'type-not-listed',
        side,
        sentence: `No scan lists components of type ${listedShort(missing)}: either there are none, or they were not looked for.`,
        mayHideIntroduced: side === 'after',
      },
    ];
  });
}

/** Where a side's own scans say that they are not complete. */
function gapsOf({ facts }: ComparedSide, side: SideName): Doubt[] {
  const mayHideIntroduced = side === 'after';
  const doubts: Doubt[] = [];
  for (const { tool, failures, skippedCount, lacks } of facts.scans) {
    if (failures.length > 0) {
      doubts.push({ reason: 'failed-run', side, sentence: `The run of ${tool} failed in part.`, mayHideIntroduced });
    }
    if (skippedCount > 0) {
      const sentence = `${counted(skippedCount, 'entry', 'entries')} of the report of ${tool} could not be read.`;
      doubts.push({ reason: 'skipped-entries', side, sentence, mayHideIntroduced });
    }
    if (lacks !== null) {
      const sentence = `${tool} lists ${counted(lacks.count, 'component', 'components')} less than in an earlier scan of the same artifact.`;
      doubts.push({ reason: 'shrunk-scan', side, sentence, mayHideIntroduced });
    }
  }
  for (const { tool, scannedAt } of facts.recalled) {
    const when = scannedAt === null ? '' : ` of ${dayOf(scannedAt)}`;
    doubts.push({ reason: 'recalled', side, sentence: `The scan of ${tool}${when} was recalled.`, mayHideIntroduced });
  }
  return doubts;
}

function platformDoubt(before: ComparedSide, after: ComparedSide): Doubt[] {
  const platforms = ({ facts }: ComparedSide) =>
    [
      ...new Set(facts.scans.flatMap(({ platform }) => platform ?? []).filter((each) => each !== UNRECORDED_PLATFORM)),
    ].sort(compareText);
  const [was, is] = [platforms(before), platforms(after)];
  if (was.length === 0 || is.length === 0 || JSON.stringify(was) === JSON.stringify(is)) return [];
  const sentence = `Another platform was scanned: ${listedShort(is)} instead of ${listedShort(was)}.`;
  return [{ reason: 'other-platform', side: 'after', sentence, mayHideIntroduced: true }];
}
