import { StoreCheckService } from '../../modules/store-check/store-check.service.js';
import type { DatabaseOptions } from '../database-option.js';
import { ExitCode } from '../exit-code.js';
import { withLocalApplication } from '../local/local-application.js';
import { printable } from '../output/printable.js';

/** `plimsoll check-store`: the answer goes to `stdout`. Returns the exit code. */
export function checkStore({ databaseUrl }: DatabaseOptions, stdout: NodeJS.WritableStream): Promise<ExitCode> {
  return withLocalApplication({ databaseUrl, modules: loadModules }, async (get) => {
    const print = (line: string) => stdout.write(`${printable(line)}\n`);
    const { artifacts, scans, words, waiting, unposted, differences } = await get(StoreCheckService).check(print);
    if (waiting > 0) {
      print(`not compared: ${counted(waiting, 'artifact')}, which this version has yet to bring up to date`);
    }
    if (unposted > 0) print(`not compared: postings of ${counted(unposted, 'artifact')}, which are yet to be made`);
    const looked = [counted(artifacts, 'artifact'), counted(scans, 'scan'), counted(words, 'word')].join(', ');
    print(`checked: ${looked}; ${differences === 0 ? 'no difference' : counted(differences, 'difference')}`);
    return differences === 0 ? ExitCode.pass : ExitCode.fail;
  });
}

async function loadModules() {
  return [(await import('./check-store.module.js')).CheckStoreModule];
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
