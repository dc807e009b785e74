import type { Finding } from '../findings/finding.js';

/** Since when an image has had its vulnerabilities, as far as it was seen. */
export interface KnownSince {
  /** By each name of an advisory: seconds since 1970. */
  readonly names: Readonly<Record<string, number>>;
  /** In milliseconds since 1970: before the image's first report nothing was seen of it. */
  readonly imageSince: number;
  /** Whether every finding of the artifact was noted when its report came. */
  readonly isNoted: boolean;
}

/** What of a finding tells since when it is open. */
export type DatedFinding = Pick<Finding, 'advisory' | 'publishedAt'>;

/**
 * When a vulnerability was first seen in an artifact's image, in whichever of its builds. By the advisory alone: neither another version of the
 * component nor another name of it or of the advisory makes it a new one, and one that comes back after it was fixed counts from the first time.
 */
export class FirstSeen {
  constructor(private readonly known: KnownSince) {}

  /** In milliseconds since 1970, and not after `at`; for what is no vulnerability null. What was not noted counts from the earliest that is possible. */
  of(finding: DatedFinding, at: number): number | null {
    if (finding.advisory === null) return null;
    const noted = this.noted(finding.advisory);
    if (noted !== null && this.known.isNoted) return Math.min(noted, at);
    return Math.min(noted ?? Infinity, this.earliest(finding, at), at);
  }

  /** Null where no name of it was noted. */
  noted({ id, aliases }: NonNullable<Finding['advisory']>): number | null {
    let earliest = this.at(id);
    for (const alias of aliases) {
      const since = this.at(alias);
      if (since !== undefined && since < (earliest ?? Infinity)) earliest = since;
    }
    return earliest === undefined ? null : earliest * 1000;
  }

  /** Nothing can have been seen before the image's first report, nor before it was published. */
  earliest({ publishedAt }: DatedFinding, at: number): number {
    const published = publishedAt === null ? Number.NaN : Date.parse(publishedAt);
    return published <= at ? Math.max(published, this.known.imageSince) : this.known.imageSince;
  }

  /** Names are whatever reports say, `constructor` with them. */
  private at(name: string): number | undefined {
    return Object.hasOwn(this.known.names, name) ? this.known.names[name] : undefined;
  }
}
