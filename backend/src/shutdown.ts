import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Drain } from './common/http/drain.js';
import type { Log } from './common/logging/log.js';

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/**
 * Leaves on SIGTERM and SIGINT: with 0 once every request that was sent is answered, with 1 after a time limit. The
 * first process of a container has no default for signals, so there is something to do on them from the start.
 */
export class Shutdown {
  private leave: () => void = () => process.exit(0);

  constructor() {
    for (const signal of SIGNALS) process.on(signal, () => this.leave());
  }

  /** From now on there are requests to be answered first. */
  guard(app: NestFastifyApplication, timeoutMs: number, log: Log): void {
    this.leave = () => {
      this.leave = () => undefined;
      setTimeout(() => {
        log.error('requests were still running when the time to shut down was over');
        process.exit(1);
      }, timeoutMs).unref();
      close(app).then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ err: error }, 'could not shut down in order');
          process.exit(1);
        },
      );
    };
  }
}

async function close(app: NestFastifyApplication): Promise<void> {
  await app.get(Drain).run();
  await app.close();
}
