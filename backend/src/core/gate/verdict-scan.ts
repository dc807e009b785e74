import type { VerdictInputs, VerdictSender } from './verdict.js';

export type VerdictScan = VerdictInputs['scans'][number];

/** What a verdict says of a scan that it rests on, keys in the order in which it is written down. */
export function verdictScan(scan: VerdictScan): VerdictScan {
  const { replaces, sender, lacks, mismatches } = scan;
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
    sender: verdictSender(sender),
    lacks: lacks && { count: lacks.count, names: lacks.names },
    mismatches: mismatches.map(({ pointer, message }) => ({ pointer, message })),
  };
}

/** Without ids and claims. */
export function verdictSender(sender: VerdictSender | null): VerdictSender | null {
  return sender && { kind: sender.kind, name: sender.name, via: sender.via, trustRule: sender.trustRule };
}
