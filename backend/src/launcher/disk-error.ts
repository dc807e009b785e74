import { statfsSync } from 'node:fs';
import { LaunchError } from './launch-error.js';

/** Says in a sentence what the system refused to do in a folder; passes anything else on as it is. */
export function explainDiskError(error: unknown, directory: string): unknown {
  switch (errorCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return diskFull(directory);
    case 'EACCES':
    case 'EPERM':
      return new LaunchError(
        `This account cannot write to ${directory}. Give it the folder, or set PLIMSOLL_DATA_DIR to another one.`,
        { cause: error },
      );
    case 'EROFS':
      return new LaunchError(`${directory} is on a read-only disk. Set PLIMSOLL_DATA_DIR to another folder.`);
    case 'ENOTDIR':
    case 'EEXIST':
      return new LaunchError(
        `${directory} cannot be a folder: a file is in its way. Set PLIMSOLL_DATA_DIR to another folder.`,
      );
    case 'ENOENT':
      return new LaunchError(`${directory} cannot be created. Set PLIMSOLL_DATA_DIR to another folder.`);
    default:
      return error;
  }
}

export function diskFull(directory: string): LaunchError {
  return new LaunchError(
    `The disk that holds ${directory} is full (${freeMegabytes(directory)} MB free). ` +
      'Free some space, or set PLIMSOLL_DATA_DIR to another folder, and start again. No data is lost.',
  );
}

function freeMegabytes(directory: string): string {
  try {
    const { bavail, bsize } = statfsSync(directory);
    return String(Math.floor((bavail * bsize) / 1_000_000));
  } catch (error) {
    return errorCode(error) === 'ENOENT' ? '0' : 'unknown';
  }
}

export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
