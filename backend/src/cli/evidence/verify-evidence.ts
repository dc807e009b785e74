import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { list, type ReadEntry } from 'tar';
import { type CheckedArchive, checkArchive } from '../../core/evidence-archive/check-archive.js';
import { type ArchivedFile, MANIFEST_FILE, SIGNATURE_FILE } from '../../core/evidence-archive/manifest.js';
import { CommandError } from '../command-error.js';
import { ExitCode } from '../exit-code.js';

/** In bytes: of a manifest with 20,000 files there is a tenth of that. */
const LONGEST_MANIFEST = 64 * 1024 * 1024;

/** Checks an archive without the server. Files are read once and not kept. Throws CommandError for what cannot be read. */
export async function verifyEvidence(path: string, publicKeyPath: string): Promise<CheckedArchive> {
  const key = await readKey(publicKeyPath);
  if (!(await stat(path).catch(() => null))?.isFile()) {
    throw new CommandError(ExitCode.usage, `there is no file ${path}.`);
  }
  const files: ArchivedFile[] = [];
  const kept = new Map<string, Buffer>();
  const faults: string[] = [];
  const read = async (entry: ReadEntry): Promise<void> => {
    const isKept = entry.path === MANIFEST_FILE || entry.path === SIGNATURE_FILE;
    if (entry.type !== 'File') faults.push(`${entry.path} is not a file.`);
    if (isKept && kept.has(entry.path)) faults.push(`${entry.path} is there twice.`);
    if (isKept && entry.size <= LONGEST_MANIFEST) kept.set(entry.path, await entry.concat());
    else files.push(await hashed(entry));
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
    { files, manifest: kept.get(MANIFEST_FILE) ?? null, signature: kept.get(SIGNATURE_FILE) ?? null },
    key,
  );
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
