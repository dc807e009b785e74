import type { Remark, Scan } from './scan.js';

/** So far a scanner's clock may be ahead of the one that receives its report. */
const CLOCK_SKEW = 5 * 60_000;

/** The artifact that a report is filed for. */
export interface FiledFor {
  readonly image: string;
  readonly digest: string;
}

/**
 * In what a report, with what was said beside it, differs from what it is filed for: it names another image or digest,
 * or a time in the future. Empty if it fits; a report that names nothing contradicts nothing. `receivedAt` is ISO 8601.
 */
export function mismatchesOf(
  scan: Pick<Scan, 'subject' | 'scannedAt' | 'databaseDate'>,
  filed: FiledFor,
  receivedAt: string,
): Remark[] {
  const latest = Date.parse(receivedAt) + CLOCK_SKEW;
  const dates = [
    { what: 'The scan', date: scan.scannedAt },
    { what: 'The vulnerability database', date: scan.databaseDate },
  ].flatMap(({ what, date }) =>
    date !== null && Date.parse(date) > latest
      ? [`${what} is dated ${date}, after the report was received (${receivedAt}). Check the clock of the scanner.`]
      : [],
  );
  return [...otherSubject(scan.subject, filed), ...dates].map((message) => ({ pointer: '', message }));
}

/** A digest that fits settles it: mirrors and new tags have other names for the same content. */
function otherSubject({ digests, images, contentIds }: Scan['subject'], { image, digest }: FiledFor): string[] {
  if (digests.includes(digest) || contentIds.includes(digest)) return [];
  if (digests.length > 0) {
    return [
      `The report is of ${listOf(digests)}, and it is filed for ${digest}. Scan the image by the digest that it is filed for.`,
    ];
  }
  if (images.length === 0 || images.some((named) => isSameRepository(named, image))) return [];
  return [
    `The report is of ${listOf(images)}, and it is filed for ${image}. Scan the image by the name that it is filed for.`,
  ];
}

function listOf(names: readonly string[]): string {
  const [first = '', ...others] = names.toSorted();
  return others.length === 0 ? first : `${first} (and ${others.length} more)`;
}

/** A name without a registry, as a local build has, says no more than its last part. */
function isSameRepository(a: string, b: string): boolean {
  const [one, other] = [placeOf(a), placeOf(b)];
  if (one.registry === null || other.registry === null) return lastPart(one.path) === lastPart(other.path);
  return one.registry === other.registry && one.path === other.path;
}

function placeOf(repository: string): { registry: string | null; path: string } {
  const slash = repository.indexOf('/');
  const first = repository.slice(0, slash);
  if (slash < 0 || !(/[.:]/.test(first) || first === 'localhost')) return { registry: null, path: repository };
  const path = repository.slice(slash + 1);
  return DOCKER_HUB.test(first)
    ? { registry: 'docker.io', path: path.replace(/^library\//, '') }
    : { registry: first, path };
}

const DOCKER_HUB = /^(?:index\.|registry-1\.)?docker\.io$/;

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).toLowerCase();
}
