import type { Settings } from '../gate/settings.js';
import { approversNeeded, longestOf } from '../gate/waiver-terms.js';
import type { Severity } from '../model/severity.js';
import type { Contradiction } from './contradiction.js';

const WORST_FIRST = ['critical', 'high', 'medium', 'low'] as const;

export function waiverContradictions(settings: Settings): Contradiction[] {
  const { statuses } = settings.waivers ?? {};
  if (statuses?.length === 0) return withoutWaivers(settings);
  return [...upsideDown(settings, 'longest'), ...upsideDown(settings, 'approvers')];
}

/** What is asked of waivers where none counts. */
function withoutWaivers({ waivers = {} }: Settings): Contradiction[] {
  return (['longest', 'approvers'] as const)
    .filter((key) => waivers[key] !== undefined)
    .map((key) => ({
      paths: [['waivers', key]],
      message: `No waiver covers a finding (\`statuses: []\`), so \`${key}\` makes no difference.`,
    }));
}

/** More leave for the worse: `critical: 30d` beside `high: 14d`. */
function upsideDown(settings: Settings, key: 'longest' | 'approvers'): Contradiction[] {
  const written = settings.waivers?.[key];
  if (typeof written !== 'object') return [];
  const leave = (severity: Severity): number =>
    key === 'longest' ? longestOf(settings, severity) : -approversNeeded(settings, severity);
  return WORST_FIRST.flatMap((milder, index) => {
    const worse = WORST_FIRST.slice(0, index).find((severity) => leave(severity) > leave(milder));
    if (worse === undefined) return [];
    return [
      {
        paths: [
          ['waivers', key, milder],
          ['waivers', key, worse],
          ['waivers', key],
        ],
        message: `A waiver for ${worse} findings ${key === 'longest' ? 'can last longer' : 'needs fewer approvers'} than one for ${milder} findings, which are less severe.`,
      },
    ];
  });
}
