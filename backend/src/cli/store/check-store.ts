import { StoreCheckService } from '../../modules/scans/store-check.service.js';
import { ExitCode } from '../exit-code.js';
import { withLocalApplication } from '../local/local-application.js';
import type { CheckStoreOptions } from './check-store.command.js';

/** `plimsoll check-store`: the answer goes to `stdout`. */
export async function checkStore({ databaseUrl }: CheckStoreOptions, stdout: NodeJS.WritableStream): Promise<ExitCode> {
  return withLocalApplication({ databaseUrl }, async (get) => {
    let faultCount = 0;
    const { words, descriptions, scans } = await get(StoreCheckService).findFaults((fault) => {
      faultCount += 1;
      stdout.write(`${fault}\n`);
    });
    stdout.write(`checked: ${words} words, ${descriptions} descriptions, ${scans} scans; ${faultCount} faults\n`);
    return faultCount === 0 ? ExitCode.pass : ExitCode.fail;
  });
}
