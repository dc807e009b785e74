import { isFrom } from '../../core/gate/senders.js';
import type { Sender } from '../../core/model/sender.js';
import { isToolVersionWithin } from '../../core/versions/tool-version.js';

/** Which scans a recall is about: those that meet every condition. Null asks for nothing. */
export interface RecallConditions {
  readonly tool: string | null;
  /** A range of semantic versions, such as `>=0.69.4 <0.69.7`. */
  readonly versions: string | null;
  /** As `evidence.from` of the policy names senders. */
  readonly sender: string | null;
  readonly receivedFrom: Date | null;
  /** Before this instant. */
  readonly receivedUntil: Date | null;
}

/** The fields of a scan that they are compared with. */
export interface RecallableScan {
  readonly tool: string;
  readonly toolVersion: string | null;
  readonly sender: Sender | null;
  readonly receivedAt: Date;
}

/** Unknown values are recalled as well: a version that is not a version, a scan from before its sender was stored. */
export function isRecalledBy(conditions: RecallConditions, scan: RecallableScan): boolean {
  const { tool, versions, sender, receivedFrom, receivedUntil } = conditions;
  return (
    (tool === null || tool.toLowerCase() === scan.tool.toLowerCase()) &&
    (versions === null || mayBeWithin(versions, scan.toolVersion)) &&
    (sender === null || scan.sender === null || isFrom(scan.sender, [sender])) &&
    (receivedFrom === null || scan.receivedAt >= receivedFrom) &&
    (receivedUntil === null || scan.receivedAt < receivedUntil)
  );
}

function mayBeWithin(range: string, version: string | null): boolean {
  return version === null || isToolVersionWithin(range, version) !== false;
}
