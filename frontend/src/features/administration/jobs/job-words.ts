import type { BackgroundJob } from '@/lib/api/types';
import { counted } from '@/lib/format/number';

/** The word for it now. */
export function jobState({ running, retry, waiting }: BackgroundJob): string {
  if (running) return 'running';
  if (retry) return 'failed, tried again';
  return waiting > 0 ? 'waiting' : 'idle';
}

/** "Every 10 minutes". */
export function spanInWords(seconds: number): string {
  const [unit, size] =
    seconds % 86_400 === 0 ? ['day', 86_400] : seconds % 3_600 === 0 ? ['hour', 3_600] : ['minute', 60];
  const count = seconds / Number(size);
  return count === 1 ? `Every ${unit}` : `Every ${counted(count, String(unit))}`;
}

/** "0.4 s", "3 min", "less than 0.1 s". */
export function tookInWords({ startedAt, endedAt }: BackgroundJob['lastRuns'][number]): string {
  if (startedAt === null) return 'no time';
  const seconds = Math.max(0, Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
  if (seconds < 0.1) return 'less than 0.1 s';
  if (seconds >= 90) return `${Math.round(seconds / 60)} min`;
  return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
}
