import { pipeline } from 'node:stream/promises';
import { LOCAL_ADMINISTRATOR } from '../../modules/audit/audit-event.js';
import { examineChain } from '../../modules/audit/audit-chain.js';
import { AuditEventsRepository } from '../../modules/audit/audit-events.repository.js';
import { AuditEventsService } from '../../modules/audit/audit-events.service.js';
import { ExitCode } from '../exit-code.js';
import { withLocalApplication } from '../local/local-application.js';
import type { AuditRuns } from './audit.command.js';

/** `plimsoll audit`: the answer goes to `stdout`. */
export function auditRuns(stdout: NodeJS.WritableStream): AuditRuns {
  return {
    verify: ({ databaseUrl, head }) =>
      withLocalApplication({ databaseUrl }, async (get) => {
        const events = get(AuditEventsRepository);
        // The row that the next event is chained to is asked first: the log may grow while it is read.
        const landmarks = [await events.findHead(), ...(head === undefined ? [] : [head])];
        const { intact, fault } = await examineChain(events.walk(), landmarks);
        const end = `${intact.hash}@${intact.sequence}`;
        stdout.write(
          fault === null
            ? `intact: ${intact.sequence} events\nhead: ${end}\n`
            : `broken at event ${fault.sequence}: ${fault.reason}\nintact before it: ${intact.sequence} events, up to ${end}\n`,
        );
        process.exitCode = fault === null ? ExitCode.pass : ExitCode.fail;
      }),

    export: ({ databaseUrl, format }) =>
      withLocalApplication({ databaseUrl }, async (get) => {
        const table = await get(AuditEventsService).exportAs({ format }, LOCAL_ADMINISTRATOR);
        try {
          await pipeline(table, stdout, { end: false });
        } catch (error) {
          // The reader of the output can stop early (`| head`).
          if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error;
        }
      }),
  };
}
