import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readHolder } from './data-directory.js';
import { readPrivateFile, writePrivateFile } from './private-file.js';
import { isSameProcess } from './process-identity.js';

/** What the command line needs to know of a Plimsoll that runs on a data folder. */
export interface Running {
  /** For the application's role. */
  databaseUrl: string;
  /** Where people open the web console. */
  publicUrl: string;
}

const NAME = 'running.json';

/** Undefined where no Plimsoll runs on the folder. */
export async function readRunning(dataDir: string): Promise<Running | undefined> {
  const holder = await readHolder(join(dataDir, 'launcher.lock'));
  if (holder === undefined || !isSameProcess(holder)) return undefined;
  const text = await readPrivateFile(join(dataDir, NAME));
  return text === undefined ? undefined : (JSON.parse(text) as Running);
}

/** Answers how to take it back. */
export async function announceRunning(dataDir: string, running: Running): Promise<() => Promise<void>> {
  const file = join(dataDir, NAME);
  await writePrivateFile(file, `${JSON.stringify(running)}\n`);
  return () => rm(file, { force: true });
}
