import { type ChildProcess, spawn } from 'node:child_process';
import { settingsFor } from '../e2e/api.js';
import { MAIN } from './built.js';

/** How a process ended: its exit code, or the signal that ended it. */
export type Ending = number | NodeJS.Signals | null;

/** The real API, as a process of its own. */
export interface ApiProcess {
  readonly url: string;
  readonly ended: Promise<Ending>;
  signal(signal: NodeJS.Signals): void;
  /** Ends it at once, if it still runs. */
  kill(): Promise<Ending>;
}

/** Ready to serve when it is there. */
export async function startApiProcess(databaseUrl: string, settings: Record<string, string> = {}): Promise<ApiProcess> {
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env['PATH'], ...settingsFor(databaseUrl), ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<Ending>((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)));
  return {
    url: await listening(child),
    ended,
    signal: (signal) => void child.kill(signal),
    kill() {
      child.kill('SIGKILL');
      return ended;
    },
  };
}

function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let lines = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      lines += chunk.toString();
      const found = /"url":"([^"]+)"/.exec(lines)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`the API ended with ${code}: ${lines}`)));
  });
}
