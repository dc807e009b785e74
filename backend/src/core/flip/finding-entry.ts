import type { SideName } from '../compare/doubts.js';
import type { Finding } from '../findings/finding.js';
import type { Input } from './input.js';

/** A finding of one side or of both, and to which inputs it is due that the sides differ in it. */
export interface FindingEntry {
  /** The same for the same finding, by whichever policy scans count. */
  readonly key: string;
  readonly before: Finding | null;
  readonly after: Finding | null;
  /** Of the later side alone: it is there where all of these are exchanged. Of the earlier one alone: it is gone where any is. Of both: each owns a part. */
  readonly inputs: ReadonlySet<Input>;
  /** Of one side alone: the version that its component has on the other side, where that is another one. */
  readonly otherVersion: string | null;
  /** How it is where these inputs are exchanged; null where it is not there. */
  readonly in: (exchanged: ReadonlySet<Input>) => Finding | null;
}

/** A finding that only one side has. */
export function oneSided(
  finding: Finding,
  side: SideName,
  { inputs, otherVersion }: Pick<FindingEntry, 'inputs' | 'otherVersion'>,
): FindingEntry {
  const isAfter = side === 'after';
  return {
    key: isAfter ? `>${finding.id}` : `${finding.id}>`,
    before: isAfter ? null : finding,
    after: isAfter ? finding : null,
    inputs,
    otherVersion,
    in: (exchanged) => {
      const isThere = isAfter
        ? [...inputs].every((input) => exchanged.has(input))
        : ![...inputs].some((input) => exchanged.has(input));
      return isThere ? finding : null;
    },
  };
}

/** To which input each part of a finding belongs. A part that is new has to be placed here. */
export type PartOwners = Readonly<Record<Exclude<keyof Finding, 'kind'>, Input>>;

interface OwnedParts {
  readonly input: Input;
  readonly parts: readonly (keyof PartOwners)[];
}

/** A finding that both sides have. */
export function twoSided(before: Finding, after: Finding, owners: PartOwners): FindingEntry {
  const differing = differingParts(before, after, owners);
  const inputs = new Set(differing.map(({ input }) => input));
  const mixed = new Map<string, Finding>();
  return {
    key: `${before.id}>${after.id}`,
    before,
    after,
    inputs,
    otherVersion: null,
    in: (exchanged) => {
      // Thousands are asked for each world, and most are as they were on one of both sides.
      const kept = differing.filter(({ input }) => !exchanged.has(input));
      if (kept.length === 0) return after;
      if (kept.length === differing.length) return before;
      const name = kept.map(({ input }) => input).join();
      let finding = mixed.get(name);
      if (finding === undefined) {
        const old = kept.flatMap(({ parts }) => parts.map((part) => [part, before[part]] as const));
        mixed.set(name, (finding = { ...after, ...Object.fromEntries(old) }));
      }
      return finding;
    },
  };
}

function differingParts(before: Finding, after: Finding, owners: PartOwners): OwnedParts[] {
  const byInput = new Map<Input, (keyof PartOwners)[]>();
  for (const part of Object.keys(owners) as (keyof PartOwners)[]) {
    if (isSame(before[part], after[part])) continue;
    const parts = byInput.get(owners[part]);
    if (parts === undefined) byInput.set(owners[part], [part]);
    else parts.push(part);
  }
  return Array.from(byInput, ([input, parts]) => ({ input, parts }));
}

function isSame(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

/** As it was after, or as it was. */
export function findingOf({ before, after }: Pick<FindingEntry, 'before' | 'after'>): Finding {
  const finding = after ?? before;
  if (finding === null) throw new Error('a finding is of one side at least');
  return finding;
}
