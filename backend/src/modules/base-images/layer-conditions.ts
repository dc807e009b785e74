/** SQL: that a scan lists its image's layers, and was not recalled. */
export function listsLayers(scan: string): string {
  return `${scan}.chain_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM recalled_scan JOIN evidence_recall ON evidence_recall.id = recall_id
    WHERE scan_id = ${scan}.id AND undone_at IS NULL)`;
}

/** SQL: that no scan of the same artifact lists other layers. */
export function isNotContradicted(scan: string): string {
  return `NOT EXISTS (SELECT FROM scan AS other
    WHERE other.artifact_id = ${scan}.artifact_id AND other.chain_id <> ${scan}.chain_id AND ${listsLayers('other')})`;
}
