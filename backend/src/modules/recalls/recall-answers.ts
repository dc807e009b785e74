import type { Recall } from './dto/recall.dto.js';
import type { FoundScan, RecallRow } from './recalls.repository.js';

/** So many artifacts are named. */
const MOST_NAMED = 100;

export function toRecall(row: RecallRow): Recall {
  const { id, project, tool, versions, sender, reason, scanCount, artifactCount } = row;
  return {
    id: String(id),
    project,
    tool,
    versions,
    sender,
    receivedFrom: row.receivedFrom?.toISOString() ?? null,
    receivedUntil: row.receivedUntil?.toISOString() ?? null,
    reason,
    recalledAt: row.recalledAt.toISOString(),
    recalledBy: { kind: row.recalledByKind, id: row.recalledById, name: row.recalledBy },
    undoneAt: row.undoneAt?.toISOString() ?? null,
    undoneBy:
      row.undoneByKind === null || row.undoneBy === null
        ? null
        : { kind: row.undoneByKind, id: row.undoneById, name: row.undoneBy },
    scanCount,
    artifactCount,
  };
}

/** Artifacts with scans that count come first. */
export function previewOf(found: readonly FoundScan[]) {
  const artifacts = new Map<number, { scanCount: number; currentCount: number }>();
  for (const { artifactId, isCurrent } of found) {
    const counts = artifacts.get(artifactId) ?? { scanCount: 0, currentCount: 0 };
    counts.scanCount += 1;
    if (isCurrent) counts.currentCount += 1;
    artifacts.set(artifactId, counts);
  }
  return {
    scanCount: found.length,
    currentCount: found.filter(({ isCurrent }) => isCurrent).length,
    artifactCount: artifacts.size,
    artifacts: Array.from(artifacts, ([artifactId, counts]) => ({ artifactId, ...counts }))
      .sort((a, b) => b.currentCount - a.currentCount || a.artifactId - b.artifactId)
      .slice(0, MOST_NAMED),
  };
}
