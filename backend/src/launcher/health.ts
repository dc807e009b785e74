import { setTimeout as delay } from 'node:timers/promises';
import { LaunchError } from './launch-error.js';
import type { Service } from './service.js';

const PATIENCE_MS = 60_000;

/** Waits until the address answers with success; fails at once where the service ends instead. */
export async function untilHealthy(service: Service, url: string, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  let lastAnswer = 'nothing';
  while (Date.now() < deadline) {
    signal.throwIfAborted();
    if (service.hasEnded) throw service.failure();
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(5000), redirect: 'manual' });
      lastAnswer = `${response.status} ${(await response.text()).slice(0, 300)}`;
      if (response.status < 400) return;
    } catch (error) {
      lastAnswer = error instanceof Error ? error.message : String(error);
    }
    await delay(50);
  }
  throw new LaunchError(
    `The ${service.name} was not healthy after ${PATIENCE_MS / 1000} s; ${url} answered last: ${lastAnswer}`,
  );
}
