import { CommandError } from '../command-error.js';
import { ExitCode } from '../exit-code.js';
import { readText } from '../read-text.js';

/** When Trivy's vulnerability database was built, from the metadata.json beside it. Undefined where there is none. */
export async function databaseDateIn(path: string | undefined): Promise<Date | undefined> {
  if (path === undefined) return undefined;
  const text = await readText(path);
  if (text === null) return undefined;
  const updatedAt = /"UpdatedAt"\s*:\s*"([^"]+)"/.exec(text)?.[1];
  const date = new Date(updatedAt ?? '');
  if (Number.isNaN(date.getTime())) {
    throw new CommandError(ExitCode.failedToRun, `${path} does not say when the database was built.`);
  }
  return date;
}
