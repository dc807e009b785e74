import type { Remark } from '../../core/reports/scan.js';
import type { TagPlacement } from './reports.repository.js';

/** What is said of a tag that another build keeps. */
export function remarksOnTag(tag: string | null, placement: TagPlacement | null): Remark[] {
  const keeper = placement?.keptBy ?? null;
  if (tag === null || keeper === null) return [];
  const { digest, since } = keeper;
  return [
    {
      pointer: '',
      message:
        `The tag ${tag} stays with ${digest}, which took it at ${since.toISOString()}, after this report came for the ` +
        'first time. A new report of this build moves it.',
    },
  ];
}
