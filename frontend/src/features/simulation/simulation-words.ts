import type { NotSimulated, PolicySimulation } from '@/lib/api/types';
import { counted } from '@/lib/format/number';

/** The answer in one sentence. */
export function changedInWords({ artifacts, changed }: Pick<PolicySimulation, 'artifacts' | 'changed'>): string {
  const of = counted(artifacts, 'artifact');
  if (artifacts === 0) return 'No verdict changes';
  if (changed === 0) return `No verdict of ${of} changes`;
  return changed === artifacts ? `Verdicts of ${of} change` : `Verdicts of ${changed} of ${of} change`;
}

/** Of which artifacts it is not known what would be decided, and why: a sentence for each reason. */
export function notSimulatedInWords({ outdated, late }: NotSimulated): string[] {
  return [
    ...(outdated === 0
      ? []
      : [`The reports of ${counted(outdated, 'artifact')} are being read again, after an upgrade or a recall.`]),
    ...(late === 0 ? [] : [`There was no time for ${counted(late, 'artifact')}.`]),
  ];
}
