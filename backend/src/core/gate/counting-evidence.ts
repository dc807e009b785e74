import type { Sender } from '../model/sender.js';
import type { RecallNote } from './recall-note.js';
import { scansFrom } from './senders.js';
import type { WrittenSettings } from './setting.js';
import { type ToolRules, whyDenied } from './tool-rules.js';

/** Which scans count in an environment. What is left out lets all of them count. */
export interface EvidenceRules {
  /** Whose (`evidence.from`). */
  readonly from?: readonly string[] | undefined;
  /** By which versions of tools (`evidence.tools`). */
  readonly tools?: ToolRules | undefined;
}

export function evidenceRulesOf(settings: WrittenSettings | undefined): EvidenceRules {
  const { from, tools } = (settings?.['evidence'] ?? {}) as EvidenceRules;
  return { ...(from === undefined ? {} : { from }), ...(tools === undefined ? {} : { tools }) };
}

export interface CountableScan {
  readonly sender: Sender | null;
  readonly tool: { readonly name: string; readonly version: string | null };
  readonly recall: RecallNote | null;
}

/** The scans that count: those of other senders are left out, and those by a denied tool are as if they had been recalled. */
export function countingScans<S extends CountableScan>(
  scans: readonly S[],
  { from, tools }: EvidenceRules,
): readonly S[] {
  const own = from === undefined ? scans : scansFrom(scans, from);
  return tools === undefined ? own : own.map((scan) => deniedOr(scan, tools));
}

/** Whether all of them count. */
export function doAllCount(scans: readonly CountableScan[], rules: EvidenceRules): boolean {
  const counting = countingScans(scans, rules);
  return counting.length === scans.length && counting.every((scan, place) => scan === scans[place]);
}

/** A scan that was recalled stays so, and says that. */
function deniedOr<S extends CountableScan>(scan: S, tools: ToolRules): S {
  const reason = scan.recall === null ? whyDenied(tools, scan.tool) : null;
  return reason === null ? scan : { ...scan, recall: { id: 'policy', reason, isDenied: true } };
}
