import { setTimeout as delay } from 'node:timers/promises';
import { LaunchError } from './launch-error.js';

/** Long enough for a slow machine, and for the console's first compilation under `npm run dev`. */
const PATIENCE_MS = 180_000;
const ANSWER_MS = 60_000;

/** Waits until the address answers with success. The caller checks that the service is still running. */
export async function untilHealthy(name: string, url: string, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  let lastAnswer = 'nothing';
  while (Date.now() < deadline) {
    signal.throwIfAborted();
    try {
      const response = await fetch(url, {
        signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]),
        redirect: 'manual',
      });
      lastAnswer = `${response.status} ${(await response.text()).slice(0, 300)}`;
      if (response.status < 400) return;
    } catch (error) {
      lastAnswer = error instanceof Error ? error.message : String(error);
    }
    await delay(100, undefined, { signal });
  }
  throw new LaunchError(
    `The ${name} was not healthy after ${PATIENCE_MS / 1000} s; ${url} answered last: ${lastAnswer}`,
  );
}
