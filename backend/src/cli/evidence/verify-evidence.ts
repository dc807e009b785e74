import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { list, type ReadEntry } from 'tar';
import { type CheckedArchive, checkArchive } from '../../core/evidence-archive/check-archive.js';
import { type ArchivedFile, MANIFEST_FILE, SIGNATURE_FILE } from '../../core/evidence-archive/manifest.js';
import { CommandError } from '../command-error.js';
import { ExitCode } from '../exit-code.js';

/** In bytes: of a manifest with 20,000 files there is a tenth of that. */
const LONGEST_MANIFEST = 64 * 1024 * 1024;

/** In bytes: what tar is made of. */
const BLOCK = 512;

const END = [MANIFEST_FILE, SIGNATURE_FILE];

/** Checks an archive without the server. Files are read once and not kept. Throws CommandError for what cannot be read. */
export async function verifyEvidence(path: string, publicKeyPath: string): Promise<CheckedArchive> {
  const key = await readKey(publicKeyPath);
  const given = await stat(path).catch(() => null);
  if (given?.isFile() !== true) {
    throw new CommandError(ExitCode.usage, `there is no file ${path}.`);
  }
  const files: Promise<ArchivedFile>[] = [];
  const names: string[] = [];
  let sizeBytes = 2 * BLOCK;
  const kept = new Map<string, Buffer>();
  const faults: string[] = [];
  const read = async (entry: ReadEntry): Promise<void> => {
    names.push(entry.path);
    sizeBytes += BLOCK + Math.ceil(entry.size / BLOCK) * BLOCK;
    const isKept = entry.path === MANIFEST_FILE || entry.path === SIGNATURE_FILE;
    if (entry.type !== 'File') faults.push(`${entry.path} is not a file.`);
    if (isKept && kept.has(entry.path)) faults.push(`${entry.path} is there twice.`);
    if (isKept && entry.size <= LONGEST_MANIFEST) kept.set(entry.path, await entry.concat());
    else {
      const file = hashed(entry);
      files.push(file);
      await file;
    }
  };
  try {
    const reading: Promise<void>[] = [];
    await list({ file: path, strict: true, onReadEntry: (entry) => void reading.push(read(entry)) });
    await Promise.all(reading);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { manifest: null, faults: [...faults, `It cannot be read as a tar archive to its end: ${why}.`] };
  }
  const checked = checkArchive(
    {
      files: await Promise.all(files),
      manifest: kept.get(MANIFEST_FILE) ?? null,
      signature: kept.get(SIGNATURE_FILE) ?? null,
    },
    key,
  );
  // So that who reads an archive as it comes has seen all files when they come to the manifest.
  if (kept.size === 2 && !END.every((name, place) => names.at(place - END.length) === name))
    faults.push(`${END.join(' and ')} are not at the end.`);
  // Some programs read on after the end of an archive, and would find other files there.
  if (given.size > sizeBytes) faults.push('There are bytes after the end of the archive.');
  return { ...checked, faults: [...faults, ...checked.faults] };
}

async function hashed(entry: ReadEntry): Promise<ArchivedFile> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const piece of entry) {
    hash.update(piece);
    sizeBytes += piece.length;
  }
  return { name: entry.path, sizeBytes, sha256: hash.digest('hex') };
}

/** A public key alone: who checks should hold no other. */
async function readKey(path: string): Promise<KeyObject> {
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) throw new CommandError(ExitCode.usage, `there is no file ${path}.`);
  const unusable = `${path} holds no Ed25519 public key in PEM, as plimsoll evidence key prints it.`;
  if (text.includes('PRIVATE KEY')) throw new CommandError(ExitCode.usage, unusable);
  try {
    const key = createPublicKey(text);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch (error) {
    throw new CommandError(ExitCode.usage, unusable, { cause: error });
  }
  throw new CommandError(ExitCode.usage, unusable);
}
