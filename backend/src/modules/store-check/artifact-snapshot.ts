import { createHash } from 'node:crypto';
import { DamagedBlockError } from '../../core/columns/damaged-block-error.js';
import type { Sql } from '../../database/database.js';
import { inflateBlock } from '../scans/deflated-block.js';

/** What is derived of an artifact, each part as a text that differs where the part does. */
export interface ArtifactSnapshot {
  readonly scans: string | null;
  readonly findings: string | null;
  /** Null where an earlier version did not keep it. */
  readonly concerned: string | null;
  readonly counts: string;
  readonly image: string;
}

/** What each part is called where it differs. */
const PARTS: Readonly<Record<keyof ArtifactSnapshot, string>> = {
  scans: 'the choice of its scans that count',
  findings: 'its list of findings',
  concerned: 'which of its components advisories concern',
  counts: 'what is counted of it',
  image: 'its operating system, user or size',
};

type Blocks = { findingCount: number; columns: Buffer; names: Buffer; texts: Buffer; concerned: string | null };

export async function readSnapshot(sql: Sql, artifactId: number): Promise<ArtifactSnapshot | null> {
  const [snapshot] = await sql.query<Omit<ArtifactSnapshot, 'findings' | 'concerned'> & Record<string, unknown>>(
    `SELECT (SELECT string_agg(id::text, ' ' ORDER BY id) FROM scan WHERE artifact_id = artifact.id AND is_current) AS scans,
       concat_ws(' ', critical, high, medium, low, unknown, worst_severity, load, component_count, listed_count,
         without_purl_count) AS counts,
       concat_ws(' ', operating_system, image_facts) AS image
     FROM artifact WHERE id = $1`,
    [artifactId],
  );
  const [blocks] = await sql.query<Blocks>(
    `SELECT finding_count AS "findingCount", columns, names, texts,
       encode(sha256(concerned), 'hex') AS concerned FROM artifact_state WHERE artifact_id = $1`,
    [artifactId],
  );
  if (snapshot === undefined) return null;
  return {
    ...snapshot,
    findings: blocks === undefined ? null : await hashOf(blocks),
    concerned: blocks?.concerned ?? null,
  };
}

/** Of what the blocks hold: another version of zlib deflates it to other bytes. */
async function hashOf({ findingCount, columns, names, texts }: Blocks): Promise<string> {
  const hash = createHash('sha256').update(`${findingCount} ${columns.length} `).update(columns);
  try {
    for (const block of [names, texts]) {
      const bytes = await inflateBlock(block);
      hash.update(`${bytes.length} `).update(bytes);
    }
  } catch (error) {
    if (!(error instanceof DamagedBlockError)) throw error;
    return 'cannot be read';
  }
  return hash.digest('hex');
}

/** The parts that are not the same. */
export function differingParts(before: ArtifactSnapshot, after: ArtifactSnapshot): string[] {
  const parts = Object.entries(PARTS) as [keyof ArtifactSnapshot, string][];
  const isKept = (part: keyof ArtifactSnapshot): boolean => part !== 'concerned' || before.concerned !== null;
  return parts.flatMap(([part, called]) => (before[part] === after[part] || !isKept(part) ? [] : [called]));
}
