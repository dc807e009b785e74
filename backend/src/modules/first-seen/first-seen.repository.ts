import { Injectable } from '@nestjs/common';
import type { Finding } from '../../core/findings/finding.js';
import type { DecidingPolicy } from '../../core/gate/evaluate.js';
import { FirstSeen } from '../../core/gate/first-seen.js';
import type { Sql } from '../../database/database.js';

type PlaceRow = {
  imageId: number;
  imageSince: Date;
  /** Whether it came into being in this transaction, with its first report. */
  isNew: boolean;
  artifactSince: Date;
  /** Null where nothing of the image was noted yet. */
  notedSince: Date | null;
  names: Record<string, number> | null;
};

/** Names that are noted of one image at most: so many has no real one, and they are read with each report. */
const MOST_NAMES = 200_000;

/** Images with the same build that are looked at. */
const MOST_OTHERS = 5;

/**
 * Since when images have their vulnerabilities. It is noted by image and not by artifact, or each new build would be a new beginning; and it is
 * only ever added to.
 */
@Injectable()
export class FirstSeenRepository {
  /** Null for an artifact that is gone. */
  async load(sql: Sql, artifactId: number): Promise<FirstSeen | null> {
    const place = await this.find(sql, artifactId);
    return place === null ? null : firstSeenIn(place);
  }

  /** What evaluations for these environments need, and nothing where they ask for none of it. */
  async forAny(
    sql: Sql,
    artifactId: number,
    environments: DecidingPolicy['environments'],
  ): Promise<{ readonly firstSeen?: FirstSeen }> {
    if (!environments.some(({ settings }) => settings.vulnerabilities?.overdue !== undefined)) return {};
    const firstSeen = await this.load(sql, artifactId);
    return firstSeen === null ? {} : { firstSeen };
  }

  /** Notes what a report shows of an artifact. The caller holds the artifact. */
  async note(sql: Sql, artifactId: number, findings: Iterable<Finding>, at: Date): Promise<void> {
    const place = await this.find(sql, artifactId);
    if (place === null) return;
    const known = firstSeenIn(place);
    const { names } = place;
    let others: FirstSeen[] | null = null;
    const isFirst = names === null && place.isNew;
    const isNew = isFirst || isNotedFrom(place);
    const added = new Map<string, number>();
    const room = MOST_NAMES - Object.keys(names ?? {}).length;
    for (const finding of findings) {
      const { advisory } = finding;
      if (advisory === null) continue;
      const missing = [advisory.id, ...advisory.aliases].filter(
        (name) => names === null || !Object.hasOwn(names, name),
      );
      if (missing.length === 0) continue;
      others ??= await this.othersWith(sql, artifactId);
      const now = isNew ? at.getTime() : known.earliest(finding, at.getTime());
      const noted = [known, ...others].map((each) => each.noted(advisory) ?? Infinity);
      const since = Math.floor(Math.min(now, ...noted) / 1000);
      for (const name of missing) if (added.size < room) added.set(name, Math.min(since, added.get(name) ?? Infinity));
    }
    if (added.size === 0 && names !== null) return;
    // What another report has noted meanwhile stays.
    await sql.query(
      `INSERT INTO image_first_seen (image_id, noted_since, names)
       SELECT id, CASE WHEN $2 THEN created_at ELSE now() END, $3::jsonb FROM image WHERE id = $1
       ON CONFLICT (image_id) DO UPDATE SET names = excluded.names || image_first_seen.names`,
      [place.imageId, isFirst, JSON.stringify(Object.fromEntries(added))],
    );
  }

  private async find(sql: Sql, artifactId: number): Promise<PlaceRow | null> {
    const [place] = await sql.query<PlaceRow>(
      `SELECT image.id AS "imageId", image.created_at AS "imageSince",
         image.created_at = now()::timestamptz(3) AS "isNew", artifact.created_at AS "artifactSince",
         noted_since AS "notedSince", names
       FROM artifact JOIN image ON image.id = artifact.image_id LEFT JOIN image_first_seen ON image_first_seen.image_id = image.id
       WHERE artifact.id = $1`,
      [artifactId],
    );
    return place ?? null;
  }

  /** Of images of the same project that have the same build under another name. */
  private async othersWith(sql: Sql, artifactId: number): Promise<FirstSeen[]> {
    const rows = await sql.query<{ id: number }>(
      `SELECT other.id FROM artifact JOIN image ON image.id = artifact.image_id
         JOIN artifact AS other ON other.digest = artifact.digest AND other.id <> artifact.id
         JOIN image AS named ON named.id = other.image_id AND named.project_id = image.project_id
       WHERE artifact.id = $1 ORDER BY other.id LIMIT ${MOST_OTHERS}`,
      [artifactId],
    );
    const places: FirstSeen[] = [];
    for (const { id } of rows) {
      const firstSeen = await this.load(sql, id);
      if (firstSeen !== null) places.push(firstSeen);
    }
    return places;
  }
}

function firstSeenIn(place: PlaceRow): FirstSeen {
  return new FirstSeen({
    names: place.names ?? {},
    imageSince: place.imageSince.getTime(),
    isNoted: isNotedFrom(place),
  });
}

/** Whether each of the artifact's reports was noted when it came. */
function isNotedFrom({ notedSince, artifactSince }: PlaceRow): boolean {
  return notedSince !== null && artifactSince >= notedSince;
}
