import type { VerdictInputs } from './verdict.js';

type VerdictScan = VerdictInputs['scans'][number];

/** What a verdict says of a scan that it rests on, keys in the order in which it is written down. */
export function verdictScan(scan: VerdictScan): VerdictScan {
  const { replaces } = scan;
  return {
    report: scan.report,
    tool: scan.tool,
    toolVersion: scan.toolVersion,
    scannedAt: scan.scannedAt,
    databaseDate: scan.databaseDate,
    platform: scan.platform,
    componentCount: scan.componentCount,
    findingCount: scan.findingCount,
    replaces: replaces && {
      report: replaces.report,
      scannedAt: replaces.scannedAt,
      componentCount: replaces.componentCount,
      findingCount: replaces.findingCount,
    },
  };
}
