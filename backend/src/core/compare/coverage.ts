import type { Finding } from '../findings/finding.js';
import type { ScanFacts } from '../gate/facts.js';
import type { FindingKind } from '../model/finding-kind.js';
import type { ComparedSide } from './side.js';

/** Scans that say when they ran, and not how old their data is, may be so much older, in milliseconds: two images of one pipeline run. */
const SAME_HOUR = 3_600_000;

export function isScanned({ facts }: ComparedSide, kind: FindingKind): boolean {
  return facts.scans.some(({ covers }) => covers.includes(kind));
}

/** Tools that looked for the kind. */
export function toolsFor({ facts }: ComparedSide, kind: FindingKind): ReadonlySet<string> {
  return new Set(facts.scans.filter(({ covers }) => covers.includes(kind)).map(({ tool }) => tool));
}

/** Whether all that was looked at before was looked at again. Two folders, each looked at alone, stand for each other. */
export function isTargetKept(before: ComparedSide, after: ComparedSide, isOf: (scan: ScanFacts) => boolean): boolean {
  const targets = ({ facts }: ComparedSide) => new Set(facts.scans.filter(isOf).map(({ target }) => target));
  const [was, is] = [targets(before), targets(after)];
  if (was.size === 1 && is.size === 1 && !was.has(null) && !is.has(null)) return true;
  return [...was].every((target) => is.has(target));
}

/** Whether a tool's vulnerability data are older after than before; false where a date is not known. */
export function isDataOlder(before: ComparedSide, after: ComparedSide, tool: string): boolean {
  const newest = ({ facts }: ComparedSide, dateOf: (scan: ScanFacts) => string | null) =>
    Math.max(
      ...facts.scans
        .filter((scan) => scan.tool === tool && scan.covers.includes('match'))
        .flatMap((scan) => dateOf(scan) ?? [])
        .map((date) => Date.parse(date)),
    );
  const [built, builtBefore] = [newest(after, databaseDate), newest(before, databaseDate)];
  if (Number.isFinite(built) && Number.isFinite(builtBefore)) return built < builtBefore;
  const [ran, ranBefore] = [newest(after, ownDate), newest(before, ownDate)];
  return Number.isFinite(ran) && Number.isFinite(ranBefore) && ran < ranBefore - SAME_HOUR;
}

function databaseDate(scan: ScanFacts): string | null {
  return scan.databaseDate;
}

function ownDate({ isDated, scannedAt }: ScanFacts): string | null {
  return isDated ? scannedAt : null;
}

/** How the scans of two sides cover the same, each worked out once for all findings. */
export class Coverage {
  readonly #kinds = new Map<FindingKind, KindCoverage>();
  readonly #isOlder = new Map<string, boolean>();
  #isListedTargetKept: boolean | null = null;
  #lastLook: number | null = null;

  constructor(
    private readonly before: ComparedSide,
    private readonly after: ComparedSide,
  ) {}

  of(kind: FindingKind): KindCoverage {
    let known = this.#kinds.get(kind);
    if (known === undefined) {
      const { before, after } = this;
      known = {
        isScannedBefore: isScanned(before, kind),
        isScannedAfter: isScanned(after, kind),
        toolsBefore: toolsFor(before, kind),
        toolsAfter: toolsFor(after, kind),
        isTargetKept: isTargetKept(before, after, ({ covers }) => covers.includes(kind)),
      };
      this.#kinds.set(kind, known);
    }
    return known;
  }

  /** Whether all of which components were listed before was looked at again by scans that list them. */
  get isListedTargetKept(): boolean {
    return (this.#isListedTargetKept ??= isTargetKept(this.before, this.after, ({ listedCount }) => listedCount > 0));
  }

  isDataOlder(tool: string): boolean {
    let known = this.#isOlder.get(tool);
    if (known === undefined) this.#isOlder.set(tool, (known = isDataOlder(this.before, this.after, tool)));
    return known;
  }

  /** Whether its advisory was published after all scans that looked for vulnerabilities before; false where a date is not known. */
  isPublishedSince({ publishedAt }: Finding): boolean {
    return (
      publishedAt !== null && Number.isFinite(this.lastLookBefore) && Date.parse(publishedAt) > this.lastLookBefore
    );
  }

  /** When vulnerabilities were last looked for before, in milliseconds since 1970; -Infinity where no scan has a time. */
  private get lastLookBefore(): number {
    return (this.#lastLook ??= Math.max(
      -Infinity,
      ...this.before.facts.scans.flatMap(({ covers, scannedAt }) =>
        covers.includes('match') && scannedAt !== null ? Date.parse(scannedAt) : [],
      ),
    ));
  }
}

export interface KindCoverage {
  readonly isScannedBefore: boolean;
  readonly isScannedAfter: boolean;
  readonly toolsBefore: ReadonlySet<string>;
  readonly toolsAfter: ReadonlySet<string>;
  readonly isTargetKept: boolean;
}
